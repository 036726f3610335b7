"""The timeline: every kind of entry merged, newest first, only what may be seen, a page at a time."""

from datetime import date, timedelta
from typing import Any

import pytest

from initiatives.models import Initiative
from initiatives.overviews import timeline as module
from initiatives.overviews.timeline import Timeline, read_key, timeline
from initiatives.services import merging, stages
from stakeholders.access import Access, access_for
from stakeholders.models import Portfolio, User
from tests.factories import make_initiative, make_log, make_update

pytestmark = pytest.mark.django_db


def as_seen_by(user: User, initiative: Initiative, **more: Any) -> Timeline:
    access = access_for(user, initiative.home)
    assert isinstance(access, Access)
    return timeline(initiative=initiative, access=access, **more)


def test_everything_that_happened_is_there_newest_first(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    make_update(warm_streets, title="Street two is done", happened_on=date(2026, 5, 2))
    make_log(warm_streets, title="We stopped leafleting", happened_on=date(2026, 5, 3), tried="Leaflets")
    stages.change_stage(initiative=warm_streets, to="embedded", by=alma, why="It stays", on=date(2026, 5, 1))
    merging.merge(source=make_initiative(city, "Twin"), target=warm_streets, by=alma, why="Entered twice")

    seen = as_seen_by(alma, warm_streets)

    assert [entry.kind for entry in seen.entries] == ["lineage", "logs", "update", "stage"]
    assert [entry.title for entry in seen.entries] == [
        "Twin was merged into this", "We stopped leafleting", "Street two is done", "Moved from Growing to Embedded",
    ]  # fmt: skip
    assert seen.entries[1].is_learning
    assert seen.entries[1].facts["tried"] == "Leaflets"
    assert seen.entries[3].byline == "Stage change by Alma Steward"
    assert {kind.name: kind.count for kind in seen.kinds} == {"lineage": 1, "logs": 1, "update": 1, "stage": 1}
    assert seen.total == 4


def test_pages_are_complete_and_disjoint_also_within_one_day(
    warm_streets: Initiative, alma: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    for at in range(5):
        make_update(warm_streets, happened_on=date(2026, 5, 1) + timedelta(days=at // 2))
        make_log(warm_streets, happened_on=date(2026, 5, 1) + timedelta(days=at // 2))

    seen, before, left = [], "", []
    for _page in range(9):
        page = as_seen_by(alma, warm_streets, before=before)
        seen += [(entry.on, entry.kind, entry.pk) for entry in page.entries]
        left.append(page.earlier)
        before = page.before
        if not before:
            break

    assert len(seen) == len(set(seen)) == 10
    assert seen == sorted(seen, reverse=True)
    assert left == [7, 4, 1, 0]
    only = as_seen_by(alma, warm_streets, kind="logs")
    assert {entry.kind for entry in only.entries} == {"logs"}
    assert (only.total, only.earlier) == (10, 2)


def test_circles_hold(warm_streets: Initiative, alma: User, bo: User, chi: User, odile: User) -> None:
    for circle in ("team", "portfolio", "funders", "public"):
        make_update(warm_streets, title=circle, circle=circle)
        make_log(warm_streets, title=circle, circle=circle)
    make_update(warm_streets, title="draft", circle="public", status="draft")

    for user, many in ((alma, 8), (bo, 8), (odile, 6), (chi, 4)):
        seen = as_seen_by(user, warm_streets)
        assert len(seen.entries) == seen.total == many
        assert "draft" not in {entry.title for entry in seen.entries}


@pytest.mark.parametrize("text", ["", "x", "2026-05-01", "2026-13-45~update~1", "2026-05-01~update~x", "a~b~c", "~~"])
def test_a_key_that_nobody_wrote_gives_the_first_page(warm_streets: Initiative, alma: User, text: str) -> None:
    make_update(warm_streets)
    assert read_key(text) is None
    assert len(as_seen_by(alma, warm_streets, before=text, kind="nonsense").entries) == 1


def test_an_update_without_news_says_so(warm_streets: Initiative, alma: User) -> None:
    make_update(warm_streets, body="", kind="nothing_new", by=alma)
    entry = as_seen_by(alma, warm_streets).entries[0]
    assert (entry.title, entry.byline) == ("Nothing new", "Update by Alma Steward")
