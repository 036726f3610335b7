"""Orders and pages: every row on exactly one page, in order, forwards and back."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.models import Initiative, Stage
from initiatives.overviews import sorting
from initiatives.overviews.exports import rows as exported
from initiatives.overviews.filters import Filters
from initiatives.overviews.listing import listing
from stakeholders.access import Access, access_for
from stakeholders.models import Portfolio, User
from tests.initiatives.ground import make_ground

pytestmark = pytest.mark.django_db
ORDERS = [sign + name for name in sorting.SORTS for sign in ("", "-")]


@pytest.fixture
def access(city: Portfolio, alma: User) -> Access:
    make_ground(city)
    found = access_for(alma, city)
    assert found is not None
    return found


def walk(access: Access, sort: str) -> tuple[list[list[int]], str]:
    """Every page from the first to the last, and the key that leads back from the last."""
    now, after, pages = timezone.now(), "", []
    for _page in range(99):
        page = listing(access, Filters(sort=sort), now=now, after=after)
        pages.append([row.id for row in page.rows])
        if not page.older:
            return pages, page.newer
        after = page.older
    raise AssertionError("the pages never end")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sort=st.sampled_from(ORDERS), size=st.integers(1, 30))
def test_pages_are_complete_disjoint_in_order_and_the_same_backwards(access: Access, sort: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "PAGE", size)
        pages, newer = walk(access, sort)
        flat = [pk for page in pages for pk in page]

        assert sorted(flat) == sorted(Initiative.objects.values_list("pk", flat=True))
        assert all(len(page) == size for page in pages[:-1])
        assert flat == [row[-1] for row in exported(access, Filters(sort=sort), now=timezone.now())]
        for earlier in reversed(pages[:-1]):
            page = listing(access, Filters(sort=sort), now=timezone.now(), before=newer)
            assert [row.id for row in page.rows] == earlier
            assert page.older
            newer = page.newer
        assert newer == ""


def test_orders_are_what_they_say(access: Access) -> None:
    def values(sort: str, name: str) -> list[Any]:
        return list(sorting.in_order(Initiative.objects.all(), sort).values_list(name, flat=True))

    titles = [title.lower() for title in values("title", "title")]
    assert titles == sorted(titles)
    assert [Stage.values.index(stage) for stage in values("-stage", "stage")] == sorted(
        (Stage.values.index(row.stage) for row in Initiative.objects.all()), reverse=True
    )
    heard = values("-heard", "last_heard_at")
    known = [moment for moment in heard if moment]
    assert known == sorted(known, reverse=True)
    assert heard[len(known) :] == [None] * (len(heard) - len(known))
    assert values("added", "pk") == sorted(values("added", "pk"))


NOT_KEYS = ["", "x", "~", "5", "x~y", "1~never", "999999999999999999999~a", "1~\x00", "1~99999-01-01"]


def test_a_key_that_nobody_wrote_gives_a_page(access: Access) -> None:
    for sort in ORDERS:
        for key in NOT_KEYS:
            assert isinstance(listing(access, Filters(sort=sort), now=timezone.now(), after=key).rows, list)
            assert isinstance(listing(access, Filters(sort=sort), now=timezone.now(), before=key).rows, list)
