"""Frames to start from: systems and levers that a portfolio may begin with, or take in later."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from initiatives.models import Lever, System
from initiatives.models.frame import COLOURS
from initiatives.services.frame import save_part
from stakeholders.models import Portfolio, User

SystemFacts = tuple[Promise, str, int]
"""Name, icon of the sprite, colour of the palette."""


@dataclass(frozen=True)
class FramePack:
    """Systems and levers that go together."""

    label: Promise
    systems: tuple[SystemFacts, ...] = ()
    levers: tuple[Promise, ...] = ()

    @property
    def names(self) -> tuple[Promise, ...]:
        """Everything in it by name."""
        return (*(name for name, _icon, _colour in self.systems), *self.levers)

    @property
    def description(self) -> Promise:
        """Its names in a line."""
        return format_lazy(", ".join(["{}"] * len(self.names)), *self.names)


SEVEN_SYSTEMS: tuple[SystemFacts, ...] = (
    (_("Mobility"), "bus", 1),
    (_("Energy & buildings"), "bolt", 2),
    (_("Food & land"), "carrot", 3),
    (_("Health & care"), "heartbeat", 4),
    (_("Economy & skills"), "briefcase", 5),
    (_("Community & democracy"), "users-group", 6),
    (_("Water & nature"), "droplet", 7),
)
FOUR_SYSTEMS: tuple[SystemFacts, ...] = (
    (_("Social"), "users-group", 6),
    (_("Economic"), "briefcase", 5),
    (_("Infrastructure"), "road-sign", 1),
    (_("Environment"), "leaf", 3),
)
GOALS: tuple[tuple[Promise, str], ...] = (
    (_("No poverty"), "coins"),
    (_("Zero hunger"), "carrot"),
    (_("Good health and well-being"), "heartbeat"),
    (_("Quality education"), "school"),
    (_("Gender equality"), "scale"),
    (_("Clean water and sanitation"), "droplet"),
    (_("Affordable and clean energy"), "bolt"),
    (_("Decent work and economic growth"), "briefcase"),
    (_("Industry, innovation and infrastructure"), "tool"),
    (_("Reduced inequalities"), "users-group"),
    (_("Sustainable cities and communities"), "building-community"),
    (_("Responsible consumption and production"), "recycle"),
    (_("Climate action"), "cloud"),
    (_("Life below water"), "world"),
    (_("Life on land"), "leaf"),
    (_("Peace, justice and strong institutions"), "gavel"),
    (_("Partnerships for the goals"), "heart-handshake"),
)
"""The seventeen Sustainable Development Goals; the eight colours go round, icon and name tell them apart."""
LEVERS: tuple[Promise, ...] = (
    _("Policy"),
    _("Finance"),
    _("Technology"),
    _("Behaviour"),
    _("Participation"),
    _("Data"),
    _("Skills"),
    _("Narrative"),
)

PACKS: dict[str, FramePack] = {
    "seven-systems": FramePack(_("Seven systems of a city"), systems=SEVEN_SYSTEMS),
    "four-systems": FramePack(_("Four systems"), systems=FOUR_SYSTEMS),
    "goal-systems": FramePack(
        _("Sustainable Development Goals"),
        systems=tuple((name, icon, at % COLOURS + 1) for at, (name, icon) in enumerate(GOALS)),
    ),
    "levers": FramePack(_("Eight levers"), levers=LEVERS),
}


def missing(portfolio: Portfolio, pack: FramePack) -> tuple[list[SystemFacts], list[Promise]]:
    """What of a pack the frame does not have yet, by name in any case."""
    systems, levers = (
        {name.casefold() for name in model.objects.filter(portfolio=portfolio).values_list("name", flat=True)}
        for model in (System, Lever)
    )
    return (
        [facts for facts in pack.systems if str(facts[0]).casefold() not in systems],
        [name for name in pack.levers if str(name).casefold() not in levers],
    )


@transaction.atomic
def add(*, portfolio: Portfolio, pack: FramePack, by: User) -> int:
    """Take into the frame what it does not have of a pack, at the end; return how many that were."""
    Portfolio.objects.select_for_update().get(pk=portfolio.pk)
    systems, levers = missing(portfolio, pack)
    for name, icon, colour in systems:
        values = {"name": str(name), "icon": icon, "colour": colour}
        save_part(part=System(portfolio=portfolio), values=values, by=by)
    for lever in levers:
        save_part(part=Lever(portfolio=portfolio), values={"name": str(lever)}, by=by)
    return len(systems) + len(levers)
