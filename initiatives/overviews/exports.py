"""The list of initiatives as a table: all rows that match, with the columns that the page shows."""

from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Case, CharField, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Initiative, Participation, Placement, PlacementSystem, Stage, Update
from initiatives.overviews.filters import Filters
from initiatives.overviews.listing import chosen
from initiatives.overviews.sorting import in_order
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission


class Joined(Aggregate):
    """Texts joined with commas, in alphabetical order where the engine can."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ', ' ORDER BY %(expressions)s)"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite's name for the same."""
        return self.as_sql(
            compiler, connection, function="GROUP_CONCAT", template="%(function)s(%(expressions)s, ', ')", **context
        )


COLUMNS = (
    gettext_lazy("Title"), gettext_lazy("In a sentence or two"), gettext_lazy("Main system"),
    gettext_lazy("Other systems"), gettext_lazy("Stage"), gettext_lazy("Paused"), gettext_lazy("Lead"),
    gettext_lazy("Places"), gettext_lazy("Last heard"), gettext_lazy("Number"),
)  # fmt: skip


def table(access: Access, filters: Filters, *, now: datetime) -> PlainTable:
    """The columns, and rows that come straight from the database in the order of the list."""
    return PlainTable(COLUMNS, rows(access, filters, now=now))


def rows(access: Access, filters: Filters, *, now: datetime) -> QuerySet[Any, Any]:
    """One row of plain values for each initiative that matches."""
    here = Placement.objects.live().filter(portfolio=access.portfolio)
    touches = PlacementSystem.objects.filter(placement__in=here, placement__initiative=OuterRef("pk")).order_by()
    leads = Participation.objects.live().filter(initiative=OuterRef("pk"), role="lead").order_by()
    places = Initiative.places.through.objects.filter(initiative_id=OuterRef("pk")).order_by()
    ordered = in_order(chosen(access, filters, now=now), filters.sort)
    stage = Case(*(When(stage=key, then=Value(str(label))) for key, label in Stage.choices), output_field=CharField())
    return ordered.annotate(
        main_name=Coalesce(Subquery(touches.filter(is_main=True).values("system__name")[:1]), Value("")),
        other_names=_joined(touches.filter(is_main=False), "placement__initiative", "system__name"),
        stage_name=stage,
        paused=Case(When(Q(is_paused=True), then=Value(_("yes"))), default=Value(""), output_field=CharField()),
        lead_names=_joined(leads, "initiative", "organisation__name"),
        place_names=_joined(places, "initiative_id", "place__name"),
        heard_on=TruncDate("last_heard_at"),
    ).values_list(
        "title", "summary", "main_name", "other_names", "stage_name", "paused", "lead_names", "place_names", "heard_on",
        "pk",
    )  # fmt: skip


def _joined(inner: Any, by: str, name: str) -> Coalesce:
    """The names of what hangs on an initiative, joined."""
    names = Subquery(inner.values(by).annotate(names=Joined(name)).values("names"))
    return Coalesce(names, Value(""), output_field=TextField())


def all_initiatives() -> ExportSource:
    """All initiatives of a portfolio, for the page of downloads."""
    return ExportSource(
        name="initiatives",
        label=gettext_lazy("Initiatives"),
        explanation=gettext_lazy("Every initiative with its systems, stage, lead, places, and when it was last heard."),
        permission=Permission.READ,
        table=lambda access: table(access, Filters(), now=timezone.now()),
    )


def updates_table(access: Access) -> PlainTable:
    """Every update that the reader may see, the newest first."""
    columns = (_("Initiative"), _("When"), _("Headline"), _("What is new"), _("Author"), _("Number"))
    kinds = Case(
        When(kind=Update.Kind.NOTHING_NEW, then=Value(str(Update.Kind.NOTHING_NEW.label))),
        default="body",
        output_field=TextField(),
    )
    updates = Update.objects.seen_with(access).annotate(told=kinds).order_by("-happened_on", "-pk")
    return PlainTable(
        columns, updates.values_list("initiative__title", "happened_on", "title", "told", "author_name", "pk")
    )


def all_updates() -> ExportSource:
    """Updates on the page of downloads."""
    return ExportSource(
        "updates",
        gettext_lazy("Updates"),
        gettext_lazy("What initiatives told of themselves, day by day."),
        Permission.READ,
        updates_table,
    )
