"""What the garden looks for: indicators that nobody observed for longer than usual."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from funding.indicators.chart import GAP, usual_days
from funding.models import Indicator, Observation
from portfolio_hub.lib import dates
from stakeholders.access import Permission
from stakeholders.attention import Act, Found, Item, Look, Rule, found_items, rules


def due_on(ends: list[date]) -> date | None:
    """The day after which an observation is overdue: the last one and 1.5 times the wait before it; None if unknown."""
    known = sorted(set(ends))
    if len(known) < 2:
        return None
    return known[-1] + timedelta(days=int(usual_days(known[-2:]) * GAP))


def unobserved(look: Look) -> Found:
    """Indicators whose next observation is overdue; one that was observed once has no interval yet."""
    access = look.access
    if not access.may(Permission.SEE_FUNDING):
        return Found()
    current = Indicator.objects.current().filter(portfolio=access.portfolio)
    ends: dict[int, list[date]] = {}
    seen = Observation.objects.seen_with(access).standing().filter(value__isnull=False, indicator__in=current)
    for indicator, end in seen.order_by().values_list("indicator", "to_on").distinct():
        ends.setdefault(indicator, []).append(end)
    late = {pk: due for pk, found in ends.items() if (due := due_on(found)) is not None and due < look.today}
    return found_items([_item(row, max(ends[row.pk]), look) for row in current.filter(pk__in=late)], look)


def _item(row: Indicator, last: date, look: Look) -> Item:
    slug = look.access.portfolio.slug
    acts: tuple[Act, ...] = ()
    if look.access.may(Permission.EDIT):
        acts = (Act(_("Write down an observation"), reverse("funding:observation-new", args=[slug, row.pk])),)
    detail = _("Last observed on %(day)s; that is longer ago than usual.") % {"day": dates.day_full(last)}
    return Item(row.pk, row.name, reverse("funding:indicator", args=[slug, row.pk]), detail, last, acts)


def register() -> None:
    """Put the rule into the garden."""
    rules.add(
        "unobserved",
        Rule(
            label=gettext_lazy("Indicators not observed for long"), order=35, icon="chart-line",
            sentence=gettext_lazy(
                "An indicator was not observed for more than one and a half times the interval between its last two."
            ),
            summary=ngettext_lazy(
                "%(many)d indicator was not observed for long", "%(many)d indicators were not observed for long", "many"
            ),
            find=unobserved,
        ),
    )  # fmt: skip
