"""People say how initiatives hang together, change their minds, and take it back; nothing is said twice."""

import itertools
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import Connection, Initiative
from initiatives.services import connections
from initiatives.services.connection_rules import AlreadySaid
from portfolio_hub.lib.meanwhile import Stale
from sensemaking.models import TieEvidence
from sensemaking.services import ties
from stakeholders.models import Change, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import history
from tests.factories import make_connection, make_initiative, make_log, make_portfolio

pytestmark = pytest.mark.django_db


def test_bo_says_that_one_enables_the_other(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, bo: User
) -> None:
    row = connections.say(
        portfolio=city, source=hubs, target=warm_streets, kind="enables", by=bo, statement="  Tools are at hand. "
    )
    assert (row.source, row.target, row.statement, row.status) == (
        hubs,
        warm_streets,
        "Tools are at hand.",
        "hypothesised",
    )
    assert (row.said_by, row.circle) == (bo, "public")
    change = Change.objects.of(row).get()
    assert (change.kind, change.by, change.fields["kind"]) == ("created", bo, [None, "enables"])


def test_a_kind_without_direction_stands_once_from_whichever_end(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, bo: User
) -> None:
    row = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="shares_learning", by=bo)
    assert row.source_id < row.target_id
    for source, target in ((hubs, warm_streets), (warm_streets, hubs)):
        with pytest.raises(AlreadySaid) as told:
            connections.say(portfolio=city, source=source, target=target, kind="shares_learning", by=bo)
        assert told.value.twin == row
    connections.say(portfolio=city, source=hubs, target=warm_streets, kind="in_tension", by=bo)
    connections.say(portfolio=city, source=warm_streets, target=hubs, kind="enables", by=bo)
    connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=bo)
    assert Connection.objects.count() == 4


def test_it_is_as_narrow_as_the_narrower_of_the_two(city: Portfolio, warm_streets: Initiative, alma: User) -> None:
    quiet = make_initiative(city, "Quiet work", circle="portfolio")
    row = connections.say(portfolio=city, source=quiet, target=warm_streets, kind="enables", by=alma)
    assert row.circle == "portfolio"


def test_what_cannot_be_said(city: Portfolio, warm_streets: Initiative, hubs: Initiative, bo: User, alma: User) -> None:
    hidden = make_initiative(make_portfolio("Nation"), "Unseen")
    team = make_initiative(city, "Team only", circle="team")
    for source, target in ((hubs, hubs), (hubs, hidden), (hidden, hubs), (hubs, team)):
        with pytest.raises(ValidationError):
            connections.say(portfolio=city, source=source, target=target, kind="enables", by=bo)
    with pytest.raises(ValidationError):
        connections.say(portfolio=make_portfolio("Third"), source=hubs, target=warm_streets, kind="enables", by=alma)
    for wrong in ({"kind": "loves"}, {"strength": 4}, {"status": "refuted"}, {"confidence": "sure"},
                  {"statement": "x" * 301}, {"circle": "everyone"}):  # fmt: skip
        facts = {"kind": "enables", **wrong}
        with pytest.raises(ValidationError):
            connections.say(portfolio=city, source=hubs, target=warm_streets, by=bo, **facts)  # type: ignore[arg-type]
    Initiative.objects.filter(pk=hubs.pk).update(merged_into=warm_streets)
    with pytest.raises(ValidationError, match="merged"):
        connections.say(portfolio=city, source=hubs, target=team, kind="enables", by=alma)
    assert not Connection.objects.exists()


def test_what_comes_first_goes_in_no_circle(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, school: Initiative, alma: User
) -> None:
    chain = [warm_streets, hubs, clinic, school]
    said = [
        connections.say(portfolio=city, source=first, target=then, kind="precedes", by=alma)
        for first, then in itertools.pairwise(chain)
    ]
    for first, then in ((hubs, warm_streets), (clinic, warm_streets), (school, warm_streets)):
        with pytest.raises(ValidationError, match="circle"):
            connections.say(portfolio=city, source=first, target=then, kind="precedes", by=alma)
    back = connections.say(portfolio=city, source=school, target=warm_streets, kind="enables", by=alma)
    with pytest.raises(ValidationError, match="circle"):
        connections.edit(connection=back, by=alma, kind="precedes")
    connections.refute(connection=said[1], by=alma, why="They began on the same day.")
    connections.edit(connection=back, by=alma, kind="precedes")
    with pytest.raises(ValidationError, match="circle"):
        connections.reopen(connection=said[1], by=alma)


def test_the_circle_is_found_in_one_query_however_long(
    city: Portfolio, alma: User, django_assert_num_queries: object
) -> None:
    from initiatives.services.connection_rules import after

    chain = [make_initiative(city) for _number in range(30)]
    for first, then in itertools.pairwise(chain):
        make_connection(first, then, "precedes")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert after(chain[0].pk) == {row.pk for row in chain[1:]}


def test_two_editors_and_what_an_edit_keeps(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, alma: User, bo: User
) -> None:
    row = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=bo)
    seen = row.edit
    connections.edit(connection=row, by=alma, edit=seen, statement="Tools are at hand.")
    with pytest.raises(Stale):
        connections.edit(connection=row, by=bo, edit=seen, statement="Mine")
    with pytest.raises(ValidationError):
        connections.edit(connection=row, by=bo, target=clinic)
    connections.edit(connection=row, by=bo, source=warm_streets, target=hubs)
    row.refresh_from_db()
    assert (row.source, row.target, row.statement) == (warm_streets, hubs, "Tools are at hand.")
    connections.edit(connection=row, by=bo, kind="shares_resource")
    row.refresh_from_db()
    assert row.source_id < row.target_id


def test_refuted_ones_stay_with_why_and_can_be_taken_up_again(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User, bo: User
) -> None:
    row = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=bo)
    connections.observe(connection=row, by=bo)
    assert row.status == "observed"
    with pytest.raises(ValidationError):
        connections.refute(connection=row, by=alma, why="  ")
    connections.refute(connection=row, by=alma, why="Nobody came for tools.")
    with pytest.raises(AlreadySaid, match="Nobody came"):
        connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=bo)
    with pytest.raises(Refused):
        connections.observe(connection=row, by=bo)
    connections.reopen(connection=row, by=bo)
    assert (row.status, row.outcome) == ("hypothesised", "")
    connections.end(connection=row, by=bo, why="The hub closed.", on=date(2026, 3, 1))
    assert (row.status, row.ended_on) == ("ended", date(2026, 3, 1))
    newer = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=bo)
    with pytest.raises(AlreadySaid):
        connections.reopen(connection=row, by=bo)
    connections.refute(connection=newer, by=bo, why="No.")
    with pytest.raises(Refused):
        connections.end(connection=row, by=bo, why="Again")


def test_undo_takes_the_last_edit_back_unless_a_twin_came(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User
) -> None:
    row = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=alma)
    change = connections.edit(connection=row, by=alma, kind="depends_on", strength=3)
    assert change is not None
    history.undo(change=change, by=alma)
    row.refresh_from_db()
    assert (row.kind, row.strength) == ("enables", 2)
    change = connections.edit(connection=row, by=alma, kind="depends_on")
    assert change is not None
    connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=alma)
    with pytest.raises(history.CannotUndo):
        history.undo(change=change, by=alma)


def test_a_deleted_one_comes_back_with_its_evidence(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User
) -> None:
    row = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=alma)
    log = make_log(hubs, saw="Three crews borrowed the scaffold.")
    ties.add_evidence(connection=row, by=alma, log=log, quote="borrowed the scaffold")
    ties.add_evidence(connection=row, by=alma, note="The register says so.", speaks_against=True)
    kept, pk = row.edit, row.pk
    change = connections.delete(connection=row, by=alma, why="By mistake")
    assert change is not None
    assert not Connection.objects.exists() and not TieEvidence.objects.exists()

    back = connections.bring_back(change=change, by=alma)
    assert (back.pk, back.source, back.kind, back.said_by, back.edit) == (pk, hubs, "enables", alma, kept)
    assert set(TieEvidence.objects.filter(connection=back).values_list("quote", "note", "speaks_against")) == {
        ("borrowed the scaffold", "", False), ("", "The register says so.", True)
    }  # fmt: skip
    with pytest.raises(history.CannotUndo):
        connections.bring_back(change=change, by=alma)


def test_what_cannot_come_back(city: Portfolio, warm_streets: Initiative, hubs: Initiative, alma: User) -> None:
    row = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=alma)
    first = connections.delete(connection=row, by=alma)
    again = connections.say(portfolio=city, source=hubs, target=warm_streets, kind="enables", by=alma)
    assert first is not None
    with pytest.raises(history.CannotUndo):
        connections.bring_back(change=first, by=alma)
    second = connections.delete(connection=again, by=alma)
    assert second is not None
    warm_streets.delete()
    with pytest.raises(history.CannotUndo):
        connections.bring_back(change=second, by=alma)


def test_deleting_an_end_takes_its_connections_along(warm_streets: Initiative, hubs: Initiative, alma: User) -> None:
    row = make_connection(hubs, warm_streets)
    ties.add_evidence(connection=row, by=alma, note="Seen on site.")
    hubs.delete()
    assert not Connection.objects.exists() and not TieEvidence.objects.exists()


def test_evidence_says_only_what_stands_in_a_log_that_one_may_see(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, bo: User
) -> None:
    row = make_connection(hubs, warm_streets)
    log = make_log(hubs, saw="Three crews borrowed the scaffold.")
    with pytest.raises(ValidationError, match="do not stand"):
        ties.add_evidence(connection=row, by=bo, log=log, quote="everybody was happy")
    with pytest.raises(ValidationError):
        ties.add_evidence(connection=row, by=bo)
    with pytest.raises(ValidationError):
        ties.add_evidence(connection=row, by=bo, log=make_log(clinic, saw="Ours alone.", circle="team"))
    with pytest.raises(ValidationError):
        ties.add_evidence(connection=row, by=bo, note="x", url="javascript:alert(1)")
    piece = ties.add_evidence(connection=row, by=bo, log=log)
    assert piece.observed_on == log.happened_on
    with pytest.raises(ValidationError, match="already"):
        ties.add_evidence(connection=row, by=bo, log=log)
    change = ties.remove_evidence(evidence=piece, by=bo)
    assert change is not None
    history.undo(change=change, by=bo)
    assert TieEvidence.objects.get().log == log
