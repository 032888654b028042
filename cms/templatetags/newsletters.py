"""What editors are shown of the newsletter."""

from django import template

from cms.readers.models import Delivery, DeliveryQuerySet

register = template.Library()


@register.simple_tag
def newsletters_failed() -> DeliveryQuerySet:
    """Those that could not be mailed, newest first, with issue and reader."""
    troubled = Delivery.objects.troubled().select_related("issue", "subscriber")
    return troubled.order_by("-issue__week", "pk")
