"""What this floor looks for: quiet initiatives, orphans, promises without enough behind them, stuck framings."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from initiatives.coverage import ESSENTIAL, Status
from initiatives.models import (
    Answer,
    Challenge,
    Combination,
    CombinationMember,
    Connection,
    Initiative,
    Lineage,
    Placement,
    Service,
    System,
)
from initiatives.overviews.coverage import CommitmentCoverage, coverage_of
from stakeholders.attention import Act, Found, Item, Look, Rule, found_items, found_rows, rules

QUIET_DAYS = 60
FRAMING_DAYS = 90
RAISED_DAYS = 30


def quiet(look: Look) -> Found:
    """Active initiatives of which nothing was heard, the longest silence first."""
    slug = look.access.portfolio.slug
    since = timezone.now() - timedelta(days=look.number)
    rows = (
        Initiative.objects.seen_with(look.access)
        .quiet_since(since)
        .annotate(heard_at=Coalesce("last_heard_at", "created_at"))
        .defer("search", "description", "extra")
        .order_by("heard_at", "pk")
    )

    def item(row: Any) -> Item:
        days = (timezone.now() - row.heard_at).days
        ask = reverse("initiatives:links", args=[slug, row.pk])
        return Item(
            subject=row.pk,
            title=row.title,
            detail=ngettext("Silent for %(days)d day.", "Silent for %(days)d days.", days) % {"days": days},
            url=row.get_portfolio_url(slug),
            since=row.heard_at.date(),
            acts=(Act(_("Ask how it goes"), ask),) if look.access.is_steward else (),
        )

    return found_rows(rows, look, item)


def orphans(look: Look) -> Found:
    """Active initiatives without any tie: no promise, no challenge, no connection or combination that holds, no kin."""
    portfolio = look.access.portfolio
    me = OuterRef("pk")
    holding = Connection.objects.visible_to(look.access.user).holding()
    combined = Combination.objects.seen_with(look.access).current()
    tied = (
        Exists(Service.objects.filter(initiative=me, commitment__portfolio=portfolio))
        | Exists(Answer.objects.filter(initiative=me, challenge__portfolio=portfolio))
        | Exists(Lineage.objects.filter(Q(initiative=me) | Q(other=me)))
        | Exists(CombinationMember.objects.filter(initiative=me, combination__in=combined.values("pk")))
        | Exists(holding.filter(source=me))
        | Exists(holding.filter(target=me))
    )
    here = Placement.objects.live().filter(portfolio=portfolio, initiative=me)
    rows = (
        Initiative.objects.seen_with(look.access)
        .active()
        .filter(~tied)
        .annotate(placed_on=here.values("since_on")[:1])
        .defer("search", "description", "extra")
        .order_by("placed_on", "pk")
    )

    def item(row: Any) -> Item:
        may_link = look.access.is_steward and row.home_id == portfolio.pk
        link = reverse("initiatives:serves", args=[portfolio.slug, row.pk])
        connect = f"{reverse('initiatives:connection-new', args=[portfolio.slug])}?source={row.pk}"
        acts = [Act(_("Link a commitment"), link)] if may_link else []
        acts += [Act(_("Connect it"), connect)] if look.access.is_steward else []
        return Item(
            subject=row.pk,
            title=row.title,
            detail=_("It serves no promise, answers no challenge, and is connected with nothing."),
            url=row.get_portfolio_url(portfolio.slug),
            since=row.placed_on,
            acts=tuple(acts),
        )

    return found_rows(rows, look, item)


def uncovered(look: Look) -> Found:
    """Current promises with a gap, then those that are thin."""
    weight = {Status.GAP: 0, Status.THIN: 1}
    found = [line for line in coverage_of(look.access).values() if line.status in weight]
    names = dict(System.objects.filter(portfolio=look.access.portfolio).values_list("pk", "name")) if found else {}
    ordered = sorted(found, key=lambda line: weight[line.status])
    return found_items((_promise(line, names, look) for line in ordered), look)


def _promise(line: CommitmentCoverage, names: dict[int, str], look: Look) -> Item:
    slug = look.access.portfolio.slug
    essential = [(pk, cell) for pk, cell in line.cells.items() if cell.need == ESSENTIAL and pk in names]
    fewest = min((cell.count for _pk, cell in essential), default=0)
    lacking = [pk for pk, cell in essential if cell.count == fewest]
    where = ", ".join(names[pk] for pk in lacking)
    if line.status == Status.GAP:
        title = _("“%(promise)s” has nothing in %(systems)s")
        detail = _("The frame marks it as essential there, and no initiative serves it.")
    else:
        title = _("“%(promise)s” is thin in %(systems)s")
        detail = _("The frame marks it as essential there, and only one or two initiatives serve it.")
    page = reverse("initiatives:commitment", args=[slug, line.pk])
    acts = (
        Act(_("Start, link or invite"), reverse("initiatives:gap", args=[slug, line.pk, pk]))
        for pk in lacking[:1]
        if look.access.is_steward
    )
    words = {"promise": line.title, "systems": where}
    return Item(subject=line.pk, title=title % words, detail=detail, url=page, acts=tuple(acts))


def _challenges(look: Look, status: str) -> Found:
    """Challenges that have been in one state for longer than the number of days."""
    slug = look.access.portfolio.slug
    rows = (
        Challenge.objects.seen_with(look.access)
        .filter(status=status, status_since_on__lt=look.today - timedelta(days=look.number))
        .defer("search", "description")
        .order_by(F("status_since_on").asc(), "pk")
    )

    def item(row: Any) -> Item:
        days = (look.today - row.status_since_on).days
        return Item(
            subject=row.pk,
            title=row.title,
            detail=_("%(state)s for %(days)d days.") % {"state": row.get_status_display(), "days": days},
            url=reverse("initiatives:challenge", args=[slug, row.pk]),
            since=row.status_since_on,
        )

    return found_rows(rows, look, item)


def framing(look: Look) -> Found:
    """Challenges stuck in framing."""
    return _challenges(look, Challenge.Status.FRAMING)


def raised(look: Look) -> Found:
    """Challenges that somebody raised and nobody took further."""
    return _challenges(look, Challenge.Status.RAISED)


def register() -> None:
    """Put the rules into the garden."""
    rules.add(
        "gaps",
        Rule(
            label=gettext_lazy("Promises with a gap"),
            order=10,
            icon="puzzle-off",
            sentence=gettext_lazy(
                "A system that the frame marks as essential for the promise has no active initiative, or one or two."
            ),
            summary=ngettext_lazy(
                "%(many)d promise has a gap or is thin", "%(many)d promises have a gap or are thin", "many"
            ),
            find=uncovered,
            is_sighted=True,
        ),
    )
    rules.add(
        "quiet",
        Rule(
            label=gettext_lazy("Quiet initiatives"),
            order=20,
            icon="clock-pause",
            sentence=gettext_lazy(
                "Active, and no update or learning log for %(number)d days. “Nothing new” is an answer too; "
                "a closed initiative with its learning counts as success and never stands here."
            ),
            number=QUIET_DAYS,
            unit=gettext_lazy("days of silence"),
            summary=ngettext_lazy("%(many)d initiative has gone quiet", "%(many)d initiatives have gone quiet", "many"),
            find=quiet,
        ),
    )
    rules.add(
        "orphans",
        Rule(
            label=gettext_lazy("Initiatives without a tie"),
            order=60,
            icon="plug-connected-x",
            sentence=gettext_lazy("Active, and they serve no promise and are connected to nothing else here."),
            summary=ngettext_lazy("%(many)d initiative stands alone", "%(many)d initiatives stand alone", "many"),
            find=orphans,
        ),
    )
    rules.add(
        "framing",
        Rule(
            label=gettext_lazy("Challenges long in framing"),
            order=50,
            icon="focus-centered",
            sentence=gettext_lazy(
                "In framing for more than %(number)d days. Framing takes time, and should not be forgotten."
            ),
            number=FRAMING_DAYS,
            unit=gettext_lazy("days in framing"),
            summary=ngettext_lazy(
                "%(many)d challenge is long in framing", "%(many)d challenges are long in framing", "many"
            ),
            find=framing,
        ),
    )
    rules.add(
        "raised",
        Rule(
            label=gettext_lazy("Challenges that wait for an answer"),
            order=52,
            icon="inbox",
            sentence=gettext_lazy("Raised more than %(number)d days ago, and nobody has taken them further."),
            number=RAISED_DAYS,
            unit=gettext_lazy("days since it was raised"),
            summary=ngettext_lazy(
                "%(many)d challenge waits for an answer", "%(many)d challenges wait for an answer", "many"
            ),
            find=raised,
        ),
    )
