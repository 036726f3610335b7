"""Where one can go in a portfolio: the destinations of the top bar, and the pages of each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stakeholders.access import Permission
from stakeholders.models import Role


@dataclass(frozen=True)
class Page:
    """A page that leads on; it also stands for the pages whose names, with their namespace, begin like `begins`.

    Where it names `roles` it is offered to them alone: others may open it, and as a rule nothing is there for them.
    """

    label: str | Promise
    view: str
    begins: tuple[str, ...] = ()
    permission: Permission = Permission.READ
    roles: tuple[str, ...] = ()

    def is_for(self, role: str) -> bool:
        """Whether it is offered to those who have this role."""
        return not self.roles or role in self.roles

    def covers(self, name: str) -> int:
        """How well it stands for the page of this name: the longest beginning that fits, 0 for none."""
        return max((len(start) for start in (self.view, *self.begins) if name.startswith(start)), default=0)


@dataclass(frozen=True)
class Destination:
    """A word of the top bar, with its pages; the first is where it leads."""

    label: str | Promise
    pages: tuple[Page, ...]

    @property
    def view(self) -> str:
        return self.pages[0].view

    @property
    def permission(self) -> Permission:
        return self.pages[0].permission


NOWHERE = tuple(
    "stakeholders:settings stakeholders:member stakeholders:invit stakeholders:level-settings "
    "stakeholders:attention-rules initiatives:frame initiatives:link initiatives:import sensemaking:post".split()
)
"""Pages that belong to no destination: settings, and forms that are reached from anywhere."""

DESTINATIONS = (
    Destination(
        _("Overview"),
        (
            Page(_("Overview"), "overview"),
            Page(_("Attention"), "stakeholders:attention", permission=Permission.SEE_PEOPLE),
            Page(_("Frame"), "frame"),
            Page(_("Facets"), "initiatives:facets", ("initiatives:facet",)),
            Page(_("Snapshots"), "initiatives:snapshots", ("initiatives:snapshot",), Permission.SEE_PEOPLE),
            Page(
                pgettext_lazy("wider and narrower portfolios", "Levels"),
                "levels",
                ("stakeholders:level", "stakeholders:interface"),
            ),
        ),
    ),
    Destination(
        _("Map"),
        (
            Page(_("Map"), "map", ("map-",)),
            Page(_("Suggestions"), "sensemaking:suggestions", ("sensemaking:suggestion",), Permission.POST),
            Page(_("Connections"), "initiatives:connections", ("initiatives:connection",)),
            Page(_("Combinations"), "initiatives:combinations", ("initiatives:combination",)),
            Page(_("Network"), "initiatives:network", ("initiatives:network",)),
            Page(_("Offers and needs"), "initiatives:offers", ("initiatives:offer", "initiatives:given")),
        ),
    ),
    Destination(
        _("Initiatives"),
        (
            Page(_("Initiatives"), "initiatives:list", ("initiatives:",)),
            Page(
                _("Challenges"),
                "initiatives:challenges",
                ("initiatives:challenge", "initiatives:framing", "initiatives:answer"),
            ),
        ),
    ),
    Destination(
        _("Sense-making"),
        (
            Page(_("Reports"), "sensemaking:home", ("sensemaking:",)),
            Page(_("Themes"), "sensemaking:themes"),
            Page(_("Learning logs"), "sensemaking:logs", ("sensemaking:log", "sensemaking:rethink")),
            Page(_("Released words"), "sensemaking:releases", ("sensemaking:release",), Permission.MAKE_SENSE),
            Page(_("Questions"), "sensemaking:questions", ("sensemaking:question",)),
            Page(_("Sliders"), "sensemaking:sliders", ("sensemaking:slider",), Permission.MAKE_SENSE),
            Page(_("Options"), "sensemaking:options", ("sensemaking:option", "sensemaking:challenge-options")),
            Page(_("Decisions"), "sensemaking:decisions", ("sensemaking:decision",)),
            Page(_("Stories"), "sensemaking:stories", ("sensemaking:story",)),
        ),
    ),
    Destination(
        _("Intent"),
        (
            Page(
                _("Intent"),
                "intent",
                tuple(f"stakeholders:{name}" for name in ("intent", "comment-", "suggestion-", "threshold", "sectors")),
            ),
            Page(
                _("Commitments"),
                "initiatives:commitments",
                tuple(f"initiatives:{name}" for name in ("commitment", "service", "serves", "gap")),
            ),
            Page(_("Signatories"), "stakeholders:endorsements", ("stakeholders:endors",)),
            Page(_("Policy"), "stakeholders:policy-links", ("stakeholders:polic", "initiatives:polic")),
            Page(_("Positions"), "stakeholders:positions", ("stakeholders:position", "stakeholders:braid")),
        ),
    ),
    Destination(
        _("Funding"),
        (
            Page(_("Funding"), "funding:overview", ("funding:",), Permission.SEE_FUNDING),
            Page(_("Reserve"), "funding:reserves", ("funding:reserve",), Permission.SEE_FUNDING),
            Page(
                _("Layers of money"),
                "funding:leverage",
                ("funding:leverage", "funding:outside", "funding:rate"),
                Permission.SEE_FUNDING,
            ),
            Page(_("Trials"), "funding:trials", ("funding:trial",), Permission.SEE_FUNDING),
            Page(_("Concerns"), "funding:impact", ("funding:concern",), Permission.SEE_FUNDING),
            Page(
                _("Indicators"),
                "funding:indicators",
                ("funding:indicator", "funding:observation"),
                Permission.SEE_FUNDING,
            ),
            Page(_("Outcomes"), "funding:outcomes", ("funding:outcome",)),
            Page(
                _("Learning return"),
                "funding:learning-return",
                ("funding:learning", "funding:option-value", "funding:freedom"),
                Permission.SEE_FUNDING,
            ),
            Page(
                _("Calls"),
                "funding:calls",
                ("funding:call", "funding:support", "funding:match"),
                Permission.SEE_FUNDING,
            ),
            Page(
                _("Reports to funders"),
                "funding:reports",
                ("funding:report",),
                Permission.SEE_FUNDING,
                (Role.STEWARD, Role.FUNDER),
            ),
            Page(_("Open formats"), "funding:exchange", ("funding:exchange",), Permission.SEE_FUNDING),
        ),
    ),
    Destination(_("Directory"), (Page(_("Organisations"), "stakeholders:directory", ("stakeholders:",)),)),
)


def place_of(name: str) -> tuple[Destination, Page] | None:
    """The destination and the page that the view of this name belongs to: those that cover most of its name."""
    if not name or name.startswith(NOWHERE):
        return None
    known = [(page.covers(name), destination, page) for destination in DESTINATIONS for page in destination.pages]
    covered, destination, page = max(known, key=lambda item: item[0])
    return (destination, page) if covered else None
