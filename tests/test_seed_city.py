"""The demo city is planted whole, with sums to the cent, and the same way every time."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.http import QueryDict
from django.test import TestCase

from funding.models import Allocation, CapitalCommitment, Disbursement, Drawdown, FundingVehicle
from initiatives.models import (
    Combination,
    Connection,
    Initiative,
    NetworkReading,
    Participation,
    PlacementSystem,
    SavedView,
    StageChange,
    Update,
)
from initiatives.overviews.filters import read
from portfolio_hub.demo import SIGN_INS, networks, planting, story
from portfolio_hub.demo.days import TODAY
from sensemaking.models import ConnectionSuggestion, Finding, LearningLog, SenseMakingReport, TieEvidence
from sensemaking.services import tallies
from stakeholders.models import Affiliation, Membership, Organisation, Place, Portfolio, Role, User
from stakeholders.models.organisation import Sector
from tests.seeded_funding import FundingStory, funding_fingerprint
from tests.seeded_intent import IntentStory, intent_fingerprint

MILLIONS = {
    "Riverton Transition Fund": "64", "Retrofit Bond 2031": "58", "Health & Place Partnership": "21",
    "Neighbourhood Commons Fund": "18.5", "Nature Recovery Facility": "14.9", "Learning & Options Reserve": "10",
}  # fmt: skip
FROM_FUNDERS = {
    "National Climate Mission": "52", "City of Riverton": "48", "Cohesion Fund": "36.4",
    "Riverton Pension Fund": "30", "Larkfield Foundation": "12", "Riverwater": "8",
}  # fmt: skip
TO_SYSTEMS = {
    "Mobility": "26.5", "Energy & buildings": "70", "Food & land": "14.5", "Health & care": "24.5",
    "Economy & skills": "13.5", "Community & democracy": "18.5", "Water & nature": "18.9",
}  # fmt: skip
FLEXIBLE = {
    "Riverton Transition Fund": 60, "Retrofit Bond 2031": 0, "Health & Place Partnership": 20,
    "Neighbourhood Commons Fund": 80, "Nature Recovery Facility": 30, "Learning & Options Reserve": 100,
}  # fmt: skip
DRAWN = {
    "Riverton Transition Fund": 48, "Retrofit Bond 2031": 61, "Health & Place Partnership": 33,
    "Neighbourhood Commons Fund": 57, "Nature Recovery Facility": 29, "Learning & Options Reserve": 22,
}  # fmt: skip


def millions(text: str) -> Decimal:
    """Euros from millions of euros."""
    return Decimal(text) * 1_000_000


def by_name(rows: Any, name: str) -> dict[str, Decimal]:
    """Sums of `amount` by a name."""
    return {row[name]: row["sum"] for row in rows.order_by().values(name).annotate(sum=Sum("amount"))}


def fingerprint() -> list[Any]:
    """What any two plantings must share: everything but the numbers that the database gives out."""
    return [
        list(Initiative.objects.order_by("pk").values_list("title", "stage_since_on", "created_at", "last_heard_at")),
        list(StageChange.objects.order_by("pk").values_list("to_stage", "on", "at", "reason", "by__name")),
        list(Update.objects.order_by("pk").values_list("title", "happened_on", "created_at", "author_name", "circle")),
        list(LearningLog.objects.order_by("pk").values_list("title", "happened_on", "created_at", "status", "seconds")),
        list(Disbursement.objects.order_by("pk").values_list("amount", "on", "allocation__initiative__title")),
        list(Drawdown.objects.order_by("pk").values_list("amount", "on", "commitment__funder__name")),
        list(Finding.objects.order_by("pk").values_list("kind", "order", "title", "log_count", "before_count")),
        *funding_fingerprint(),
        *intent_fingerprint(),
    ]


class RivertonTests(FundingStory, IntentStory, TestCase):
    """The planted city; each test may do with it as it likes."""

    earlier: list[Any]
    riverton: Portfolio

    @classmethod
    def setUpTestData(cls) -> None:
        with transaction.atomic():
            planting.plant()
            cls.earlier = fingerprint()
            transaction.set_rollback(True)
        planting.plant()
        cls.riverton = Portfolio.objects.get(slug="riverton")

    def test_planting_twice_gives_the_same_city(self) -> None:
        assert fingerprint() == self.earlier

    def test_the_portfolio_is_public_and_says_where_it_is_heading(self) -> None:
        assert self.riverton.is_open
        assert self.riverton.currency == "EUR"
        assert self.riverton.flexible_floor == 40
        assert self.riverton.purpose.startswith("By 2035 Riverton is carbon-neutral and closer-knit")
        assert self.riverton.purpose.endswith("with nobody carrying the cost of change alone.")
        assert [(system.name, system.icon, system.colour) for system in self.riverton.systems.all()] == [
            ("Mobility", "bus", 1), ("Energy & buildings", "bolt", 2), ("Food & land", "carrot", 3),
            ("Health & care", "heartbeat", 4), ("Economy & skills", "briefcase", 5),
            ("Community & democracy", "users-group", 6), ("Water & nature", "droplet", 7),
        ]  # fmt: skip
        assert self.riverton.levers.count() == 8

    def test_places_and_organisations_are_listed(self) -> None:
        places = Place.objects.listed_in(self.riverton)
        assert places.filter(level="neighbourhood").count() == 14
        assert places.get(name="Alma Road").within.within.within.within.name == "Alderland"
        assert not places.filter(level="neighbourhood", geometry__isnull=True).exists()
        organisations = Organisation.objects.listed_in(self.riverton)
        assert organisations.count() == 90
        assert set(organisations.values_list("sector", flat=True)) == set(Sector.values)
        assert not organisations.filter(Q(description="") | Q(place__isnull=True)).exists()

    def test_initiatives_stand_in_their_stages_and_systems(self) -> None:
        rows = Initiative.objects.placed_in(self.riverton)
        stages = Counter(rows.values_list("stage", flat=True))
        assert stages["idea"] + stages["exploring"] == 85
        assert [stages[stage] for stage in ("testing", "growing", "embedded", "closed")] == [72, 42, 21, 20]
        assert rows.filter(started_on__gte="2026-07-01").count() == 14
        main = PlacementSystem.objects.filter(placement__portfolio=self.riverton, is_main=True)
        assert list(main.order_by().values_list("system__name").annotate(n=Count("pk")).order_by("system__order")) == [
            ("Mobility", 44), ("Energy & buildings", 52), ("Food & land", 24), ("Health & care", 32),
            ("Economy & skills", 28), ("Community & democracy", 33), ("Water & nature", 27),
        ]  # fmt: skip
        assert not rows.filter(participations=None).exists()
        assert Participation.objects.filter(role="lead", initiative__home=self.riverton).count() == 240
        assert not rows.filter(stage="closed", closing_learning="").exists()

    def test_stage_tracks_end_where_initiatives_stand(self) -> None:
        steps: dict[int, list[StageChange]] = {}
        for change in StageChange.objects.order_by("initiative", "on"):
            steps.setdefault(change.initiative_id, []).append(change)
        for row in Initiative.objects.placed_in(self.riverton):
            track = steps[row.pk]
            assert (track[0].from_stage, track[0].on) == ("", row.started_on)
            assert [step.from_stage for step in track[1:]] == [step.to_stage for step in track[:-1]]
            assert (track[-1].to_stage, track[-1].on) == (row.stage, row.stage_since_on)

    def test_warm_streets_millbrook_is_as_riverton_knows_it(self) -> None:
        row = Initiative.objects.get(title="Warm Streets Millbrook")
        assert str(row.stage_since_on) == "2026-06-12"
        assert row.stage_changes.get(to_stage="growing").reason == "Three streets signed up without being asked."
        assert row.participations.get(role="lead").organisation.name == "Millbrook Housing Co-op"
        assert sorted(row.allocations.real().values_list("vehicle__name", "amount")) == [
            ("Neighbourhood Commons Fund", millions("0.3")),
            ("Retrofit Bond 2031", millions("2.1")),
            ("Riverton Transition Fund", millions("1.4")),
        ]
        last = row.logs.latest("happened_on")
        assert (last.author_name, last.author_title) == ("Omar Haddad", "Site lead")
        assert str(last.happened_on) == "2026-11-18"

    def test_nine_initiatives_are_quiet_and_six_of_them_are_about_mobility(self) -> None:
        quiet = Initiative.objects.placed_in(self.riverton).quiet_since(datetime(2026, 9, 22, 23, tzinfo=UTC))
        assert quiet.count() == 9
        main = PlacementSystem.objects.filter(is_main=True, placement__initiative__in=quiet)
        assert main.filter(system__name="Mobility").count() == 6
        assert quiet.order_by("last_heard_at").values_list("title", "last_heard_at__date")[0] == (
            "Canal Heat Network", TODAY - timedelta(days=84),
        )  # fmt: skip
        assert not Initiative.objects.placed_in(self.riverton).active().filter(last_heard_at=None).exists()

    def test_money_flows_from_funders_to_systems_to_the_cent(self) -> None:
        promises, shares = CapitalCommitment.objects.all(), Allocation.objects.filter(initiative__isnull=False)
        shares = shares.exclude(status=Allocation.Status.PLANNED)
        assert by_name(promises, "funder__name") == {name: millions(sum_) for name, sum_ in FROM_FUNDERS.items()}
        assert by_name(promises, "vehicle__name") == {name: millions(sum_) for name, sum_ in MILLIONS.items()}
        assert by_name(shares, "vehicle__name") == {name: millions(sum_) for name, sum_ in MILLIONS.items()}
        to_systems = dict.fromkeys(TO_SYSTEMS, Decimal(0))
        here = {"initiative__placements__portfolio": self.riverton, "initiative__placements__touches__is_main": True}
        for name, amount in shares.filter(**here).values_list(
            "initiative__placements__touches__system__name", "amount"
        ):
            to_systems[name] += amount
        assert to_systems == {name: millions(sum_) for name, sum_ in TO_SYSTEMS.items()}
        assert sum(to_systems.values()) == promises.aggregate(sum=Sum("amount"))["sum"] == millions("186.4")

    def test_ninety_million_are_paid_in_and_out(self) -> None:
        paid, back = Q(kind=Disbursement.Kind.PAYMENT), Q(kind=Disbursement.Kind.RETURN)
        assert Drawdown.objects.aggregate(sum=Sum("amount"))["sum"] == millions("90.1")
        sums = Disbursement.objects.aggregate(out=Sum("amount", filter=paid), back=Sum("amount", filter=back))
        assert sums["out"] - sums["back"] == millions("90.1")
        given = Allocation.objects.exclude(status=Allocation.Status.PLANNED)
        assert not given.annotate(out=Sum("disbursements__amount", filter=Q(disbursements__kind="payment"))).exclude(
            out=F("paid_total")
        )
        promises = CapitalCommitment.objects.annotate(paid=Sum("drawdowns__amount"))
        assert not promises.exclude(paid=F("drawn_total")).exists()
        for vehicle in FundingVehicle.objects.real():
            assert round(100 * vehicle.drawn_total / vehicle.committed_total) == DRAWN[vehicle.name]
            assert vehicle.drawn_total == vehicle.paid_total - vehicle.returned_total
            assert vehicle.committed_total == millions(MILLIONS[vehicle.name])
            kept = vehicle.allocations.exclude(status=Allocation.Status.PLANNED)
            assert (
                vehicle.allocated_total
                == kept.aggregate(sum=Sum("amount"))["sum"]
                <= vehicle.committed_total + vehicle.returned_total
            )
            free = [promise.amount for promise in vehicle.commitments.all() if promise.is_flexible]
            assert sum(free) * 100 == FLEXIBLE[vehicle.name] * vehicle.committed_total

    def test_those_who_sign_in_have_their_role_and_the_others_no_password(self) -> None:
        assert [sign_in.role for sign_in in SIGN_INS] == [
            "Steward", "Contributor", "Funder", "Second funder", "Observer",
        ]  # fmt: skip
        for role, email, password in SIGN_INS:
            user = User.objects.get(email=email)
            assert user.check_password(password)
            assert Membership.objects.get(portfolio=self.riverton, user=user).role == Role[role.split()[-1].upper()]
        others = User.objects.exclude(email__in=[sign_in.email for sign_in in SIGN_INS])
        assert others.count() >= 25
        assert not any(user.has_usable_password() for user in others)
        speaks = dict(Affiliation.objects.values_list("user__name", "organisation__name"))
        assert speaks["Omar Haddad"] == "Millbrook Housing Co-op"
        assert speaks["Chi Okafor"] == "National Climate Mission"

    def test_a_demo_contributor_signs_in_with_the_printed_password(self) -> None:
        contributor = SIGN_INS[1]
        assert self.client.login(email=contributor.email, password=contributor.password)

    def test_tallies_agree_and_the_summer_reports_are_published(self) -> None:
        assert tallies.verify(self.riverton) == []
        reports = SenseMakingReport.objects.filter(portfolio=self.riverton, status="published")
        assert list(reports.values_list("circle", flat=True)) == ["portfolio", "public"]
        report = reports[0]
        assert report.title == "Trust moves at the speed of neighbours"
        assert report.published_at == datetime(2026, 10, 9, 15, 30, tzinfo=UTC)
        themes = report.findings.filter(kind="theme")
        words = " ".join(" ".join(theme.data["words"]) for theme in themes).lower()
        for word in ("shade", "kerb", "neighbour", "tender"):
            assert word in words
        assert not themes.filter(citations=None).exists()

    def test_418_connections_hold_and_twelve_suggestions_wait_with_their_reasons(self) -> None:
        ties = Connection.objects.filter(portfolio=self.riverton)
        assert ties.holding().count() == 418
        warm_streets = Initiative.objects.get(title="Warm Streets Millbrook")
        assert ties.holding().of(warm_streets.pk).count() == 5
        assert TieEvidence.objects.filter(connection__in=ties).count() > 200
        assert Combination.objects.filter(portfolio=self.riverton).count() == 12
        waiting = ConnectionSuggestion.objects.filter(portfolio=self.riverton).open()
        assert waiting.count() == 12
        assert all(row.reasons for row in waiting)
        home, cool = Initiative.objects.filter(title__in=("Home Before Hospital", "Cool Rooms")).order_by("pk")
        assert waiting.get(first=home, second=cool).citations.count() == 4

    def test_the_network_was_read_on_two_days_and_snapshots_hold_connections(self) -> None:
        readings = NetworkReading.objects.ready().filter(portfolio=self.riverton)
        assert set(readings.values_list("read_on", flat=True)) == {networks.EARLIER_ON, TODAY}
        held = [row.entries.filter(kind="connection").count() for row in self.riverton.snapshots.order_by("taken_on")]
        assert 0 < held[0] < held[1] < held[2] < 418

    def test_saved_views_open_lists_that_are_not_empty(self) -> None:
        views = SavedView.objects.filter(portfolio=self.riverton)
        assert {"Quiet for 60 days", "Growing in Millbrook"} <= set(views.values_list("name", flat=True))
        growing = read(QueryDict(views.get(name="Growing in Millbrook").query))
        assert growing.stage == ("growing",)
        assert Initiative.objects.filter(stage="growing", places__in=growing.place).exists()
        assert all(read(QueryDict(view.query)).are_set for view in views)

    def test_a_second_planting_is_refused_and_again_changes_nothing(self) -> None:
        before = fingerprint()
        with pytest.raises(CommandError, match="exists already"):
            call_command("seed_city")
        call_command("seed_city", "--again")
        assert fingerprint() == before
        assert tallies.verify(self.riverton) == []

    def test_again_publishes_nothing_in_a_portfolio_that_only_shares_the_address(self) -> None:
        Portfolio.objects.filter(pk=self.riverton.pk).update(slug="riverton-before")
        User.objects.filter(email=planting.STEWARD).update(email="earlier@riverton.example")
        Portfolio.objects.create(name="Riverton by hand", slug="riverton")
        call_command("seed_city", "--again")
        assert SenseMakingReport.objects.count() == 3

    def test_as_many_words_are_planted_as_are_written(self) -> None:
        assert LearningLog.objects.filter(portfolio=self.riverton).count() == len(story.logs())
        assert Update.objects.filter(portfolio=self.riverton).count() == len(story.updates())
        assert LearningLog.objects.filter(search="").count() == 0
