"""Standing behind a version: sign, confirm, renew, withdraw, lapse; and what the database refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from stakeholders import tasks
from stakeholders.models import Change, Endorsement, EndorsementRequest, IntentVersion, Organisation, Portfolio, User
from stakeholders.policies import Refused
from stakeholders.services import endorsements, organisations
from stakeholders.services.endorsements import Signature
from tests.factories import make_endorsement, make_intent, make_organisation

SignIn = Callable[[User | None], Client]
Status = Endorsement.Status


@pytest.fixture
def version(city: Portfolio) -> IntentVersion:
    return make_intent(city)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def signature(promise: str = "Two hundred warm roofs.", days: int = 365) -> Signature:
    return Signature(promise, "Our masons", "Bo Contributor", "Chair", in_days(days))


def address(city: Portfolio, name: str, *args: object) -> str:
    return reverse(f"stakeholders:{name}", args=[city.slug, *args])


def test_bo_signs_for_the_coop_and_the_history_says_so(version: IntentVersion, coop: Organisation, bo: User) -> None:
    row = endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    assert row.stands
    assert (row.signed_by, row.promise, row.valid_until) == (bo, "Two hundred warm roofs.", in_days(365))
    assert Change.objects.of(row).get().kind == Change.Kind.CREATED


def test_nobody_signs_for_an_organisation_they_do_not_speak_for(
    version: IntentVersion, mission: Organisation, bo: User
) -> None:
    with pytest.raises(Refused, match="Only somebody who speaks for"):
        endorsements.sign(version=version, organisation=mission, signature=signature(), by=bo)


def test_once_per_version_and_organisation(version: IntentVersion, coop: Organisation, bo: User) -> None:
    endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    with pytest.raises(Refused, match="has endorsed version 1 already"):
        endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_endorsement(version, coop)


@pytest.mark.parametrize("status", ["draft", "revised", "retired"])
def test_a_version_that_is_not_live_is_refused_by_service_and_by_database(
    city: Portfolio, coop: Organisation, bo: User, status: str
) -> None:
    version = make_intent(city, status=status)
    with pytest.raises(Refused, match="Version 1"):
        endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    with pytest.raises(IntegrityError, match="only_live_versions_are_endorsed"), transaction.atomic():
        make_endorsement(version, coop)


def test_the_database_refuses_to_bring_an_endorsement_of_a_revised_version_back(
    version: IntentVersion, coop: Organisation
) -> None:
    row = make_endorsement(version, coop)
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    Endorsement.objects.filter(pk=row.pk).update(status=Status.LAPSED)
    for change in ({"status": Status.RENEWED}, {"status": Status.CONFIRMED}):
        with pytest.raises(IntegrityError, match="only_live_versions"), transaction.atomic():
            Endorsement.objects.filter(pk=row.pk).update(**change)
    Endorsement.objects.filter(pk=row.pk).update(ended_why="Other edits are as free as before.")


def test_a_version_in_dialogue_can_be_endorsed(city: Portfolio, coop: Organisation, bo: User) -> None:
    making = make_intent(city, status="in_dialogue")
    assert endorsements.sign(version=making, organisation=coop, signature=signature(), by=bo).stands


def test_what_a_steward_records_as_offered_counts_only_when_confirmed(
    version: IntentVersion, coop: Organisation, alma: User
) -> None:
    row = endorsements.sign(
        version=version, organisation=coop, signature=signature(), by=None, recorded_by=alma, is_offer=True
    )
    assert not version.endorsements.standing().exists()
    endorsements.confirm(endorsement=row, by=alma)
    assert version.endorsements.standing().get() == row
    with pytest.raises(Refused, match="Only what was offered"):
        endorsements.confirm(endorsement=row, by=alma)


def test_what_was_offered_is_confirmed_by_signing(
    version: IntentVersion, coop: Organisation, alma: User, bo: User
) -> None:
    offered = endorsements.sign(
        version=version, organisation=coop, signature=signature(), by=None, recorded_by=alma, is_offer=True
    )
    signed = endorsements.sign(version=version, organisation=coop, signature=signature("Three hundred."), by=bo)
    assert (signed.pk, signed.status, signed.promise) == (offered.pk, Status.CONFIRMED, "Three hundred.")


def test_withdrawn_without_a_reason_and_back_again(version: IntentVersion, coop: Organisation, bo: User) -> None:
    first = endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    endorsements.withdraw(endorsement=first, by=bo)
    assert not version.endorsements.standing().exists()
    with pytest.raises(Refused, match="withdrawn already"):
        endorsements.withdraw(endorsement=first, by=bo)
    again = endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    assert again.pk != first.pk
    assert version.endorsements.standing().get() == again


def test_an_endorsement_lapses_after_its_last_day_and_can_be_renewed(
    version: IntentVersion, coop: Organisation, bo: User
) -> None:
    row = make_endorsement(version, coop, valid_until=timezone.localdate())
    tasks.tend_endorsements()
    row.refresh_from_db()
    assert row.stands, "the last day still counts"
    Endorsement.objects.filter(pk=row.pk).update(valid_until=in_days(-1))
    assert endorsements.lapse_due() == 1
    assert endorsements.lapse_due() == 0
    row.refresh_from_db()
    assert (row.status, row.ended_on) == (Status.LAPSED, timezone.localdate())
    assert Change.objects.of(row).get().fields == {"status": ["confirmed", "lapsed"]}
    endorsements.renew(endorsement=row, promise="Still true.", brings="", valid_until=in_days(365), by=bo)
    row.refresh_from_db()
    assert (row.status, row.renewed_on, row.ended_on) == (Status.RENEWED, timezone.localdate(), None)


def test_only_a_live_version_is_renewed(version: IntentVersion, coop: Organisation, bo: User) -> None:
    row = make_endorsement(version, coop)
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    with pytest.raises(Refused, match="no longer the shared intent"):
        endorsements.renew(endorsement=row, promise="", brings="", valid_until=None, by=bo)


def test_signing_the_next_version_remembers_the_one_before(
    city: Portfolio, version: IntentVersion, coop: Organisation, bo: User
) -> None:
    before = endorsements.sign(version=version, organisation=coop, signature=signature(), by=bo)
    IntentVersion.objects.filter(pk=version.pk).update(status="revised")
    after = endorsements.sign(version=make_intent(city), organisation=coop, signature=signature(), by=bo)
    assert after.earlier == before
    assert before.later == after


def test_the_form_signs_and_the_list_shows_it(
    city: Portfolio, version: IntentVersion, coop: Organisation, bo: User, sign_in: SignIn
) -> None:
    client = sign_in(bo)
    page = client.get(address(city, "endorse")).content.decode()
    assert version.statement in page
    data = {"organisation": coop.pk, "promise": "Two hundred warm roofs.", "valid_until": in_days(400).isoformat()}
    answer = client.post(address(city, "endorse"), data, follow=True)
    assert "stands behind version 1" in answer.content.decode()
    listed = client.get(address(city, "endorsements")).content.decode()
    assert "Two hundred warm roofs." in listed
    assert "1 endorsement" in listed


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("valid_until", "2020-01-01", "This day has passed."),
        ("valid_until", "2199-01-01", "Ten years are as far"),
        ("valid_until", "tomorrow", "Enter a valid date"),
        ("promise", "", "This field is required"),
        ("organisation", "99999", "Select a valid choice"),
    ],
)
def test_bad_input_is_answered_beside_its_field(
    city: Portfolio, version: IntentVersion, coop: Organisation, bo: User, sign_in: SignIn, name: str, value: str,
    sentence: str,
) -> None:  # fmt: skip
    data = {"organisation": coop.pk, "promise": "Roofs.", "valid_until": in_days(1).isoformat(), name: value}
    answer = sign_in(bo).post(address(city, "endorse"), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Endorsement.objects.exists()


def test_who_speaks_for_nobody_is_told_how_it_goes(
    city: Portfolio, version: IntentVersion, odile: User, sign_in: SignIn
) -> None:
    page = sign_in(odile).get(address(city, "endorse")).content.decode()
    assert "You don’t speak for an organisation here yet." in page


def test_a_steward_records_a_paper_but_not_one_of_tomorrow(
    city: Portfolio, version: IntentVersion, coop: Organisation, alma: User, sign_in: SignIn
) -> None:
    data = {"organisation": coop.pk, "name": "Ida Holm", "signed_on": in_days(1), "valid_until": in_days(300)}
    client = sign_in(alma)
    answer = client.post(address(city, "endorsement-record"), data)
    assert "This day has not come yet." in answer.content.decode()
    client.post(address(city, "endorsement-record"), {**data, "signed_on": in_days(-20), "is_offer": "signed"})
    row = Endorsement.objects.get()
    assert (row.signer_name, row.status, row.signed_by) == ("Ida Holm", Status.CONFIRMED, None)


def test_the_public_reads_promises_and_no_names_of_people(
    open_city: Portfolio, version: IntentVersion, coop: Organisation, sign_in: SignIn
) -> None:
    row = make_endorsement(version, coop, signer_name="Ida Holm", promise="Warm roofs.")
    gone = make_endorsement(version, make_organisation(portfolio=open_city), status="withdrawn", ended_why="Money")
    visitor = sign_in(None)
    page = visitor.get(address(open_city, "endorsement", row.pk)).content.decode()
    table = b"".join(visitor.get(address(open_city, "endorsements-export", "csv")).streaming_content).decode()
    assert "Warm roofs." in page
    assert "Warm roofs." in table
    assert "Ida Holm" not in page + table
    assert visitor.get(address(open_city, "endorsement", gone.pk)).status_code == 404
    assert visitor.get(address(open_city, "endorsements") + "?state=all").content.decode().count("Money") == 0


def test_the_list_is_filtered_by_sector_and_state_in_the_address(
    city: Portfolio, version: IntentVersion, coop: Organisation, mission: Organisation, odile: User, sign_in: SignIn
) -> None:
    make_endorsement(version, coop)
    make_endorsement(version, mission, status="offered")
    client = sign_in(odile)

    def names(query: str) -> list[bool]:
        page = client.get(address(city, "endorsements") + query).content.decode()
        return [one.name in page for one in (coop, mission)]

    assert names("") == [True, False]
    assert names("?state=all") == [True, True]
    assert names("?state=offered") == [False, True]
    assert names("?state=all&sector=public_national") == [False, True]
    assert names("?sector=nonsense&version=x&state=nonsense&after=%00") == [True, False]


def test_merging_keeps_the_endorsement_that_stands_and_loses_no_promise(
    city: Portfolio, version: IntentVersion, coop: Organisation, alma: User
) -> None:
    double = make_organisation("Millbrook Coop", portfolio=city)
    offered = make_endorsement(version, coop, status="offered", promise="Perhaps.")
    standing = make_endorsement(version, double, promise="For sure.")
    old = make_intent(city, status="in_dialogue")
    elsewhere = make_endorsement(old, double)
    for one in (coop, double):
        EndorsementRequest.objects.create(version=version, organisation=one, email="a@b.example", digest=one.name)
    organisations.merge(duplicate=double, into=coop, portfolio=city, by=alma)
    for row in (offered, standing, elsewhere):
        row.refresh_from_db()
        assert row.organisation == coop
    assert (standing.status, offered.status, offered.promise) == (Status.CONFIRMED, Status.WITHDRAWN, "Perhaps.")
    assert "merged" in offered.ended_why
    assert version.requests.count() == 1


def test_whoever_opens_a_version_of_yesterday_is_led_to_the_one_that_holds(
    city: Portfolio, version: IntentVersion, coop: Organisation, bo: User, sign_in: SignIn
) -> None:
    IntentVersion.objects.filter(pk=version.pk).update(status=IntentVersion.Status.REVISED)
    page = sign_in(bo).get(address(city, "endorse"), {"version": 1}).content.decode()
    assert "Version 1 is no longer the shared intent" in page
    assert "Endorse version 2" not in page
    make_intent(city, "Every home warm, every street green.")
    page = sign_in(bo).get(address(city, "endorse"), {"version": 1}).content.decode()
    assert f'href="{address(city, "endorse")}"' in page
    assert "Endorse version 2" in page


def test_an_endorsement_that_moved_along_links_both_ways(
    city: Portfolio, version: IntentVersion, coop: Organisation, alma: User, sign_in: SignIn
) -> None:
    first = make_endorsement(version, coop)
    IntentVersion.objects.filter(pk=version.pk).update(status=IntentVersion.Status.REVISED)
    second = make_endorsement(make_intent(city, "Every home warm, every street green."), coop, earlier=first)
    client, here, there = sign_in(alma), *(address(city, "endorsement", row.pk) for row in (first, second))
    assert there in client.get(here).content.decode()
    assert here in client.get(there).content.decode()


def test_when_nobody_has_signed_the_next_version_the_list_leads_to_earlier_endorsers(
    city: Portfolio, version: IntentVersion, coop: Organisation, alma: User, sign_in: SignIn
) -> None:
    assert "Ask the first" in sign_in(alma).get(address(city, "endorsements")).content.decode()
    make_endorsement(version, coop)
    IntentVersion.objects.filter(pk=version.pk).update(status=IntentVersion.Status.REVISED)
    make_intent(city, "Every home warm, every street green.")
    page = sign_in(alma).get(address(city, "endorsements")).content.decode()
    assert "Nobody is moved along without signing." in page
    assert "Ask the first" not in page


def test_the_form_shows_how_an_address_is_written(
    city: Portfolio, version: IntentVersion, alma: User, sign_in: SignIn
) -> None:
    page = sign_in(alma).get(address(city, "endorsement-ask")).content.decode()
    assert "Name &lt;name@example.org&gt;" in page
