"""Where initiatives came from and what they became: saying, taking back, no circles, the tree, timeline and pages."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives.models import Challenge, Initiative, Lineage
from initiatives.overviews.happenings import LineageActivity
from initiatives.overviews.lineage import Branch, drawing_of, tree_of, wrapped
from initiatives.services import lineage, merging, splitting, stages, undoing
from sensemaking.services import options
from stakeholders.access import Access, access_for
from stakeholders.models import Change, Organisation, PolicyLink, Portfolio, User
from stakeholders.services import history
from tests.factories import make_challenge, make_initiative

SignIn = Callable[[User | None], Client]


def seen(user: User, city: Portfolio) -> Access:
    access = access_for(user, city)
    assert access
    return access


def told(branches: list[Branch]) -> list[Any]:
    """A side of the tree as nested pairs of verb and name."""
    return [(str(branch.verb), branch.node.label, told(branch.beyond)) for branch in branches]


@pytest.fixture
def rents(city: Portfolio) -> Challenge:
    return make_challenge(city, "Rents rise", circle="public")


def test_all_ends_can_be_said_and_the_history_has_them(
    city: Portfolio, warm_streets: Initiative, rents: Challenge, coop: Organisation, alma: User
) -> None:
    policy = PolicyLink.objects.create(portfolio=city, title="Street by street act", instrument="law")
    for kind, end in (("came_from", rents), ("came_from", " Spring summit "), ("became", policy), ("spun_out", coop)):
        lineage.say(initiative=warm_streets, kind=kind, to=end, by=alma)  # type: ignore[arg-type]
    assert [str(row.end) for row in warm_streets.lineage.order_by("pk")] == [
        "Rents rise", "Spring summit", "Street by street act", coop.name,
    ]  # fmt: skip
    change = Change.objects.of(warm_streets).first()
    assert change
    assert len(change.fields["lineage"][1]) == 4
    history.undo(change=change, by=alma)
    assert warm_streets.lineage.count() == 3


def test_what_can_not_be_is_refused_with_its_reason(
    city: Portfolio, warm_streets: Initiative, rents: Challenge, coop: Organisation, alma: User
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    cases: list[tuple[str, Any, Any]] = [
        ("merged_into", make_initiative(city), None), ("came_from", coop, None), ("became", rents, None),
        ("came_from", " ", None), ("came_from", "x" * 201, None), ("came_from", warm_streets, None),
        ("came_from", "Summit", tomorrow),
    ]  # fmt: skip
    for kind, end, on in cases:
        with pytest.raises(ValidationError):
            lineage.say(initiative=warm_streets, kind=kind, to=end, on=on, by=alma)
    lineage.say(initiative=warm_streets, kind="came_from", to=rents, by=alma)
    with pytest.raises(ValidationError, match="said already"):
        lineage.say(initiative=warm_streets, kind="came_from", to=rents, by=alma)


def test_the_same_step_is_said_once_from_whichever_end(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    pilot = make_initiative(city, "Pilot")
    lineage.say(initiative=warm_streets, kind="came_from", to=pilot, by=alma)
    with pytest.raises(ValidationError, match="said already"):
        lineage.say(initiative=pilot, kind="became", to=warm_streets, by=alma)
    with pytest.raises(ValidationError, match="circle"):
        lineage.say(initiative=pilot, kind="came_from", to=warm_streets, by=alma)


def test_nothing_comes_from_what_it_became_over_any_number_of_steps(city: Portfolio, alma: User) -> None:
    rows = [make_initiative(city, f"Number {number}") for number in range(8)]
    for earlier, later in pairwise(rows):
        lineage.say(initiative=later, kind="came_from", to=earlier, by=alma)
    for kind, initiative, end in (("came_from", rows[0], rows[-1]), ("became", rows[-1], rows[0])):
        with pytest.raises(ValidationError, match="circle"):
            lineage.say(initiative=initiative, kind=kind, to=end, by=alma)
    assert Lineage.objects.is_before(rows[0].pk, rows[-1].pk)
    assert not Lineage.objects.is_before(rows[-1].pk, rows[0].pk)


def test_a_circle_that_came_in_from_elsewhere_has_an_end(city: Portfolio, alma: User) -> None:
    one, two = make_initiative(city, "One"), make_initiative(city, "Two")
    Lineage.objects.create(initiative=one, other=two, kind="came_from")
    Lineage.objects.create(initiative=two, other=one, kind="came_from")
    tree = tree_of(seen(alma, city), one)
    assert told(tree.before) == [("came from", "Two", [("came from", "One", [])])]
    assert drawing_of(tree).width > 0


def test_an_undo_does_not_close_a_circle(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    pilot = make_initiative(city, "Pilot")
    step = lineage.say(initiative=warm_streets, kind="came_from", to=pilot, by=alma)
    change = lineage.take_back(step=step, by=alma)
    lineage.say(initiative=pilot, kind="came_from", to=warm_streets, by=alma)
    assert change
    with pytest.raises(history.CannotUndo):
        history.undo(change=change, by=alma)


def test_what_is_gone_meanwhile_does_not_come_back(warm_streets: Initiative, rents: Challenge, alma: User) -> None:
    step = lineage.say(initiative=warm_streets, kind="came_from", to=rents, by=alma)
    change = lineage.take_back(step=step, by=alma)
    rents.delete()
    assert change
    history.undo(change=change, by=alma)
    assert not warm_streets.lineage.exists()


def test_what_merges_and_splits_say_stays_theirs(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    pool = splitting.split(initiative=warm_streets, title="Scaffold pool", by=alma)
    step = Lineage.objects.get()
    with pytest.raises(ValidationError, match="merge or a split"):
        lineage.take_back(step=step, by=alma)
    twin = make_initiative(city, "Twin")
    merging.merge(source=twin, target=warm_streets, by=alma)
    tree = tree_of(seen(alma, city), warm_streets)
    assert told(tree.before) == [("took in", "Twin", [])]
    assert told(tree.after) == [("split off", pool.title, [])]
    assert not tree.of_its_own


def test_the_tree_has_generations_on_both_sides(
    city: Portfolio, warm_streets: Initiative, rents: Challenge, coop: Organisation, alma: User
) -> None:
    pilot, school = make_initiative(city, "Pilot"), make_initiative(city, "School")
    lineage.say(initiative=warm_streets, kind="came_from", to=pilot, by=alma)
    lineage.say(initiative=pilot, kind="came_from", to=rents, by=alma)
    lineage.say(initiative=warm_streets, kind="became", to=school, by=alma)
    lineage.say(initiative=school, kind="spun_out", to=coop, by=alma)
    tree = tree_of(seen(alma, city), warm_streets)
    assert told(tree.before) == [("came from", "Pilot", [("came from", "Rents rise", [])])]
    assert told(tree.after) == [("became", "School", [("spun out as", coop.name, [])])]
    drawing = drawing_of(tree)
    at = {box.node.label: box.x for box in drawing.boxes}
    assert at["Rents rise"] < at["Pilot"] < at[warm_streets.title] < at["School"] < at[coop.name]
    assert len(drawing.lines) == 4
    assert [box.node.label for box in drawing.boxes if box.is_trunk] == [warm_streets.title]


def test_what_may_not_be_seen_ends_its_branch(
    city: Portfolio, warm_streets: Initiative, alma: User, odile: User
) -> None:
    secret = make_initiative(city, "Secret pilot", circle="team")
    root, hidden = make_initiative(city, "Root"), make_challenge(city, "Hidden", circle="team")
    lineage.say(initiative=warm_streets, kind="came_from", to=secret, by=alma)
    lineage.say(initiative=secret, kind="came_from", to=root, by=alma)
    lineage.say(initiative=warm_streets, kind="came_from", to=hidden, by=alma)
    assert len(tree_of(seen(alma, city), warm_streets).before) == 2
    assert tree_of(seen(odile, city), warm_streets).is_empty
    for user, entries in ((alma, 2), (odile, 0)):
        assert LineageActivity().rows(warm_streets, seen(user, city)).count() == entries


def test_the_tree_takes_the_same_queries_however_large(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    access = seen(alma, city)

    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            drawing_of(tree_of(access, warm_streets))
        return len(counted)

    lineage.say(initiative=warm_streets, kind="came_from", to=make_initiative(city), by=alma)
    before = queries()
    for _number in range(5):
        pilot = make_initiative(city)
        lineage.say(initiative=warm_streets, kind="came_from", to=pilot, by=alma)
        lineage.say(initiative=pilot, kind="came_from", to="A gathering", by=alma)
    assert queries() == before


def test_the_timeline_tells_steps_from_both_ends(
    city: Portfolio, warm_streets: Initiative, rents: Challenge, coop: Organisation, alma: User
) -> None:
    pilot = make_initiative(city, "Pilot")
    lineage.say(initiative=pilot, kind="became", to=warm_streets, by=alma)
    lineage.say(initiative=warm_streets, kind="came_from", to=rents, by=alma)
    lineage.say(initiative=warm_streets, kind="spun_out", to="Millbrook Ltd", by=alma, why="It pays for itself.")
    source, access = LineageActivity(), seen(alma, city)
    ids = list(source.rows(warm_streets, access).values_list("pk", flat=True))
    entries = {entry.title: entry for entry in source.load(ids, warm_streets, access)}
    assert set(entries) == {"Pilot became this", "Came from Rents rise", "Spun out as Millbrook Ltd"}
    assert entries["Spun out as Millbrook Ltd"].body == "It pays for itself."
    assert entries["Came from Rents rise"].url.endswith(f"/challenges/{rents.pk}/")


def test_what_spins_out_says_as_what_and_one_undo_takes_both_back(
    warm_streets: Initiative, coop: Organisation, alma: User
) -> None:
    change = stages.close(
        initiative=warm_streets, how="spun_out", learning="Streets pay.", by=alma, spun_out_as=coop
    )  # fmt: skip
    assert warm_streets.lineage.get().organisation == coop
    assert change
    undoing.undo(change=change, by=alma)
    warm_streets.refresh_from_db()
    assert warm_streets.stage == "growing"
    assert not warm_streets.lineage.exists()


def test_what_is_made_of_an_option_came_from_its_challenge(city: Portfolio, rents: Challenge, alma: User) -> None:
    rents.status = "convening"
    rents.save()
    option = options.offer(portfolio=city, title="A rent cap", challenge=rents, by=alma, circle="public")
    made = options.take_up(option=option, by=alma)
    assert [(row.kind, row.challenge) for row in made.lineage.all()] == [("came_from", rents)]


def test_closing_as_spun_out_asks_as_what(
    sign_in: SignIn, warm_streets: Initiative, coop: Organisation, alma: User
) -> None:
    client, path = sign_in(alma), f"/riverton/initiatives/{warm_streets.pk}/close/"
    said = {"how": "spun_out", "learning": "Streets pay."}
    assert client.post(path, said).status_code == 422
    assert client.post(path, {**said, "organisation": coop.pk, "named": "Both"}).status_code == 422
    assert client.post(path, {**said, "how": "completed", "named": "Millbrook Ltd"}).status_code == 422
    assert client.post(path, {**said, "named": "Millbrook Ltd"}).status_code == 302
    assert warm_streets.lineage.get().named == "Millbrook Ltd"


def test_steps_are_said_and_taken_back_on_the_page(
    sign_in: SignIn, city: Portfolio, warm_streets: Initiative, rents: Challenge, bo: User, odile: User
) -> None:
    client, path = sign_in(bo), f"/riverton/initiatives/{warm_streets.pk}/lineage/"
    assert "Nothing is said yet" in client.get(path).text
    assert sign_in(odile).get(f"{path}new/").status_code == 403
    said = {"kind": "came_from", "why": "After the summit."}
    assert "Choose one of these" in client.post(f"{path}new/", said).text
    assert "Choose only one" in client.post(f"{path}new/", {**said, "challenge": rents.pk, "named": "Summit"}).text
    assert client.post(f"{path}new/", {**said, "kind": "became", "challenge": rents.pk}).status_code == 422
    assert "It stands in the tree." in client.post(f"{path}new/", {**said, "challenge": rents.pk}, follow=True).text
    page = client.get(path)
    assert "<svg" in page.text
    assert "After the summit." in page.text
    fragment = client.get(path, headers={"HX-Request": "true", "HX-Target": "initiative-lineage"})
    assert "<html" not in fragment.text
    step = warm_streets.lineage.get()
    other = make_initiative(city, "Not Bo's")
    assert client.post(f"/riverton/initiatives/{other.pk}/lineage/{step.pk}/remove/").status_code == 403
    assert client.post(f"{path}{step.pk}/remove/", follow=True).status_code == 200
    assert not warm_streets.lineage.exists()
    change = Change.objects.of(warm_streets).first()
    assert change
    client.post(f"/riverton/initiatives/{warm_streets.pk}/undo/{change.pk}/")
    assert warm_streets.lineage.get().challenge == rents
    assert "came from a challenge" in client.get(f"/riverton/initiatives/{warm_streets.pk}/history/").text


def test_long_names_stand_in_two_lines() -> None:
    assert wrapped("Pilot") == ["Pilot"]
    assert wrapped("Warm Streets Millbrook and Harbour") == ["Warm Streets Millbrook", "and Harbour"]
    assert all(len(line) <= 24 for line in wrapped("Donaudampfschifffahrtsgesellschaft " * 3))
