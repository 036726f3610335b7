"""Pages that begin after the last row seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_hub.lib.keyset import decode, encode, page_of
from stakeholders.models import Organisation, Portfolio
from tests.factories import make_organisation


@pytest.fixture
def rows(city: Portfolio) -> None:
    """Eleven organisations, several of the same name."""
    for name in "caabbacbaca":
        make_organisation(name, portfolio=city)


@pytest.mark.parametrize("order", [("name", "pk"), ("-name", "pk"), ("name", "-pk"), ("-name", "-pk"), ("-pk",)])
@pytest.mark.usefixtures("rows")
def test_pages_put_together_are_the_whole_list(order: tuple[str, ...]) -> None:
    whole = list(Organisation.objects.order_by(*order))
    seen: list[Organisation] = []
    page = page_of(Organisation.objects.all(), order=order, size=4)
    assert page.is_first
    seen += page.rows
    while page.next_cursor:
        page = page_of(Organisation.objects.all(), order=order, after=page.next_cursor, size=4)
        assert not page.is_first
        seen += page.rows
    assert seen == whole


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    "cursor",
    ["nonsense", "%%%", encode(["a"]), encode(["a", "b", "c"]), encode(["a", "x"]), encode(["a", float("inf")]), "e30"],
)
def test_a_cursor_that_means_nothing_opens_the_first_page(cursor: str) -> None:
    page = page_of(Organisation.objects.all(), order=("name", "pk"), after=cursor, size=4)
    assert page.is_first
    assert len(page.rows) == 4


@given(st.lists(st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4))
def test_a_cursor_gives_back_what_went_in(values: list[object]) -> None:
    assert decode(encode(values), len(values)) == values


@given(st.text())
def test_no_text_breaks_a_cursor(text: str) -> None:
    decode(text, 2)
