"""One of everything, for the test that walks through all addresses as everybody."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from funding.models import Disbursement, Drawdown, FundingVehicle, LockedPeriod
from initiatives.imports import services as imports
from initiatives.models import Answer, Initiative, PostingLink, SavedView, System
from initiatives.services import snapshots
from initiatives.snapshots.taking import take
from sensemaking.models import Decision, Finding, SenseMakingReport, ServiceEvidence, Theme, ThemeFinding
from sensemaking.services import options, report_letters, rethinking, reviewing, theming, using, writing
from stakeholders.models import (
    Affiliation,
    ApiToken,
    AttentionMark,
    Comment,
    IntentSuggestion,
    Invitation,
    Membership,
    NestingRequest,
    OpenInterface,
    Portfolio,
    Role,
    User,
)
from stakeholders.services import edits
from tests.access_asking import make_asking
from tests.access_beside import make_beside
from tests.access_combinations import make_together
from tests.access_connections import make_connections
from tests.access_dashboard import make_dashboard
from tests.access_endorsing import make_endorsing
from tests.access_funder_reports import make_funder_reports
from tests.access_impact import make_impact
from tests.access_indicators import make_indicators
from tests.access_matching import make_matching
from tests.access_network import make_network
from tests.access_outcomes import make_outcomes
from tests.access_stories import make_stories
from tests.access_suggestions import make_suggestions
from tests.factories import (
    make_allocation,
    make_bearing,
    make_challenge,
    make_commitment,
    make_framing,
    make_initiative,
    make_intent,
    make_log,
    make_organisation,
    make_place,
    make_placing,
    make_portfolio,
    make_promise,
    make_question,
    make_report,
    make_service,
    make_slider,
    make_system,
    make_update,
    make_vehicle,
)

FACTS = {
    **dict.fromkeys(("logs", "logs_before", "initiatives", "initiatives_before", "themes", "rising", "expected"), 1),
    **{name: [] for name in ("months", "heard", "silent")},
    **{name: {} for name in ("kinds", "marks", "systems", "languages")},
    "left_out": {"short": 0, "repeated": 0, "apart": 0},
}
"""The numbers that a finished report keeps."""


def _money(vehicle: FundingVehicle, initiative: Initiative) -> dict[str, Any]:
    """A vehicle that the funder's organisation put money into."""
    speaker = Affiliation.objects.get(user__memberships__role=Role.FUNDER, user__memberships__portfolio=initiative.home)
    funder = speaker.organisation
    commitment, allocation = make_commitment(vehicle, funder, 1000), make_allocation(vehicle, 100, initiative)
    days = {"from_on": date(2020, 1, 1), "to_on": date(2020, 6, 30)}
    return {
        "vehicle": vehicle.pk,
        "commitment": commitment.pk,
        "allocation": allocation.pk,
        "drawdown": Drawdown.objects.create(commitment=commitment, amount=1).pk,
        "payment": Disbursement.objects.create(allocation=allocation, amount=1).pk,
        "period": LockedPeriod.objects.create(portfolio=vehicle.portfolio, why="Half-year report", **days).pk,
    }


def make_world(city: Portfolio, steward: User, contributor: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes; values are ids, tokens or words."""
    organisation = make_organisation("Harbour Trust", portfolio=city)
    system = make_system(city, "Mobility", icon="bus", colour=1)
    initiative = make_initiative(city, "Night buses", system=system, lead=organisation)
    key = ApiToken(user=steward, name="Sheet", scope=ApiToken.Scope.READ)
    key.set_new_key()
    key.save()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    invitation = Invitation.objects.create(
        portfolio=city, email="new@riverton.example", role=Role.OBSERVER, invited_by=steward, sent_at=an_hour_ago
    )
    vehicle = make_vehicle(city, "Transition Fund")
    upload = SimpleUploadedFile("list.csv", b"title\nNight buses\nRiver walk\n")
    run = imports.start(portfolio=city, by=steward, target="initiatives", uploads=[(upload, imports.sniffed(upload))])
    report = make_report(city, status="ready", facts=FACTS)
    finding = Finding.objects.create(report=report, kind=Finding.Kind.THEME, key="t1", title="Heat")
    change = edits.save(initiative, values={"title": "Late buses"}, by=steward, portfolio=city)
    assert change
    return {
        "snapshot": _snapshot(city, steward),
        **_money(vehicle, initiative),
        "run": run.pk,
        "file": run.files.get().pk,
        "batch": uuid.uuid4(),
        "change": change.pk,
        "view": SavedView.objects.create(portfolio=city, by=steward, name="Mine").pk,
        "participation": initiative.participations.get().pk,
        "update": make_update(initiative).pk,
        "finding": finding.pk,
        "draft_finding": finding.pk,
        "portfolio_slug": city.slug,
        "organisation": organisation.pk,
        "place": make_place("Eastbank", portfolio=city).pk,
        "affiliation": Affiliation.objects.create(user=contributor, organisation=organisation).pk,
        "membership": Membership.objects.get(portfolio=city, user=contributor).pk,
        "invitation": invitation.pk,
        "token": invitation.token,
        "key": key.pk,
        "system": system.pk,
        "initiative": initiative.pk,
        "log": make_log(initiative).pk,
        **_promise(city, system, initiative),
        "report": report.pk,
        "draft_report": report.pk,
        **_written(report, steward),
        **_posts(initiative, contributor),
        **_challenge(city, initiative, contributor),
        **_garden(city),
        **_theme(report, steward),
        **_questions(city, initiative),
        **_shift(initiative, steward),
        **_levels(city, steward, initiative),
        **_intent(city, contributor),
        **make_endorsing(city, initiative, organisation),
        **make_asking(initiative, report, steward, contributor),
        **make_stories(city),
        **make_together(initiative, steward),
        **make_indicators(initiative),
        **make_impact(initiative, steward),
        **make_beside(vehicle, steward),
        **make_dashboard(city),
        **make_matching(vehicle, steward),
        **make_connections(initiative, steward),
        **make_suggestions(initiative, steward),
        **make_network(city, contributor),
        **make_outcomes(initiative, steward),
        **make_funder_reports(vehicle, steward),
    }


def _written(report: SenseMakingReport, steward: User) -> dict[str, Any]:
    """A question that the report carries, and a remark in its margin."""
    question = writing.ask_question(report=report, by=steward, question="Who pays?", carrier="Forum")
    remark = reviewing.remark(report=report, by=steward, body="Too bold?", section="themes")
    following = report_letters.follow(portfolio=report.portfolio, by=steward)
    unfollow = report_letters.key_of(following)
    return {"carried": question.pk, "remark": remark.comment_id, "section": "heard", "unfollow_key": unfollow}


def _intent(city: Portfolio, contributor: User) -> dict[str, Any]:
    """A shared version, the next in dialogue, and what the contributor said about it."""
    shared, making = make_intent(city), make_intent(city, status="in_dialogue")
    said = {"portfolio": city, "by": contributor}
    return {
        "shared_number": shared.number,
        "making_number": making.number,
        "comment": Comment.objects.create(about=making, body="Who is nobody?", **said).pk,
        "suggestion": IntentSuggestion.objects.create(version=making, wording="By 2035.", by=contributor).pk,
    }


def _posts(initiative: Initiative, author: User) -> dict[str, Any]:
    """What the contributor posted, and a link with what came by it."""
    log = make_log(initiative, by=author, circle="public", client_key=uuid.uuid4())
    log.photo.save("photo.jpg", ContentFile(b"a photo"))
    link = PostingLink.objects.create(portfolio=initiative.home, initiative=initiative, email="noor@riverton.example")
    used = using.use(log=log, by=author, what="A letter to the council")
    tagged = using.tag(log=log, names=["noise"], by=author)
    assert tagged
    by_link = make_log(initiative, via_link=link, client_key=uuid.uuid4())
    return {
        "kind_of_log": "log",
        "public_log": log.pk,
        "log_use": used.pk,
        "log_change": tagged.pk,
        "public_update": make_update(initiative, by=author, circle="public").pk,
        "post_key": log.client_key,
        "link": link.pk,
        "link_token": link.token,
        "link_key": by_link.client_key,
    }


def _garden(city: Portfolio) -> dict[str, Any]:
    """An initiative that stands alone, something put to rest, and a decision."""
    mark = AttentionMark.objects.create(portfolio=city, rule="quiet", subject=1, kind="not_needed", why="It rests.")
    decision = Decision.objects.create(
        portfolio=city, title="Four more streets", what="amplify", decided_on=timezone.localdate(), circle="public"
    )
    return {"rule": "orphans", "lone": make_initiative(city, "Lone pilot").pk, "mark": mark.pk, "decision": decision.pk}


def _questions(city: Portfolio, initiative: Initiative) -> dict[str, Any]:
    """An assumption that a log supports, and two poles between which it stands."""
    question = make_question(city, kind="assumption", circle="public")
    log = make_log(initiative, kind="context_shift")
    slider = make_slider(city)
    make_bearing(question, log)
    make_placing(slider, log, 80)
    return {"question": question.pk, "slider": slider.pk}


def _shift(initiative: Initiative, steward: User) -> dict[str, Any]:
    """A shift of the context about which something was said, and a log that can tell what came of a decision."""
    shift = make_log(initiative, kind="context_shift", saw="The rules on parking change.")
    question = make_question(initiative.home, "Parking stays scarce.", kind="assumption")
    thought = rethinking.Thought("question", question.pk, "Both speak of parking", "changes")
    batch = rethinking.answer(log=shift, thoughts=[thought], by=steward)
    return {"shift": shift.pk, "shift_batch": batch, "effect_log": make_log(initiative, kind="outcome").pk}


def _promise(city: Portfolio, system: System, initiative: Initiative) -> dict[str, Any]:
    """A promise that the initiative serves, with what shows it."""
    promise = make_promise(city, "Halve transport emissions", essential=(system,))
    change = edits.save(promise, values={"unit": "tonnes"}, by=None, portfolio=city)
    service = make_service(initiative, promise, in_hand=20)
    assert change
    return {
        "pack": "levers",
        "promise": promise.pk,
        "promise_change": change.pk,
        "service": service.pk,
        "evidence": ServiceEvidence.objects.create(service=service, note="Counted at the depot").pk,
    }


def _challenge(city: Portfolio, initiative: Initiative, contributor: User) -> dict[str, Any]:
    """A challenge within the portfolio, with what the contributor said and offered, and what answers it."""
    challenge = make_challenge(city, "Rents rise")
    change = edits.save(challenge, values={"title": "Rents rise fast"}, by=None, portfolio=city)  # type: ignore[arg-type]
    option = options.offer(portfolio=city, by=contributor, title="A rent cap", challenge=challenge)
    option_change = edits.save(option, values={"title": "A cap on rents"}, by=contributor, portfolio=city)
    assert change
    assert option_change
    return {
        "challenge": challenge.pk,
        "challenge_change": change.pk,
        "framing": make_framing(challenge, "Greener and dearer", by=contributor).pk,
        "answer": Answer.objects.create(challenge=challenge, initiative=initiative).pk,
        "option": option.pk,
        "option_change": option_change.pk,
    }


def _snapshot(city: Portfolio, steward: User) -> int:
    """A snapshot that is ready."""
    snapshot = snapshots.ask(portfolio=city, name="Spring", by=steward)
    take(snapshot.pk)
    return snapshot.pk


def _levels(city: Portfolio, steward: User, initiative: Initiative) -> dict[str, Any]:
    """Portfolios above and inside that ask and are asked, something offered, and edits of nesting and placement."""
    region, asking = make_portfolio("Region"), make_portfolio("Lakeside")
    child = make_portfolio("Eastbank", parent=city)
    gone = edits.save(child, values={"parent": None}, by=steward, portfolio=child)
    edits.save(child, values={"parent": city}, by=steward, portfolio=child)
    placed = edits.save(initiative.placements.get(), values={"rationale": "It fits."}, by=steward, portfolio=city)
    assert gone
    assert placed
    return {
        "nesting_asked": NestingRequest.objects.create(portfolio=city, parent=region).pk,
        "nesting_asking": NestingRequest.objects.create(portfolio=asking, parent=city).pk,
        "child": child.pk,
        "level_change": gone.pk,
        "placement_change": placed.pk,
        "interface": OpenInterface.objects.create(portfolio=city, side="offers", what="people", title="Trainers").pk,
    }


def _theme(report: SenseMakingReport, steward: User) -> dict[str, Any]:
    """A theme that the draft has found, with a name that a steward gave it."""
    theme = Theme.objects.create(portfolio=report.portfolio, first_on=report.from_on, last_on=report.to_on)
    ThemeFinding.objects.create(theme=theme, finding=report.findings.earliest("pk"))
    change = theming.rename(theme=theme, name="Heat in the street", by=steward)
    assert change
    return {"theme": theme.pk, "theme_change": change.pk}
