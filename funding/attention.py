"""What this floor looks for: too little money that may move."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.flexibility import flexibility
from stakeholders.access import Permission
from stakeholders.attention import Found, Item, Look, Rule, found_items, rules


def below_floor(look: Look) -> Found:
    """Flexible money below the floor that the portfolio set for itself."""
    portfolio = look.access.portfolio
    if not look.access.may(Permission.SEE_FUNDING) or not portfolio.flexible_floor:
        return Found()
    money = flexibility(look.access)
    if not money.is_below_floor:
        return Found()
    words = {"percent": money.percent, "floor": portfolio.flexible_floor}
    detail = _("%(percent)d%% of what is committed may move between initiatives; the floor is %(floor)d%%.") % words
    url = reverse("funding:overview", args=[portfolio.slug])
    item = Item(subject=portfolio.pk, title=_("Flexible funds are below their floor"), detail=detail, url=url)
    return found_items([item], look)


def register() -> None:
    """Put the rule into the garden."""
    rules.add(
        "floor",
        Rule(
            label=gettext_lazy("Money that may move"),
            order=30,
            icon="coin-off",
            sentence=gettext_lazy("Less of the committed money may move between initiatives than the floor asks for."),
            summary=gettext_lazy("Flexible funds are below their floor"),
            find=below_floor,
            is_sighted=True,
        ),
    )
