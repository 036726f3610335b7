"""The demo city's intent, promises, problems and neighbours: what its pages claim is what the rows say."""

from collections import Counter
from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Q

from initiatives.models import (
    Challenge,
    FacetIntent,
    FacetJudgement,
    Framing,
    Initiative,
    Placement,
    PolicyCommitment,
    PolicyTouch,
    Service,
    Snapshot,
    SystemNeed,
)
from initiatives.overviews.coverage import coverage_facts, implementation_gap, steward_access
from initiatives.snapshots.comparing import Comparison, Group
from portfolio_hub.demo.days import TODAY
from sensemaking.models import Decision, Option, ServiceEvidence
from sensemaking.services import tallies
from stakeholders.models import (
    Braid,
    Comment,
    Endorsement,
    EndorsementRequest,
    IntentSuggestion,
    IntentVersion,
    OpenInterface,
    Organisation,
    Place,
    PolicyLink,
    Portfolio,
    Position,
    SectorThreshold,
    User,
)

SECTORS = {
    "Public bodies": (18, 16), "Business": (14, 20), "Civil society": (21, 18), "Universities, schools": (9, 6),
    "Finance": (4, 8), "Residents’ assemblies": (5, 6),
}  # fmt: skip
COVERAGE = {
    "Halve transport emissions by 2030": ("covered", 47, 22, 41),
    "Retrofit 18,000 homes by 2032": ("covered", 50, 21, 42),
    "Clean heat in every public building": ("thin", 21, 38, 34),
    "Nobody in fuel poverty by 2033": ("covered", 34, 14, 38),
    "Tree canopy to 30% by 2035": ("gap", 20, 31, 27),
    "Flood-safe neighbourhoods by 2032": ("thin", 15, 9, 33),
    "Healthy, local public food by 2030": ("gap", 28, 18, 44),
    "Age well at home": ("covered", 37, 27, 46),
    "6,000 good green jobs": ("covered", 38, 24, 39),
    "Every neighbourhood shapes its plan": ("covered", 32, 46, 38),
    "Clean air on every street by 2030": ("gap", 18, 12, 25),
    "Halve household waste by 2032": ("covered", 19, 16, 47),
}
"""By promise: its coverage, the initiatives that serve it, the shares (%) that are evidenced and in hand."""

WEAKEST = """
SELECT c.title, MIN(COALESCE(reached.many, 0))
FROM initiatives_policycommitment c
JOIN initiatives_systemneed n ON n.commitment_id = c.id AND n.need = 'essential'
LEFT JOIN (
    SELECT s.commitment_id, t.system_id, COUNT(DISTINCT s.initiative_id) AS many
    FROM initiatives_service s
    JOIN initiatives_initiative i ON i.id = s.initiative_id AND i.stage <> 'closed'
    JOIN initiatives_placement p ON p.initiative_id = i.id AND p.until_on IS NULL
    JOIN initiatives_placementsystem t ON t.placement_id = p.id
    GROUP BY s.commitment_id, t.system_id
) reached ON reached.commitment_id = c.id AND reached.system_id = n.system_id
WHERE c.portfolio_id = %s
GROUP BY c.title
"""
GAPS = """
SELECT c.title, y.name FROM initiatives_systemneed n
JOIN initiatives_policycommitment c ON c.id = n.commitment_id
JOIN initiatives_system y ON y.id = n.system_id
WHERE c.portfolio_id = %s AND n.need = 'essential' AND NOT EXISTS (
    SELECT 1 FROM initiatives_service s
    JOIN initiatives_initiative i ON i.id = s.initiative_id AND i.stage <> 'closed'
    JOIN initiatives_placement p ON p.initiative_id = i.id
    JOIN initiatives_placementsystem t ON t.placement_id = p.id AND t.system_id = n.system_id
    WHERE s.commitment_id = c.id
) ORDER BY c."order"
"""
PLANTED: tuple[type[models.Model], ...] = (
    IntentVersion, IntentSuggestion, Endorsement, EndorsementRequest, SectorThreshold, PolicyLink, Position, Braid,
    Comment, PolicyCommitment, SystemNeed, Service, ServiceEvidence, PolicyTouch, Challenge, Framing, Option,
    FacetJudgement, FacetIntent, Snapshot, OpenInterface, Portfolio, Decision,
)  # fmt: skip


def in_sql(query: str, *values: Any) -> list[tuple[Any, ...]]:
    """The rows of a query that knows nothing of the hub's own code."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def intent_fingerprint() -> list[Any]:
    """What any two plantings must share of the intent and what serves it."""
    return [
        list(IntentVersion.objects.order_by("pk").values_list("statement", "status", "shared_on", "ended_on")),
        list(Endorsement.objects.order_by("pk").values_list("promise", "status", "signed_on", "valid_until")),
        list(Service.objects.order_by("pk").values_list("how", "in_hand", "evidenced", "created_at")),
        list(ServiceEvidence.objects.order_by("pk").values_list("log__title", "note", "observed_on")),
        list(Challenge.objects.order_by("pk").values_list("title", "status", "created_at")),
        list(FacetJudgement.objects.order_by("pk").values_list("directedness", "certainty", "by__name", "at")),
        list(Snapshot.objects.order_by("pk").values_list("name", "taken_on", "facts", "finished_at")),
        list(Portfolio.objects.order_by("pk").values_list("slug", "parent__slug", "shares_up")),
        list(OpenInterface.objects.order_by("pk").values_list("title", "status", "matched_with__title")),
    ]


class IntentStory:
    """Tests that any class with a planted city can take in."""

    riverton: Portfolio

    @property
    def noor(self) -> User:
        return User.objects.get(email="noor@riverton.example")

    def live(self) -> IntentVersion:
        version: IntentVersion = self.riverton.intent_versions.shared().get()
        return version

    def test_rows_keep_the_rules_of_their_models(self) -> None:
        for model in PLANTED:
            rows = list(model._default_manager.order_by("pk"))
            assert rows, model
            for row in rows[:: max(1, len(rows) // 25)]:
                row.full_clean()

    def test_the_intent_has_four_versions_and_the_last_one_holds(self) -> None:
        versions = list(self.riverton.intent_versions.order_by("number"))
        assert [(version.status, str(version.shared_on)) for version in versions] == [
            ("revised", "2024-06-03"), ("revised", "2025-02-17"), ("revised", "2025-10-09"), ("shared", "2026-03-12"),
        ]  # fmt: skip
        assert len({version.statement for version in versions}) == 4
        assert all(version.left_open and version.revise_if and version.drafted_with for version in versions)
        assert versions[3].statement == self.riverton.purpose
        assert [version.endorsements.standing().count() for version in versions] == [0, 36, 58, 71]
        assert [(one.passage, one.wording) for one in versions[3].credits.order_by("start")] == [
            ("fair", "closer-knit"), ("greener", "greener and heard"), ("unfairly", "alone"),
        ]  # fmt: skip
        declined = IntentSuggestion.objects.filter(status="declined")
        assert declined.count() == 3
        assert not declined.filter(answer="").exists()
        remarks = Comment.objects.exclude(passage="").filter(in_report__isnull=True)
        for one in (*IntentSuggestion.objects.all(), *remarks):
            statement = (one.version if isinstance(one, IntentSuggestion) else one.about).statement
            assert statement[one.start :].startswith(one.passage)

    def test_seventy_one_endorse_it_and_three_sectors_lack_actors(self) -> None:
        standing = self.live().endorsements.standing()
        signed = {
            threshold.name: (
                standing.filter(organisation__sector__in=threshold.sectors.values("sector")).count(),
                threshold.needed,
            )
            for threshold in self.riverton.thresholds.all()
        }
        assert signed == SECTORS
        assert sum(many < needed for many, needed in signed.values()) == 3
        assert not standing.filter(Q(promise="") | Q(brings="") | Q(signer_role="")).exists()
        assert Counter(self.live().endorsements.values_list("status", flat=True)) == {
            "confirmed": 66, "renewed": 5, "offered": 3, "lapsed": 1, "withdrawn": 1,
        }  # fmt: skip
        moved = standing.filter(earlier__version__number=3)
        assert moved.count() == 51
        assert not moved.exclude(organisation=models.F("earlier__organisation")).exists()
        soon = standing.filter(valid_until__lte=date(2027, 1, 20))
        assert soon.count() == 3
        asked = EndorsementRequest.objects.filter(version=self.live(), status="asked")
        assert asked.count() == 4
        assert not standing.filter(organisation__in=asked.values("organisation")).exists()

    def test_policy_grew_out_of_the_intent_and_touches_something(self) -> None:
        resolution = PolicyLink.objects.get(title="Resolution 26-114")
        assert (resolution.status, str(resolution.adopted_on)) == ("adopted", "2026-04-30")
        assert {link.status for link in self.riverton.policy_links.all()} == {"adopted", "in_force", "proposed"}
        for link in self.riverton.policy_links.all():
            assert link.passage in self.live().statement
            assert link.touches.filter(commitment__isnull=False).exists()
            assert link.touches.filter(initiative__isnull=False).exists()

    def test_coverage_is_what_plain_sql_says_and_what_the_city_tells(self) -> None:
        facts = coverage_facts(self.riverton)
        told = {fact.title: (fact.status, fact.initiatives, fact.evidenced, fact.in_hand) for fact in facts}
        assert told == COVERAGE
        assert Counter(fact.status for fact in facts) == {"covered": 7, "thin": 2, "gap": 3}
        weakest = dict(in_sql(WEAKEST, self.riverton.pk))
        in_words = {title: "gap" if not many else "thin" if many < 3 else "covered" for title, many in weakest.items()}
        assert in_words == {title: row[0] for title, row in COVERAGE.items()}
        assert in_sql(GAPS, self.riverton.pk) == [
            ("Tree canopy to 30% by 2035", "Health & care"),
            ("Healthy, local public food by 2030", "Mobility"),
            ("Clean air on every street by 2030", "Health & care"),
        ]
        gap = implementation_gap(steward_access(self.riverton))
        assert gap.percent == 39
        assert gap.lines[0].coverage.title == "Clean air on every street by 2030"

    def test_what_is_evidenced_is_shown_by_a_log_of_the_initiative_or_an_observation(self) -> None:
        services = Service.objects.all()
        assert not services.filter(evidenced__gt=0, evidence=None).exists()
        assert not services.filter(evidenced=0).exclude(evidence=None).exists()
        cited = ServiceEvidence.objects.filter(log__isnull=False)
        assert cited.count() > 80
        assert not cited.exclude(log__initiative=models.F("service__initiative")).exists()
        assert not services.filter(initiative__stage="closed").exists()

    def test_snapshots_differ_and_are_frozen(self) -> None:
        first, second, third = Snapshot.objects.filter(portfolio=self.riverton).order_by("taken_on")
        assert [str(one.taken_on) for one in (first, second, third)] == ["2025-09-30", "2026-06-30", "2026-10-09"]
        assert {first.status, second.status, third.status} == {"ready"}
        assert [one.facts["gap"] for one in (first, second, third)] == sorted(
            (one.facts["gap"] for one in (first, second, third)), reverse=True
        )
        found = Comparison(first, second, steward_access(self.riverton)).counts()
        entered = Initiative.objects.filter(
            home=self.riverton, started_on__gt=first.taken_on, started_on__lte=second.taken_on
        )
        assert found[Group.ENTERED] == entered.count() > 0
        assert found[Group.MOVED] > 50
        assert found[Group.COVERED] == 1
        assert found[Group.ENDORSED] > 20
        assert found[Group.ENDED] > 0

    def test_a_district_and_a_network_stand_around_the_city(self) -> None:
        assert self.riverton.parent.slug == "ten-rivers"
        assert set(self.riverton.children.values_list("slug", flat=True)) == {"eastbank-together"}
        assert set(self.riverton.parent.children.values_list("slug", flat=True)) == {"riverton", "millford"}
        both = Placement.objects.filter(portfolio__slug="eastbank-together", initiative__home=self.riverton)
        assert both.count() == 9
        for placement in both:
            elsewhere = Placement.objects.get(portfolio=self.riverton, initiative=placement.initiative)
            assert placement.rationale
            assert placement.rationale != elsewhere.rationale
            assert placement.touches.filter(is_main=True).count() == 1
            assert set(placement.systems.values_list("portfolio", flat=True)) == {placement.portfolio_id}
        for table in Portfolio.objects.all():
            shown = Initiative.objects.placed_in(table)
            assert not Place.objects.filter(initiatives__in=shown).exclude(portfolios=table).exists(), table
            assert not Organisation.objects.filter(participations__initiative__in=shown).exclude(portfolios=table), (
                table
            )
        millford = Portfolio.objects.get(slug="millford")
        assert Initiative.objects.placed_in(millford).count() == 12
        assert [fact.status for fact in coverage_facts(millford)] == ["covered", "covered"]
        assert millford.logs.count() == 4
        assert tallies.verify(millford) == []
        assert millford.intent_versions.shared().get().endorsements.standing().count() == 5
        stewards = Portfolio.objects.filter(memberships__user=self.noor, memberships__role="steward")
        assert stewards.count() == Portfolio.objects.count() == 4
        assert OpenInterface.objects.filter(status="matched", matched_with__isnull=False).count() == 1

    def test_problems_are_seen_in_more_than_one_way(self) -> None:
        challenges = Challenge.objects.filter(portfolio=self.riverton)
        assert set(challenges.values_list("status", flat=True)) == set(Challenge.Status.values)
        framed = challenges.get(status="framing")
        assert framed.framings.count() == len({framing.organisation_id for framing in framed.framings.all()}) == 3
        for framing in framed.framings.all():
            assert set(framing.marks.values_list("stance", flat=True)) == {"agree", "different"}
        assert list(framed.options.values_list("status", flat=True)) == ["parked", "parked"]
        assert challenges.get(status="taken_up").answers.count() == 3
        assert challenges.get(status="merged").merged_into == challenges.get(status="reviewed")
        assert challenges.get(status="parked").parked_why

    def test_people_judge_differently_and_positions_are_braided(self) -> None:
        judged = Placement.objects.filter(portfolio=self.riverton, judgements__isnull=False).distinct()
        assert judged.count() == 40
        points = FacetJudgement.objects.filter(placement__initiative__title="Warm Streets Millbrook")
        sides = {(one.directedness >= 50, one.certainty >= 50) for one in points}
        assert len(sides) > 1
        assert sum(FacetIntent.objects.filter(portfolio=self.riverton).values_list("share", flat=True)) == 100
        assert Position.objects.filter(portfolio=self.riverton).count() == 8
        assert [braid.positions.count() for braid in Braid.objects.all()] == [2, 2]

    def test_decisions_rest_on_logs_that_were_there(self) -> None:
        decisions = Decision.objects.filter(portfolio=self.riverton)
        assert set(decisions.values_list("status", flat=True)) == set(Decision.Status.values)
        for decision in decisions:
            cited = decision.logs.values_list("initiative", "happened_on")
            assert cited
            assert {initiative for initiative, _on in cited} <= set(Initiative.objects.values_list("pk", flat=True))
            assert all(on <= (decision.decided_on or TODAY) for _initiative, on in cited)
        assert decisions.filter(revisit_on__lte=TODAY, revisited_on=None).count() == 1
