"""What the pages of options show: those of one challenge, the list, and one option."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise

from initiatives.models import Challenge, Initiative
from initiatives.policies import Ruling
from initiatives.policies_challenges import may_contribute
from portfolio_hub.lib.keyset import Page, page_of
from sensemaking.models import Option
from sensemaking.policies_options import may_edit_option, may_take_up
from sensemaking.services.options import waits
from stakeholders.access import Access, Permission

SIZE = 30
SHOWN = 100
ORDER = ("-opened_on", "-id")


@dataclass(frozen=True)
class Line:
    """One option as a list shows it."""

    option: Option
    author: str
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
    rows = Option.objects.seen_with(access).select_related("by", "challenge__portfolio", "portfolio", "taken_up_as")
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
    """Options with their author and what they became, where the reader may see it."""
    became = [option.taken_up_as_id for option in options if option.taken_up_as_id]
    seen = set(Initiative.objects.seen_with(access).filter(pk__in=became).values_list("pk", flat=True))
    is_named = access.may(Permission.SEE_PEOPLE)
    return [
        Line(
            option=option,
            author=str(option.by) if is_named and option.by else "",
            became=str(option.taken_up_as) if option.taken_up_as_id in seen else "",
            edit=may_edit_option(access, option),
            take_up=may_take_up(access, option),
        )
        for option in options
    ]


@dataclass(frozen=True)
class Choice:
    """A state, and how many options are in it."""

    value: str
    label: str | Promise
    count: int
    is_current: bool


@dataclass(frozen=True)
class OptionsList:
    """One page of all options."""

    page: Page[Option]
    lines: list[Line]
    choices: list[Choice]
    status: str
    total: int


def options_list(access: Access, *, status: str = "", after: str = "") -> OptionsList:
    """One page of the options in a state (any without one), the newest first, with the counts of each state."""
    status = status if status in Option.Status.values else ""
    counts = dict(Option.objects.seen_with(access).order_by().values_list("status").annotate(n=Count("pk")))
    rows = _rows(access)
    page = page_of(rows.filter(status=status) if status else rows, order=ORDER, after=after, size=SIZE)
    choices = [Choice(value, label, counts.get(value, 0), value == status) for value, label in Option.Status.choices]
    shown = counts.get(status, 0) if status else sum(counts.values())
    return OptionsList(page, line_up(access, page.rows), choices, status, shown)
