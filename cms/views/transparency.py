"""What anybody may check: attestations, heads of the log, keys. JSON, for `verify_attestation.py`."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.entering import number
from articles.models.articles import State
from cms.addresses import absolute
from reviews.models import Attestation, Head, SigningKey
from reviews.transparency import attestations, keys, log

# of a text in these states readers see the words
READABLE = (State.PUBLISHED, State.SUPERSEDED, State.RETRACTED)
LAST_HEADS = 100


@require_safe
def attestation(request: HttpRequest, revision: int, number: int | None = None) -> JsonResponse:
    """One of a text that was ever public: by the number of its event; else of its publication or ending."""
    every = [each for each in attestations.of_revision(revision) if attestations.is_public(each)]
    found = [each for each in every if _is_meant(each, number)]
    token = attestations.token(found[-1]) if found else None
    if token is None:
        raise Http404
    text = found[-1].event.revision
    return _told(
        {
            "attestation": token,
            "statement": found[-1].statement,
            "text": text.sealed if text.state in READABLE else None,
            "of_this_text": [
                {
                    "kind": each.statement["kind"],
                    "at": each.statement["at"],
                    "address": address_of(each),
                }
                for each in every
            ],
            "keys": absolute(reverse("log_keys")),
            "consistency": absolute(reverse("log_consistency")),
        }
    )


def address_of(attestation: Attestation) -> str:
    """Where an attestation is found."""
    event = attestation.event
    return absolute(reverse("attestation", args=[event.revision_id, event.number]))


@require_safe
def heads(request: HttpRequest) -> JsonResponse:
    """The last heads that were signed, the newest first."""
    found = Head.objects.order_by("-pk")[:LAST_HEADS]
    return _told(
        {
            "heads": [
                {"size": each.size, "root": each.root, "at": each.at.isoformat(), "jws": each.jws}
                for each in found
            ]
        }
    )


@require_safe
def log_keys(request: HttpRequest) -> JsonResponse:
    """Every key that was ever in use, as a JWK Set (RFC 7517, section 5)."""
    found = SigningKey.objects.select_related("revocation")
    return _told({"keys": [keys.as_jwk(each) for each in found]})


@require_safe
def consistency(request: HttpRequest) -> JsonResponse:
    """The proof that the tree of `to` leaves goes on that of `from` (RFC 9162, section 2.1.4)."""
    before, size = number(request.GET.get("from")), number(request.GET.get("to"))
    try:
        if before is None or size is None or size > log.size():
            raise ValueError
        proof = log.consistency(before, size)
    except ValueError:
        said = _("Ask for “from” and “to”: two sizes of the log, the smaller one first.")
        return JsonResponse({"error": said}, status=400)
    return _told({"from": before, "to": size, "proof": [node.hex() for node in proof]})


def _is_meant(attestation: Attestation, number: int | None) -> bool:
    if number is not None:
        return attestation.event.number == number
    return attestation.statement["kind"] in attestations.OF_THE_PAGE


def _told(record: dict[str, Any]) -> JsonResponse:
    """For everybody, from whatever page they ask."""
    response = JsonResponse(record, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response
