"""An initiative is merged into another: its connections go along, none is lost, and undo puts them back."""

import pytest

from initiatives.models import CombinationMember, Connection, Initiative, Need, Offer
from initiatives.services import combinations, connections, merging, undoing
from sensemaking.models import Rethink, TieEvidence
from sensemaking.services import ties
from stakeholders.access import Access, access_for, steward_access
from stakeholders.models import Portfolio, User
from stakeholders.services import history
from tests.factories import make_connection, make_log

pytestmark = pytest.mark.django_db


def access_of(user: User, initiative: Initiative) -> Access:
    found = access_for(user, initiative.home)
    assert found is not None
    return found


def ends() -> dict[int, tuple[int, int]]:
    return {row.pk: (row.source_id, row.target_id) for row in Connection.objects.all()}


def test_both_ends_follow_and_undo_puts_them_back(
    warm_streets: Initiative, hubs: Initiative, clinic: Initiative, school: Initiative, alma: User
) -> None:
    out = make_connection(hubs, clinic)
    into = make_connection(school, hubs)
    alike = make_connection(hubs, school, "shares_learning")
    before = ends()
    batch = merging.merge(source=hubs, target=warm_streets, by=alma)
    now = ends()
    assert now[out.pk] == (warm_streets.pk, clinic.pk)
    assert now[into.pk] == (school.pk, warm_streets.pk)
    assert now[alike.pk] == tuple(sorted((warm_streets.pk, school.pk)))
    undoing.undo_batch(batch=batch, by=alma)
    assert ends() == before


def test_an_edit_from_before_a_merge_is_not_undone_onto_what_was_merged_away(
    warm_streets: Initiative, hubs: Initiative, clinic: Initiative, alma: User
) -> None:
    row = make_connection(hubs, clinic)
    turned = connections.edit(connection=row, by=alma, source=clinic, target=hubs)
    batch = merging.merge(source=hubs, target=warm_streets, by=alma)
    assert turned
    with pytest.raises(history.CannotUndo):
        history.undo(change=turned, by=alma)
    assert ends()[row.pk] == (clinic.pk, warm_streets.pk)
    undoing.undo_batch(batch=batch, by=alma)
    history.undo(change=turned, by=alma)
    assert ends()[row.pk] == (hubs.pk, clinic.pk)


def test_a_kind_without_direction_is_kept_in_order_after_a_merge(
    warm_streets: Initiative, clinic: Initiative, school: Initiative, alma: User
) -> None:
    row = make_connection(warm_streets, clinic, "shares_learning")
    batch = merging.merge(source=warm_streets, target=school, by=alma)
    assert ends()[row.pk] == (clinic.pk, school.pk)
    undoing.undo_batch(batch=batch, by=alma)
    assert ends()[row.pk] == (warm_streets.pk, clinic.pk)


def test_what_would_be_with_itself_or_twice_stays_and_its_evidence_goes_to_the_twin(
    warm_streets: Initiative, hubs: Initiative, clinic: Initiative, alma: User
) -> None:
    itself = make_connection(warm_streets, hubs, "depends_on")
    theirs, ours = make_connection(hubs, clinic), make_connection(warm_streets, clinic)
    log, shared = make_log(hubs, saw="They lent us the scaffold."), make_log(clinic)
    for row, about in ((theirs, log), (theirs, shared), (ours, shared)):
        ties.add_evidence(connection=row, by=alma, log=about)
    thought = Rethink.objects.create(log=log, connection=theirs)
    before, evidence = ends(), list(TieEvidence.objects.order_by("pk").values_list("pk", "connection"))

    batch = merging.merge(source=hubs, target=warm_streets, by=alma)
    assert ends() == before
    assert set(TieEvidence.objects.filter(connection=ours).values_list("log", flat=True)) == {log.pk, shared.pk}
    assert TieEvidence.objects.get(connection=theirs).log == shared
    thought.refresh_from_db()
    assert thought.connection == ours
    assert Connection.objects.filter(pk=itself.pk).exists()
    access = steward_access(hubs.home)
    assert set(Connection.objects.seen_with(access)) == {ours}
    assert set(Connection.objects.touching(access_of(alma, hubs))) == {ours}

    undoing.undo_batch(batch=batch, by=alma)
    thought.refresh_from_db()
    assert thought.connection == theirs
    assert list(TieEvidence.objects.order_by("pk").values_list("pk", "connection")) == evidence


def test_a_merge_makes_no_circle_of_what_comes_first(
    warm_streets: Initiative, hubs: Initiative, clinic: Initiative, school: Initiative, alma: User
) -> None:
    make_connection(hubs, clinic, "precedes")
    make_connection(clinic, warm_streets, "precedes")
    stays = Connection.objects.get(source=hubs)
    goes = make_connection(school, hubs, "precedes")
    merging.merge(source=hubs, target=warm_streets, by=alma)
    assert ends()[stays.pk] == (hubs.pk, clinic.pk)
    assert ends()[goes.pk] == (school.pk, warm_streets.pk)


def test_combinations_offers_and_needs_follow(
    city: Portfolio, warm_streets: Initiative, hubs: Initiative, clinic: Initiative, alma: User
) -> None:
    both = combinations.make(
        portfolio=city, name="Both", effect="More.", members={hubs: "tools", warm_streets: "streets"}, by=alma
    )
    one = combinations.make(
        portfolio=city, name="One", effect="Less.", members={hubs: "tools", clinic: "care"}, by=alma
    )
    Offer.objects.create(portfolio=city, initiative=hubs, kind="sites", what="A yard")
    Need.objects.create(portfolio=city, initiative=hubs, kind="money", what="Rent")
    batch = merging.merge(source=hubs, target=warm_streets, by=alma)
    assert set(one.initiatives.all()) == {warm_streets, clinic}
    assert set(both.initiatives.all()) == {warm_streets, hubs}
    assert Offer.objects.get().initiative == Need.objects.get().initiative == warm_streets
    undoing.undo_batch(batch=batch, by=alma)
    assert set(CombinationMember.objects.filter(initiative=hubs).values_list("combination__name", flat=True)) == {
        "Both", "One"
    }  # fmt: skip
