"""Rows of the planted city that have much to show, for the walk through its pages."""

from typing import Any

from django.db.models import Count, QuerySet

from funding.models import (
    Allocation,
    CapitalCommitment,
    Concern,
    Contribution,
    Disbursement,
    Drawdown,
    FlexibilityReserve,
    FunderReport,
    FundingMatch,
    FundingVehicle,
    Indicator,
    LockedPeriod,
    Observation,
    Outcome,
    OutsideMoney,
)
from funding.services import match_letters
from initiatives.models import Challenge, Combination, Framing, Initiative, Participation, SavedView, System, Update
from portfolio_hub.demo import SIGN_INS, SLUG
from sensemaking.models import (
    ConnectionSuggestion,
    Decision,
    Finding,
    LearningLog,
    LearningQuestion,
    Option,
    SenseMakingReport,
    Slider,
    Story,
    Theme,
)
from stakeholders.models import (
    Affiliation,
    Change,
    Comment,
    IntentSuggestion,
    IntentVersion,
    Membership,
    Organisation,
    Place,
    Portfolio,
    Role,
    User,
)

World = dict[str, Any]


def full_world() -> World:
    """Return name → value for the arguments of routes; what the city has no row for is left out."""
    city = Portfolio.objects.get(slug=SLUG)
    street = Initiative.objects.get(title="Warm Streets Millbrook")
    report = SenseMakingReport.objects.filter(portfolio=city, circle="public").latest("pk")
    draft = SenseMakingReport.objects.filter(portfolio=city, status="in_review").latest("pk")
    public = {"portfolio": city, "circle": "public"}
    rows: dict[str, Any] = {
        "initiative": street,
        "change": Change.objects.order_by("-pk").first(),
        "participation": Participation.objects.filter(initiative=street).first(),
        "organisation": Organisation.objects.get(name="Millbrook Housing Co-op"),
        "affiliation": Affiliation.objects.first(),
        "membership": Membership.objects.filter(portfolio=city, role=Role.CONTRIBUTOR).first(),
        "place": Place.objects.get(name="Millbrook"),
        "system": System.objects.filter(portfolio=city).first(),
        "view": SavedView.objects.filter(portfolio=city).first(),
        "report": report,
        "draft_report": draft,
        "draft_finding": draft.findings.filter(kind="theme").first(),
        "carried": draft.questions.first(),
        "remark": Comment.objects.filter(in_report__report=draft).first(),
        "question": LearningQuestion.objects.filter(portfolio=city).first(),
        "slider": Slider.objects.filter(portfolio=city).first(),
        "theme": Theme.objects.filter(portfolio=city).first(),
        "decision": Decision.objects.filter(portfolio=city, circle="public").first(),
        "finding": Finding.objects.filter(report=report, kind="theme").first(),
        "log": LearningLog.objects.filter(initiative=street, **public).first(),
        "public_log": LearningLog.objects.filter(initiative=street, **public).last(),
        "public_update": Update.objects.filter(initiative=street).first(),
        "challenge": Challenge.objects.filter(status="framing", framings__isnull=False, **public).first(),
        "framing": Framing.objects.filter(challenge__portfolio=city, challenge__status="framing").first(),
        "option": Option.objects.filter(portfolio=city, status="parked").first(),
        "comment": Comment.objects.filter(
            portfolio=city, in_report__isnull=True, by=User.objects.get(email=SIGN_INS[0].email)
        ).last(),
        "person": User.objects.get(email=SIGN_INS[1].email),
        "suggested_pair": ConnectionSuggestion.objects.filter(portfolio=city).open().first(),
        "decided_pair": ConnectionSuggestion.objects.filter(portfolio=city).decided().first(),
        "suggestion": IntentSuggestion.objects.filter(version__portfolio=city, status="open").first(),
        **_money(city),
        **_what_came_of_it(city),
    }
    shared = IntentVersion.objects.shared().get(portfolio=city)
    words = {"portfolio_slug": SLUG, "shared_number": shared.number, "section": "heard"}
    words |= {"kind_of_log": "log", "impact_axis": "initiative"}
    words["match_key"] = match_letters.key_of(city, User.objects.get(email="chi@riverton.example"))
    return words | _stories(city) | {name: row.pk for name, row in rows.items() if row is not None}


def _money(city: Portfolio) -> World:
    """Vehicles and what stands beside them."""
    here, reports = {"portfolio": city}, FunderReport.objects.filter(template__portfolio=city)
    match = FundingMatch.objects.filter(call__portfolio=city, status=FundingMatch.Status.TALKING).first()
    sent = reports.filter(status=FunderReport.Status.SENT).first()
    return {
        "vehicle": FundingVehicle.objects.filter(**here).first(),
        "commitment": CapitalCommitment.objects.filter(vehicle__portfolio=city).first(),
        "allocation": Allocation.objects.filter(vehicle__portfolio=city).first(),
        "drawdown": Drawdown.objects.filter(commitment__vehicle__portfolio=city).first(),
        "payment": Disbursement.objects.filter(allocation__vehicle__portfolio=city).first(),
        "period": LockedPeriod.objects.filter(**here).first(),
        "reserve": FlexibilityReserve.objects.filter(vehicle__portfolio=city).first(),
        "trial": FundingVehicle.objects.filter(is_shadow=True, **here).first(),
        "outside": OutsideMoney.objects.filter(**here).first(),
        "match": match,
        "match_said": match and Comment.objects.about(match).filter(by__email=SIGN_INS[0].email).first(),
        "call": match and match.call,
        "wish": match and match.support,
        "sent_funder_report": sent,
        "report_template": sent and sent.template,
        "draft_funder_report": reports.filter(status=FunderReport.Status.READY).first(),
    }


def _what_came_of_it(city: Portfolio) -> World:
    """What the city cares for, measures and harvested."""
    indicator = _fullest(Indicator.objects.filter(portfolio=city), "observations")
    outcomes = Outcome.objects.filter(portfolio=city)
    concern = _fullest(Concern.objects.filter(portfolio=city), "contributions")
    return {
        "combination": _fullest(Combination.objects.filter(portfolio=city), "members"),
        "concern": concern,
        "contribution": Contribution.objects.filter(concern=concern).first(),
        "indicator": indicator,
        "observation": Observation.objects.filter(indicator=indicator).last(),
        "outcome": outcomes.filter(asks__isnull=False).first(),
    }


def _fullest(rows: QuerySet[Any], many: str) -> Any:
    """The row of which most hangs."""
    return rows.annotate(many=Count(many)).order_by("-many", "pk").first()


def _stories(city: Portfolio) -> World:
    """A story that everybody reads, and one whose words wait for consent."""
    told, draft = (Story.objects.get(portfolio=city, status=status) for status in ("published", "draft"))
    block = draft.blocks.filter(kind="text").first()
    return {
        "story": told.slug,
        "story_draft": draft.slug,
        "story_lacking": draft.slug,
        "story_kind": "numbers",
        "story_block": block.pk if block else 0,
    }
