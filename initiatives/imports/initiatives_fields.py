"""What a row about an initiative can say, and how such columns are called in the wild."""

from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Field, FieldKind
from initiatives.imports.initiatives_rows import ROLE_PREFIX
from initiatives.models import Facet, Initiative, ParticipationRole, Stage
from stakeholders.models import Circle

_ROLE_ALIASES = {
    ParticipationRole.LEAD: (
        "lead",
        "lead organisation",
        "=organisation",
        "=organization",
        "agency",
        "managing agency",
        "=responsible",
        "responsible organisation",
        "department",
        "=owner",
        "mapper",
        "implementing organisation",
        "recipient",
    ),
    ParticipationRole.PARTNER: ("partner", "partners", "partner organisations", "collaborators"),
    ParticipationRole.IMPLEMENTER: ("implementer", "contractor", "delivery partner"),
    ParticipationRole.CHALLENGE_OWNER: ("challenge owner", "commissioner"),
}


def _basic_fields() -> tuple[Field, ...]:
    about = _("About it")
    return (
        Field(
            "title",
            _("title"),
            is_required=True,
            max_length=200,
            group=about,
            aliases=(
                "title",
                "name",
                "project name",
                "project title",
                "=initiative",
                "=project",
                "titel",
                "nom",
                "titulo",
            ),
        ),
        Field(
            "summary",
            _("in a sentence or two"),
            FieldKind.LONG_TEXT,
            group=about,
            aliases=("summary", "scope summary", "abstract", "short description", "subtitle", "synopsis"),
        ),
        Field(
            "description",
            _("more about it"),
            FieldKind.LONG_TEXT,
            group=about,
            aliases=(
                "description",
                "project description",
                "purpose",
                "purpose of the solution",
                "details",
                "about",
                "beschreibung",
                "descripcion",
            ),
        ),
        Field(
            "website",
            _("website"),
            FieldKind.LINK,
            max_length=500,
            group=about,
            aliases=("website", "url", "link", "related link", "web", "homepage"),
        ),
        Field(
            "tags",
            _("tags (kept with the facts from the source)"),
            FieldKind.LIST,
            group=about,
            aliases=(
                "tags",
                "tag",
                "thematic tags",
                "thematic tags tag",
                "keywords",
                "theme",
                "themes",
                "topic",
                "category",
                "sdg tag",
                "ten year plan category",
            ),
        ),
    )


def _time_fields() -> tuple[Field, ...]:
    when = _("How far, and when")
    return (
        Field(
            "stage",
            _("stage"),
            FieldKind.CHOICE,
            choices=tuple(Stage.choices),
            group=when,
            aliases=("stage", "status", "phase"),
        ),
        Field(
            "closed_how",
            _("how it ended"),
            FieldKind.CHOICE,
            group=when,
            choices=tuple(Initiative.ClosedHow.choices),
            aliases=("how it ended", "outcome"),
        ),
        Field(
            "started_on",
            _("started"),
            FieldKind.DATE,
            group=when,
            aliases=(
                "started",
                "start",
                "start date",
                "started on",
                "begin",
                "contribution date",
                "award date",
                "=date",
                "=from",
            ),
        ),
        Field(
            "ended_on",
            _("ended"),
            FieldKind.DATE,
            group=when,
            aliases=("ended", "end", "end date", "ended on", "finish", "completion date", "=to"),
        ),
    )


def _money_and_place_fields() -> tuple[Field, ...]:
    money, where = _("Money"), _("Where")
    return (
        Field(
            "budget_amount",
            _("budget"),
            FieldKind.MONEY,
            group=money,
            aliases=(
                "budget",
                "total budget",
                "budget amount",
                "amount",
                "cost",
                "total cost",
                "combined total",
                "=total",
                "original budget",
                "amount awarded",
                "=value",
            ),
        ),
        Field(
            "budget_currency",
            _("currency of the budget"),
            max_length=3,
            group=money,
            aliases=("currency", "budget currency"),
        ),
        Field(
            "places",
            _("places"),
            FieldKind.NAMED,
            names="place",
            group=where,
            aliases=(
                "place",
                "places",
                "borough",
                "district",
                "city",
                "neighbourhood",
                "neighborhood",
                "area",
                "region",
                "country",
                "location",
                "ward",
                "bezirk",
            ),
        ),
        Field("latitude", _("latitude"), FieldKind.LATITUDE, group=where, aliases=("latitude", "lat", "=y")),
        Field(
            "longitude",
            _("longitude"),
            FieldKind.LONGITUDE,
            group=where,
            aliases=("longitude", "lon", "lng", "=long", "=x"),
        ),
        Field(
            "shape",
            _("point or shape on the map"),
            FieldKind.SHAPE,
            group=where,
            aliases=("geometry", "geom", "the geom", "shape", "wkt", "geo point"),
        ),
    )


def _frame_fields() -> tuple[Field, ...]:
    frame, who = _("In the portfolio"), _("Who takes part")
    roles = (
        Field(
            ROLE_PREFIX + role.value,
            role.label,
            FieldKind.NAMED,
            names="organisation",
            group=who,
            aliases=_ROLE_ALIASES.get(role, (role.value.replace("_", " "),)),
        )
        for role in ParticipationRole
    )
    return (
        Field(
            "systems",
            _("systems (the first is the main one)"),
            FieldKind.NAMED,
            names="system",
            group=frame,
            aliases=("system", "systems", "field of action"),
        ),
        Field("facet", _("facet"), FieldKind.CHOICE, choices=tuple(Facet.choices), group=frame, aliases=("facet",)),
        Field(
            "rationale",
            _("why it is in this portfolio"),
            FieldKind.LONG_TEXT,
            group=frame,
            aliases=("rationale", "why here"),
        ),
        Field(
            "circle",
            _("who may see it"),
            FieldKind.CHOICE,
            choices=tuple(Circle.choices),
            group=frame,
            aliases=("circle", "visibility"),
        ),
        *roles,
    )


def initiative_fields() -> tuple[Field, ...]:
    """All of them, in the order of the page."""
    return (*_basic_fields(), *_time_fields(), *_money_and_place_fields(), *_frame_fields())
