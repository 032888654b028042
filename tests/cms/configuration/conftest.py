"""An administrator of a site that has nothing yet."""

import pytest

from tests import factories
from tests.markup import flat


@pytest.fixture
def administrator():
    return factories.user("Administrators", name="Ruth Vandermeer", is_staff=True)


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def form_of(response, **changed):
    """What the form of a page posts as it stands, with some of it changed."""
    form = response.context["form"]
    posted = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False:
            posted[field.html_name] = True if value is True else value
    return {**posted, **changed}


def said(response) -> str:
    """The words of a page."""
    return flat(response.content.decode())
