"""What the pages of options show: those of one challenge, the list, and one option."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from initiatives.models import Challenge, Initiative
from initiatives.policies import Ruling
from initiatives.policies_challenges import may_contribute
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Decision, LearningLog, Option
from sensemaking.netting import Quarter, last_quarters
from sensemaking.policies_options import may_edit_option, may_take_up
from sensemaking.services.options import waits
from stakeholders.access import Access, Permission
from stakeholders.models import User

OPTION_COLUMNS = (
    "option", "title", "description", "state", "opened", "taken up or closed", "can be taken up until",
    "cost of holding a year", "reversible", "looked after by", "challenge", "log", "became", "learned", "circle",
)  # fmt: skip
SIZE = 30
SOON_DAYS = 90
OWNERS = 30
SHOWN = 100
ORDER = ("-opened_on", "-id")


@dataclass(frozen=True)
class Line:
    """One option as a list shows it."""

    option: Option
    author: str
    owner: str
    became: str
    edit: Ruling
    take_up: Ruling

    @property
    def waits(self) -> bool:
        """Whether it waits for its challenge."""
        return self.option.status == Option.Status.PARKED and waits(self.option.challenge)


@dataclass(frozen=True)
class ChallengeOptions:
    """The solutions offered for one challenge: those still open, and those taken up or withdrawn."""

    open: list[Line]
    done: list[Line]
    is_waiting: bool
    offer: Ruling
    offer_url: str


def find(access: Access, pk: int) -> Option:
    """The option, if this reader may see it; raises Http404."""
    option = _rows(access).filter(pk=pk).first()
    if option is None:
        raise Http404
    return option


def _rows(access: Access) -> Any:
    rows = Option.objects.seen_with(access)
    rows = rows.select_related("by", "owner", "challenge__portfolio", "portfolio", "taken_up_as")
    return rows.defer("challenge__search", "taken_up_as__search", "taken_up_as__description")


def of_challenge(access: Access, challenge: Challenge) -> ChallengeOptions:
    """Everything offered for a challenge that the reader may see."""
    lines = line_up(access, list(_rows(access).of_challenge(challenge).order_by("created_at", "pk")[:SHOWN]))
    return ChallengeOptions(
        open=[line for line in lines if not line.option.is_done],
        done=[line for line in lines if line.option.is_done],
        is_waiting=waits(challenge),
        offer=may_contribute(access, challenge),
        offer_url=f"{reverse('sensemaking:option-new', args=[access.portfolio.slug])}?challenge={challenge.pk}",
    )


def line_up(access: Access, options: list[Option]) -> list[Line]:
    """Options with who looks after them and what they became, where the reader may see it."""
    became = [option.taken_up_as_id for option in options if option.taken_up_as_id]
    seen = set(Initiative.objects.seen_with(access).filter(pk__in=became).values_list("pk", flat=True))
    is_named = access.may(Permission.SEE_PEOPLE)
    return [
        Line(
            option=option,
            author=str(option.by) if is_named and option.by else "",
            owner=str(option.owner) if is_named and option.owner else "",
            became=str(option.taken_up_as) if option.taken_up_as_id in seen else "",
            edit=may_edit_option(access, option),
            take_up=may_take_up(access, option),
        )
        for option in options
    ]


@dataclass(frozen=True)
class OptionPage:
    """One option: its line, what opened it, what it costs, and the decisions that weighed it."""

    line: Line
    log: LearningLog | None
    cost: Decimal | None
    decisions: tuple[Decision, ...]
    is_expired: bool


def option_page(access: Access, pk: int) -> OptionPage:
    """Read the page in a fixed number of queries, as far as this reader may see it."""
    option = find(access, pk)
    today = timezone.localdate()
    return OptionPage(
        line=line_up(access, [option])[0],
        log=LearningLog.objects.seen_with(access).filter(pk=option.log_id or 0).defer("search").first(),
        cost=option.holding_cost if access.may(Permission.SEE_FUNDING) else None,
        decisions=tuple(Decision.objects.seen_with(access).filter(options=option).select_related("portfolio")),
        is_expired=option.expires_on is not None and option.expires_on < today and not option.is_done,
    )


@dataclass(frozen=True)
class Choice:
    """One filter, where it leads, and how many options it shows."""

    label: str | Promise
    url: str
    is_current: bool
    count: int | None = None
    value: str = ""


@dataclass(frozen=True)
class Totals:
    """How many are kept open now, and what that costs a year (None for those who don't see money)."""

    open: int
    cost: Decimal | None
    costed: int
    expiring: int


@dataclass(frozen=True)
class OptionsList:
    """One page of all options, with the filters, the totals and the quarters."""

    page: Page[Option]
    lines: list[Line]
    choices: list[Choice]
    owners: list[Choice]
    expiring: Choice
    totals: Totals
    quarters: tuple[Quarter, ...]
    is_narrowed: bool
    total: int


def options_list(access: Access, given: Mapping[str, str], today: date) -> OptionsList:
    """One page of the options that the address asks for, the newest first, in a fixed number of queries."""
    asked = _asked(given)
    rows = Option.objects.seen_with(access)
    counts = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    until = today + timedelta(days=SOON_DAYS)
    narrowed = _narrow(_rows(access), asked, access, until)
    page = page_of(narrowed, order=ORDER, after=given.get("after", ""), size=SIZE)
    return OptionsList(
        page=page,
        lines=line_up(access, page.rows),
        choices=[
            _choice(access, asked, label, "state", value, counts.get(value, 0))
            for value, label in Option.Status.choices
        ],
        owners=_owners(access, asked),
        expiring=_choice(access, asked, _("Can soon no longer be taken up"), "expiring", "yes"),
        totals=_totals(access, until),
        quarters=quarters(access, today),
        is_narrowed=bool(asked),
        total=_narrow(rows, asked, access, until).count(),
    )


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    """What stands in the address and means something."""
    asked = {name: given.get(name, "") for name in ("state", "owner", "expiring")}
    if asked["state"] not in Option.Status.values:
        asked["state"] = ""
    owner = asked["owner"]
    if owner not in ("me", "none") and not (owner.isdecimal() and len(owner) < 16):
        asked["owner"] = ""
    asked["expiring"] = "yes" if asked["expiring"] else ""
    return {name: value for name, value in asked.items() if value}


def _narrow(rows: Any, asked: Mapping[str, str], access: Access, until: date) -> Any:
    if state := asked.get("state"):
        rows = rows.filter(status=state)
    if (owner := asked.get("owner")) and access.may(Permission.SEE_PEOPLE):
        known = {"me": access.user.pk, "none": None}
        pk = known[owner] if owner in known else int(owner)
        rows = rows.filter(owner__isnull=True) if pk is None else rows.filter(owner=pk)
    return rows.expiring(until) if asked.get("expiring") else rows


def _choice(
    access: Access, asked: Mapping[str, str], label: str | Promise, name: str, value: str, count: int | None = None
) -> Choice:
    """One filter set, or taken away where it is set already."""
    is_current = asked.get(name) == value
    left = {key: kept for key, kept in asked.items() if key != name} | ({} if is_current else {name: value})
    home = reverse("sensemaking:options", args=[access.portfolio.slug])
    return Choice(label, f"{home}?{urlencode(left)}" if left else home, is_current, count, value)


def _owners(access: Access, asked: Mapping[str, str]) -> list[Choice]:
    """Oneself, nobody, and the people who look after options here; nothing for those who see no people."""
    if not access.may(Permission.SEE_PEOPLE):
        return []
    owned = Option.objects.seen_with(access).kept_open().filter(owner__isnull=False).exclude(owner=access.user.pk)
    people = User.objects.filter(pk__in=owned.order_by().values("owner")).order_by("name", "pk")[:OWNERS]
    first = [("me", _("You")), ("none", _("Nobody yet"))]
    named = [(str(person.pk), str(person)) for person in people]
    return [_choice(access, asked, label, "owner", value) for value, label in first + named]


def _totals(access: Access, until: date) -> Totals:
    """All numbers in one statement."""
    kept = Option.objects.seen_with(access).kept_open()
    sums = kept.order_by().aggregate(
        open=Count("pk"),
        cost=Sum("holding_cost"),
        costed=Count("holding_cost"),
        expiring=Count("pk", filter=Q(expires_on__lte=until)),
    )
    cost = sums["cost"] if access.may(Permission.SEE_FUNDING) else None
    return Totals(open=sums["open"], cost=cost, costed=sums["costed"], expiring=sums["expiring"])


def quarters(access: Access, today: date) -> tuple[Quarter, ...]:
    """How many were opened, taken up and closed in this quarter and those before it, in one statement."""
    spans = last_quarters(today)
    wanted: dict[str, Any] = {}
    for at, span in enumerate(spans):
        for name, field in (("opened", "opened_on"), ("done", "closed_on")):
            within = Q(**{f"{field}__gte": span.from_on, f"{field}__lt": span.to_on})
            wanted[f"{name}{at}"] = Count("pk", filter=within)
    found = Option.objects.seen_with(access).order_by().aggregate(**wanted)
    return tuple(Quarter(span, found[f"opened{at}"], found[f"done{at}"]) for at, span in enumerate(spans))


def option_rows(access: Access) -> Iterator[tuple[Any, ...]]:
    """Every option that this reader may see as a row; what their role does not reach stays empty."""
    logs = LearningLog.objects.seen_with(access).filter(options_opened__isnull=False)
    seen = set(logs.order_by().values_list("pk", flat=True))
    sees_money = access.may(Permission.SEE_FUNDING)
    for line in line_up(access, list(_rows(access).order_by(*ORDER))):
        row = line.option
        yield (
            row.pk, row.title, row.description, row.get_status_display(), row.opened_on, row.closed_on,
            row.expires_on, row.holding_cost if sees_money else None, row.is_reversible, line.owner,
            row.challenge.title if row.challenge else "", row.log_id if row.log_id in seen else None, line.became,
            row.closing_learning, row.get_circle_display(),
        )  # fmt: skip
