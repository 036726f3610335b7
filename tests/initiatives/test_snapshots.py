"""Reading snapshots and comparing two: what changed, for whom, and in how many queries."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.models import Initiative, Snapshot, SnapshotEntry, System
from initiatives.overviews.comparison import comparison_page
from initiatives.services import snapshots
from initiatives.snapshots.comparing import Comparison, Group
from initiatives.snapshots.taking import take
from stakeholders.access import access_for
from stakeholders.models import IntentVersion, Organisation, Portfolio, User
from tests.factories import (
    make_endorsement,
    make_initiative,
    make_intent,
    make_organisation,
    make_promise,
    make_service,
)

SignIn = Callable[[User | None], Client]


def frozen(city: Portfolio, name: str, **fields: Any) -> Snapshot:
    snapshot = snapshots.ask(portfolio=city, name=name, by=None, **fields)
    assert take(snapshot.pk)
    snapshot.refresh_from_db()
    return snapshot


def compared(before: Snapshot, after: Snapshot, reader: User) -> Comparison:
    access = access_for(reader, before.portfolio)
    assert access
    return Comparison(before, after, access)


def names(comparison: Comparison, group: Group) -> list[tuple[str, str, str]]:
    rows: Any = comparison.rows(group).order_by("name")
    return [(row.name, row.was, row.now) for row in rows]


@pytest.fixture
def version(city: Portfolio, coop: Organisation) -> IntentVersion:
    """The shared intent, endorsed by the co-op."""
    version = make_intent(city)
    make_endorsement(version, coop)
    return version


@pytest.fixture
def spring(city: Portfolio, warm_streets: Initiative, energy: System, version: IntentVersion) -> Snapshot:
    """The city in spring: two initiatives, two promises, one endorsement."""
    make_initiative(city, "Night buses")
    make_promise(city, "Warm homes", essential=(energy,))
    make_promise(city, "Clean air", essential=(energy,))
    return frozen(city, "Spring", taken_on=date(2026, 4, 1))


@pytest.fixture
def autumn(spring: Snapshot, city: Portfolio, version: IntentVersion, energy: System) -> Snapshot:
    """The same city in autumn, when much has happened."""
    Initiative.objects.filter(title="Warm Streets Millbrook").update(stage="embedded")
    Initiative.objects.get(title="Night buses").placements.update(until_on=date.today())
    new = make_initiative(city, "Shade over schools", stage="idea", system=energy)
    make_service(new, city.commitments.get(title="Warm homes"))
    make_promise(city, "More trees")
    city.commitments.filter(title="Clean air").update(retired_on=date.today(), retired_why="Reached")
    version.endorsements.update(status="lapsed")
    make_endorsement(version, make_organisation("Trust"))
    return frozen(city, "Autumn", taken_on=date(2026, 10, 1))


def test_it_says_what_changed_between_two(spring: Snapshot, autumn: Snapshot, alma: User) -> None:
    comparison = compared(spring, autumn, alma)
    assert {group: found for group in Group if (found := names(comparison, group))} == {
        Group.ENTERED: [("Shade over schools", "", "idea")],
        Group.LEFT: [("Night buses", "exploring", "")],
        Group.MOVED: [("Warm Streets Millbrook", "growing", "embedded")],
        Group.COVERED: [("Warm homes", "gap", "thin")],
        Group.PROMISED: [("More trees", "", "unsaid")],
        Group.DROPPED: [("Clean air", "gap", "")],
        Group.ENDORSED: [("Trust", "", "confirmed")],
        Group.ENDED: [("Millbrook Housing Co-op", "confirmed", "lapsed")],
    }
    assert comparison.counts() == {group: len(names(comparison, group)) for group in Group}


def test_backwards_it_says_the_opposite(spring: Snapshot, autumn: Snapshot, alma: User) -> None:
    forth, back = compared(spring, autumn, alma), compared(autumn, spring, alma)
    mirrored = (
        (Group.ENTERED, Group.LEFT), (Group.COVERED, Group.UNCOVERED), (Group.PROMISED, Group.DROPPED),
        (Group.ENDORSED, Group.ENDED),
    )  # fmt: skip
    for one, other in mirrored:
        assert [(name, now, was) for name, was, now in names(forth, one)] == names(back, other)


def test_whoever_moves_along_to_a_new_version_has_not_ended(
    city: Portfolio, version: IntentVersion, coop: Organisation, alma: User
) -> None:
    before = frozen(city, "Before")
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    make_endorsement(make_intent(city), coop, status="renewed")
    comparison = compared(before, frozen(city, "After"), alma)
    assert not any(comparison.counts().values())


def test_unsaid_coverage_is_no_loss(city: Portfolio, energy: System, alma: User) -> None:
    promise = make_promise(city, "Warm homes")
    before = frozen(city, "Before")
    promise.needs.create(system=energy, need="essential")
    comparison = compared(before, frozen(city, "After"), alma)
    assert not any(comparison.counts().values())


def test_a_team_s_entry_is_for_stewards(
    city: Portfolio, warm_streets: Initiative, alma: User, bo: User, chi: User, spring: Snapshot
) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="team", stage="embedded")
    make_initiative(city, "A secret", circle="team")
    make_initiative(city, "Among ourselves", circle="portfolio")
    autumn = frozen(city, "Autumn")
    assert len(names(compared(spring, autumn, alma), Group.ENTERED)) == 2
    assert names(compared(spring, autumn, bo), Group.ENTERED) == [("Among ourselves", "", "exploring")]
    assert names(compared(spring, autumn, chi), Group.ENTERED) == []
    for reader in (bo, chi):
        assert names(compared(spring, autumn, reader), Group.MOVED) == []
        assert names(compared(spring, autumn, reader), Group.LEFT) == []


def test_members_read_the_page_of_one(
    sign_in: SignIn, odile: User, chi: User, city: Portfolio, spring: Snapshot, dag: User
) -> None:
    make_initiative(city, "Among ourselves", circle="portfolio")
    now = frozen(city, "Now")
    page = sign_in(odile).get(now.get_absolute_url())
    assert page.context["page"].numbers.initiatives == 3
    assert b"Among ourselves" in page.content
    assert b"Warm Streets Millbrook" in page.content
    seen = sign_in(chi).get(now.get_absolute_url())
    assert seen.context["page"].numbers.initiatives == 2
    assert b"Among ourselves" not in seen.content
    assert sign_in(dag).get(now.get_absolute_url()).status_code == 404


def test_entries_are_narrowed_in_the_address(sign_in: SignIn, odile: User, spring: Snapshot) -> None:
    reader = sign_in(odile)

    def found(query: str) -> list[str]:
        return [entry.name for entry in reader.get(f"{spring.get_absolute_url()}?{query}").context["page"].entries]

    assert found("kind=commitment") == ["Clean air", "Warm homes"]
    assert found("kind=commitment&q=warm") == ["Warm homes"]
    assert found("state=growing") == ["Warm Streets Millbrook"]
    assert found("kind=endorsement") == ["Millbrook Housing Co-op"]
    assert found("kind=nonsense&state=nonsense&q=%00") == ["Night buses", "Warm Streets Millbrook"]
    assert found("after=nonsense") == ["Night buses", "Warm Streets Millbrook"]


def test_what_is_gone_is_named_and_leads_nowhere(
    sign_in: SignIn, odile: User, spring: Snapshot, warm_streets: Initiative
) -> None:
    warm_streets.delete()
    entries = sign_in(odile).get(spring.get_absolute_url()).context["page"].entries
    urls = {entry.name: bool(entry.url) for entry in entries}
    assert urls == {"Night buses": True, "Warm Streets Millbrook": False}


def test_a_steward_takes_one(sign_in: SignIn, alma: User, city: Portfolio) -> None:
    steward = sign_in(alma)
    address = reverse("initiatives:snapshot-new", args=[city.slug])
    assert steward.get(address).status_code == 200
    assert steward.post(address, {"name": "", "kind": "report"}).status_code == 422
    answer = steward.post(address, {"name": "Spring", "kind": "cycle_end", "note": "Why not"})
    snapshot = Snapshot.objects.get()
    assert answer.url == snapshot.get_absolute_url()
    assert (snapshot.kind, snapshot.status, snapshot.by) == ("cycle_end", "asked", alma)
    assert b"Waiting for a worker" in steward.get(snapshot.get_absolute_url()).content


def test_the_progress_fragment_stops_itself(sign_in: SignIn, odile: User, city: Portfolio) -> None:
    snapshot = snapshots.ask(portfolio=city, name="Spring", by=None)
    Snapshot.objects.filter(pk=snapshot.pk).update(status="working", progress_done=2000, progress_total=10_000)
    address = reverse("initiatives:snapshot-progress", args=[city.slug, snapshot.pk])
    headers = {"HX-Request": "true", "HX-Target": "snapshot-progress"}
    fragment = sign_in(odile).get(address, headers=headers)
    assert b"2000 of 10000" in fragment.content
    assert b"every 2s" in fragment.content
    Snapshot.objects.filter(pk=snapshot.pk).update(status="ready")
    assert sign_in(odile).get(address, headers=headers).headers["HX-Refresh"] == "true"
    assert sign_in(odile).get(address).status_code == 302


def test_a_failure_is_said_in_words(sign_in: SignIn, alma: User, odile: User, city: Portfolio) -> None:
    snapshot = snapshots.ask(portfolio=city, name="Spring", by=alma)
    Snapshot.objects.filter(pk=snapshot.pk).update(status="failed", problem="The worker was stopped.")
    page = sign_in(odile).get(snapshot.get_absolute_url()).content
    assert b"The worker was stopped." in page
    assert b"Try again" not in page
    sign_in(alma).post(reverse("initiatives:snapshot-again", args=[city.slug, snapshot.pk]))
    snapshot.refresh_from_db()
    assert snapshot.status == "asked"


def test_only_stewards_rename_and_delete(sign_in: SignIn, alma: User, bo: User, spring: Snapshot) -> None:
    edit, delete = (
        reverse(f"initiatives:snapshot-{act}", args=[spring.portfolio.slug, spring.pk]) for act in ("edit", "delete")
    )
    assert sign_in(bo).post(edit, {"name": "Mine"}).status_code == 403
    assert sign_in(bo).post(delete).status_code == 403
    sign_in(alma).post(edit, {"name": "Early spring", "note": "Before the rain"})
    spring.refresh_from_db()
    assert (spring.name, spring.note) == ("Early spring", "Before the rain")
    assert sign_in(alma).get(delete).status_code == 200
    assert Snapshot.objects.exists()
    sign_in(alma).post(delete)
    assert not Snapshot.objects.exists()


def test_comparing_reads_in_words_and_as_a_table(
    sign_in: SignIn, odile: User, spring: Snapshot, autumn: Snapshot
) -> None:
    address = reverse("initiatives:snapshot-compare", args=[spring.portfolio.slug])
    newest = sign_in(odile).get(address)
    assert (newest.context["page"].before, newest.context["page"].after) == (spring, autumn)
    words = sign_in(odile).get(f"{address}?from={spring.pk}&to={autumn.pk}").content.decode()
    assert "1 initiative entered, 1 left, 1 changed stage" in words
    assert "Growing → Embedded" in words
    table = sign_in(odile).get(f"{address}?from={spring.pk}&to={autumn.pk}&as=table").content.decode()
    assert '<th scope="col">Spring</th>' in table
    group = sign_in(odile).get(f"{address}?from={spring.pk}&to={autumn.pk}&group=covered")
    assert [row.name for row in group.context["page"].only.rows] == ["Warm homes"]


@pytest.mark.parametrize("query", ["from=x&to=y", "from=1", "from=999999&to=1"])
def test_two_that_can_t_be_compared_are_asked_for_again(
    query: str, sign_in: SignIn, odile: User, spring: Snapshot, autumn: Snapshot
) -> None:
    page = sign_in(odile).get(reverse("initiatives:snapshot-compare", args=[spring.portfolio.slug]) + f"?{query}")
    assert page.status_code == 200
    assert b"Choose two different snapshots" in page.content


def test_another_portfolio_s_snapshot_can_t_be_compared(
    sign_in: SignIn, odile: User, spring: Snapshot, autumn: Snapshot, dag: User
) -> None:
    elsewhere = frozen(Portfolio.objects.get(slug="elsewhere"), "Theirs")
    address = reverse("initiatives:snapshot-compare", args=[spring.portfolio.slug])
    page = sign_in(odile).get(f"{address}?from={elsewhere.pk}&to={spring.pk}")
    assert b"Choose two different snapshots" in page.content
    assert b"Theirs" not in page.content


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_downloads_hold_what_the_reader_may_see(
    sign_in: SignIn, alma: User, odile: User, spring: Snapshot, city: Portfolio
) -> None:
    make_initiative(city, "A secret", circle="team")
    autumn = frozen(city, "Autumn")
    export = reverse("initiatives:snapshot-export", args=[city.slug, autumn.pk])
    changes = reverse("initiatives:snapshot-compare-export", args=[city.slug]) + f"?from={spring.pk}&to={autumn.pk}"
    assert len(rows_of(sign_in(alma).get(export))) == len(rows_of(sign_in(odile).get(export))) + 1
    assert [row[2] for row in rows_of(sign_in(alma).get(changes))[1:]] == ["A secret"]
    assert rows_of(sign_in(odile).get(changes))[1:] == []
    assert sign_in(odile).get(f"{changes}&format=xlsx").status_code == 200
    assert sign_in(odile).get(f"{changes}&format=exe").status_code == 404


def test_the_api_reads_the_same(sign_in: SignIn, chi: User, city: Portfolio, spring: Snapshot) -> None:
    make_initiative(city, "Among ourselves", circle="portfolio")
    now = frozen(city, "Now")
    reader, base = sign_in(chi), f"/api/v1/portfolios/{city.slug}/snapshots/"
    assert [row["name"] for row in reader.get(base).json()["results"]] == ["Now", "Spring"]
    assert reader.get(f"{base}{now.pk}/").json()["initiatives_by_stage"] == {"exploring": 1, "growing": 1}
    entries = reader.get(f"{base}{now.pk}/entries/").json()["results"]
    assert "Among ourselves" not in {entry["name"] for entry in entries}
    assert len(entries) == 5
    assert reader.post(base).status_code in (403, 405)


@pytest.fixture
def ten_thousand(city: Portfolio) -> tuple[Snapshot, Snapshot]:
    """Two snapshots of ten thousand entries: a tenth entered, a tenth left, a tenth moved."""
    pair = tuple(Snapshot.objects.create(portfolio=city, name=name, status="working") for name in ("One", "Two"))
    for shift, snapshot in enumerate(pair):
        SnapshotEntry.objects.bulk_create(
            (
                SnapshotEntry(
                    snapshot=snapshot, kind="initiative", object_id=number, name=f"Initiative {number:05}",
                    state="testing" if shift and number % 9 == 0 else "idea",
                )
                for number in range(1 + shift * 1000, 10_001 + shift * 1000)
            ),
            batch_size=500,
        )  # fmt: skip
        Snapshot.objects.filter(pk=snapshot.pk).update(status="ready")
    return pair  # type: ignore[return-value]


def test_ten_thousand_entries_take_as_many_queries_as_ten(
    ten_thousand: tuple[Snapshot, Snapshot], alma: User, sign_in: SignIn, spring: Snapshot, autumn: Snapshot
) -> None:
    def queries(first: Snapshot, second: Snapshot, **asked: str) -> int:
        comparison = compared(first, second, alma)
        with CaptureQueriesContext(connection) as found:
            comparison_page(comparison, **asked)
        return len(found)

    assert compared(*ten_thousand, alma).counts()[Group.MOVED] == 1000
    assert queries(*ten_thousand) <= queries(spring, autumn) <= 20
    assert queries(*ten_thousand, group="moved") <= 4
    page = comparison_page(compared(*ten_thousand, alma), group="moved")
    assert page.only
    further = comparison_page(compared(*ten_thousand, alma), group="moved", after=page.only.next_cursor)
    assert further.only
    assert further.only.rows[0].name > page.only.rows[-1].name
