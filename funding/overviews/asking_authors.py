"""Whom to ask for what a report to a funder lacks."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import QueryDict

from funding.models import FunderReport, MissingAsk
from funding.services.missing_asks import Spared, spared
from initiatives.models import Initiative, Participation, PostingLink, Update
from sensemaking.models import LearningLog
from stakeholders.models import Affiliation


@dataclass(frozen=True)
class Lacking:
    """An initiative with a gap, whom one might ask, and who was asked; `is_spared` where no letter would leave now."""

    initiative: int
    title: str
    lacks: list[str]
    email: str
    asked: list[MissingAsk]
    is_spared: bool = False
    is_ticked: bool = False

    @property
    def field(self) -> str:
        """The name of its field in the form."""
        return f"email-{self.initiative}"

    def filled_in(self, posted: QueryDict) -> "Lacking":
        """The same with the address and the tick that somebody put there."""
        is_ticked = str(self.initiative) in posted.getlist("ask")
        return replace(self, email=posted.get(self.field, "").strip(), is_ticked=is_ticked)


def lacking_of(report: FunderReport) -> list[Lacking]:
    """The gaps that an author can close, in a constant number of queries."""
    gaps = [gap for gap in report.gaps if gap["kind"] == "silent"]
    known = authors_of([gap["initiative"] for gap in gaps], report.template.portfolio_id)
    asked: dict[int, list[MissingAsk]] = {}
    for ask in report.asks.all():
        asked.setdefault(ask.initiative_id, []).append(ask)
    quiet = spared(report, known.values())
    return [_line(gap, known.get(gap["initiative"], ""), asked.get(gap["initiative"], []), quiet) for gap in gaps]


def _line(gap: dict[str, Any], email: str, asked: list[MissingAsk], quiet: Spared) -> Lacking:
    is_spared = quiet.spares(gap["initiative"], email, gap["lacks"])
    is_ticked = bool(email) and not asked and not is_spared
    return Lacking(gap["initiative"], gap["title"], gap["lacks"], email, asked, is_spared, is_ticked)


def authors_of(initiatives: list[int], portfolio: int) -> dict[int, str]:
    """The address of who wrote last, else of who has a link, else of somebody of the lead organisation."""
    found: dict[int, str] = {}
    here: dict[str, Any] = {"initiative__in": initiatives, "portfolio": portfolio}
    leads = Participation.objects.live().filter(initiative__in=initiatives, role="lead")
    people = dict(
        Affiliation.objects.live()
        .filter(organisation__in=leads.values("organisation"))
        .order_by("-pk")
        .values_list("organisation", "user__email")
    )
    for pk, organisation in leads.values_list("initiative", "organisation"):
        if organisation in people:
            found[pk] = people[organisation]
    found.update(PostingLink.objects.filter(**here).order_by("pk").values_list("initiative", "email"))
    found.update(_wrote_last(here))
    return found


def _wrote_last(here: dict[str, Any]) -> dict[int, str]:
    """Who wrote the newest entry of each initiative; one is read of each kind, however many there are."""
    newest: dict[int, tuple[date, str]] = {}
    for model in (Update, LearningLog):
        last = model.objects.filter(initiative=OuterRef("pk"), portfolio=here["portfolio"], by__isnull=False)
        last = last.order_by("-happened_on", "-id")
        rows = Initiative.objects.filter(pk__in=here["initiative__in"]).order_by()
        said = rows.annotate(day=Subquery(last.values("happened_on")[:1]), email=Subquery(last.values("by__email")[:1]))
        for pk, day, email in said.filter(day__isnull=False).values_list("pk", "day", "email"):
            newest[pk] = max(newest.get(pk, (day, email)), (day, email))
    return {pk: email for pk, (_day, email) in newest.items()}
