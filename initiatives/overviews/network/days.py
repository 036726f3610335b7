"""Before and after: two networks as they stood on two days, told from the days that the records carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from initiatives.models import Connection, Initiative, NetworkReading, Participation, ParticipationRole
from initiatives.network.facts import APART, main_systems
from initiatives.network.graphs import Network, working_together
from initiatives.network.measures import alone, density, largest
from initiatives.overviews.network.density import label_of
from initiatives.overviews.network.naming import Name, groups_of, names_of
from stakeholders.access import Access
from stakeholders.models import Organisation

Subject = NetworkReading.Subject
MOST_TOLD = 20
A_QUARTER = timedelta(days=91)


@dataclass(frozen=True)
class Days:
    """The two days that are compared, the earlier first."""

    before: date
    after: date

    @classmethod
    def read(cls, query: Any) -> "Days":
        """Take the choice from an address; without one, the last three months. In the wrong order they are turned."""
        after = _day(query.get("to", "")) or timezone.localdate()
        before = _day(query.get("from", "")) or after - A_QUARTER
        return cls(min(before, after), max(before, after))


def _day(text: str) -> date | None:
    """The day, or none for something else."""
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and date(1900, 1, 1) <= found <= date(2200, 1, 1) else None


@dataclass(frozen=True)
class Count:
    """One number on both days."""

    label: str
    before: int
    after: int

    @property
    def by(self) -> int:
        return self.after - self.before


@dataclass(frozen=True)
class Pairs:
    """Pairs that came together or parted: the first of them, and how many there are."""

    named: list[tuple[Name, Name]]
    size: int

    @property
    def rest(self) -> int:
        return self.size - len(self.named)


@dataclass(frozen=True)
class DaysPage:
    """The numbers of both days, who came together and who parted, and groups that are connected for the first time."""

    days: Days
    subject: str
    counts: list[Count]
    together: Pairs
    parted: Pairs
    bridged: list[tuple[str, str]]

    @property
    def is_same(self) -> bool:
        """Whether both days look alike."""
        return not self.together.size and not self.parted.size


def days_page(access: Access, subject: str, days: Days) -> DaysPage:
    """Compare two days, over what is in the portfolio and active today; five queries."""
    held = _initiatives if subject == Subject.INITIATIVES else _organisations
    before, after = held(access, days)
    came, went = after.links.keys() - before.links.keys(), before.links.keys() - after.links.keys()
    told = [sorted(pairs)[:MOST_TOLD] for pairs in (came, went)]
    names = names_of(access, subject, {pk for pairs in told for pair in pairs for pk in pair})
    groups = groups_of(access, subject)
    return DaysPage(
        days, subject, _counts(subject, before, after), _pairs(told[0], len(came), names),
        _pairs(told[1], len(went), names), _bridged(before, after, groups),
    )  # fmt: skip


def _counts(subject: str, before: Network, after: Network) -> list[Count]:
    """What both days are compared by."""
    is_initiatives = subject == Subject.INITIATIVES
    pairs = _("Connected pairs") if is_initiatives else _("Pairs that work together")
    groups = _("Pairs of systems with a connection") if is_initiatives else _("Pairs of sectors that work together")
    return [
        Count(pairs, len(before.links), len(after.links)),
        Count(_("Standing alone"), len(alone(before)), len(alone(after))),
        Count(_("In the largest group"), _group(before), _group(after)),
        Count(groups, len(_linked(before)), len(_linked(after))),
    ]


def _group(network: Network) -> int:
    """The largest group, none where nobody is linked."""
    return largest(network) if network.links else 0


def _linked(network: Network) -> set[tuple[Any, Any]]:
    """Pairs of different groups with at least one link."""
    return {(cell.one, cell.other) for cell in density(network) if cell.linked and cell.one != cell.other}


def _bridged(before: Network, after: Network, groups: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Groups that are linked on the later day and were not on the earlier."""
    new = sorted(_linked(after) - _linked(before), key=str)
    return [(label_of(groups[one]), label_of(groups[other])) for one, other in new if one in groups and other in groups]


def _pairs(pairs: list[tuple[int, int]], size: int, names: Mapping[int, Name]) -> Pairs:
    return Pairs([(names[one], names[other]) for one, other in pairs if one in names and other in names], size)


def _initiatives(access: Access, days: Days) -> tuple[Network, Network]:
    """Active initiatives with the connections of each day: from the day they hold since, or were said, to their end."""
    nodes = list(Initiative.objects.seen_with(access).active().values_list("pk", flat=True))
    groups = main_systems(access.portfolio)
    ties = Connection.objects.seen_with(access).exclude(status="refuted").exclude(kind__in=APART)
    rows = list(ties.order_by().values_list("source", "target", "since_on", "said_on", "ended_on"))

    def on(day: date) -> Network:
        held = ((a, b) for a, b, since, said, ended in rows if (since or said) <= day and (not ended or ended > day))
        return Network.of(nodes, held, groups)

    return on(days.before), on(days.after)


def _organisations(access: Access, days: Days) -> tuple[Network, Network]:
    """Organisations listed here with who took part in what on each day."""
    sectors = dict(Organisation.objects.listed_in(access.portfolio).values_list("pk", "sector"))
    seen = Initiative.objects.seen_with(access).active().values("pk")
    parts = Participation.objects.filter(initiative__in=seen, organisation__portfolios=access.portfolio)

    def on(day: date) -> Network:
        held = Q(since_on__isnull=True) | Q(since_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gt=day)
        rows = parts.filter(*held).exclude(role=ParticipationRole.AFFECTED).order_by()
        pairs, _crowds = working_together(rows.values_list("initiative", "organisation"))
        return Network.of(sectors, pairs, sectors)

    return on(days.before), on(days.after)
