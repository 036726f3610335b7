"""What a list of connections can say, and the words that people and other programs have for it."""

from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Field, FieldKind
from initiatives.models import Connection
from initiatives.wording_connections import sayings
from stakeholders.models import Circle

FORWARD, BACKWARD, BOTH = "forward", "backward", "both"
KIND_SYNONYMS = (
    ("enables", "supports"), ("enables", "helps"), ("enables", "unlocks"), ("enables", "makes possible"),
    ("enables-back", "enabled by"), ("enables-back", "supported by"), ("enables-back", "builds on"),
    ("depends_on", "needs"), ("depends_on", "requires"), ("depends_on", "dependency"), ("depends_on", "relies on"),
    ("depends_on-back", "needed by"), ("depends_on-back", "required by"), ("reinforces", "strengthens"),
    ("reinforces", "amplifies"), ("reinforces-back", "reinforced by"), ("precedes", "comes before"),
    ("precedes", "before"), ("precedes", "leads to"), ("precedes-back", "follows"), ("precedes-back", "after"),
    ("shares_learning", "shares learning"), ("shares_learning", "learns with"), ("shares_learning", "learns from"),
    ("shares_resource", "shares a resource"), ("shares_resource", "shares resource with"),
    ("shares_resource", "shares people"), ("serves_same", "serves same group or place"),
    ("serves_same", "same place"), ("serves_same", "same group"), ("alternative_to", "alternative to"),
    ("alternative_to", "alternative"), ("duplicates", "duplicate of"), ("duplicates", "same as"),
    ("in_tension", "in tension with"), ("in_tension", "conflicts with"), ("in_tension", "competes"),
    ("in_tension", "competes with"),
)  # fmt: skip
DIRECTIONS = (
    (FORWARD, _("one way")), (BACKWARD, _("the other way")), (BOTH, _("both ways")),
)  # fmt: skip
DIRECTION_SYNONYMS = (
    (FORWARD, "directed"), (FORWARD, "->"), (FORWARD, "→"), (BACKWARD, "reverse"), (BACKWARD, "reversed"),
    (BACKWARD, "<-"), (BACKWARD, "←"), (BOTH, "undirected"), (BOTH, "mutual"), (BOTH, "<->"), (BOTH, "↔"),
    (BOTH, "bidirectional"),
)  # fmt: skip
STATUS_SYNONYMS = (
    ("hypothesised", "hypothesized"), ("hypothesised", "assumed"), ("hypothesised", "suspected"),
    ("hypothesised", "proposed"), ("observed", "confirmed"), ("observed", "seen"), ("observed", "evidenced"),
    ("refuted", "disproved"), ("refuted", "rejected"), ("ended", "over"), ("ended", "past"),
)  # fmt: skip
STRENGTHS = tuple((str(value), label) for value, label in Connection.Strength.choices)
STRENGTH_SYNONYMS = (("1", "weak"), ("1", "low"), ("2", "medium"), ("2", "moderate"), ("3", "high"))


def the_ends() -> tuple[Field, ...]:
    """Which two hang together, and how."""
    return (
        Field(
            "source", _("from (title, number or identifier)"), is_required=True, max_length=300,
            aliases=("=from", "=source", "source title", "from title", "from initiative", "source label"),
        ),
        Field(
            "target", _("to (title, number or identifier)"), is_required=True, max_length=300,
            aliases=("=to", "=target", "target title", "to title", "to initiative", "target label"),
        ),
        Field(
            "kind", _("how they hang together"), FieldKind.CHOICE, is_required=True, choices=tuple(sayings()),
            synonyms=KIND_SYNONYMS,
            aliases=("how they hang together", "type", "kind", "connection type", "relation", "relationship", "verb"),
        ),
        Field(
            "direction", _("direction"), FieldKind.CHOICE, choices=DIRECTIONS, synonyms=DIRECTION_SYNONYMS,
            aliases=("direction", "directed"),
        ),
        Field(
            "source_number", _("number of the first"), max_length=20, aliases=("from number", "from id", "source id")
        ),
        Field(
            "target_number", _("number of the second"), max_length=20, aliases=("to number", "to id", "target id")
        ),
    )  # fmt: skip


def what_is_said() -> tuple[Field, ...]:
    """What is known of the connection."""
    known = _("What is known of it")
    return (
        Field(
            "statement", _("in a sentence"), max_length=300, group=known,
            aliases=("in a sentence", "statement", "description", "label", "sentence", "note", "notes"),
        ),
        Field(
            "status", _("state"), FieldKind.CHOICE, choices=tuple(Connection.Status.choices), synonyms=STATUS_SYNONYMS,
            group=known, aliases=("state", "status"),
        ),
        Field(
            "strength", _("strength"), FieldKind.CHOICE, choices=STRENGTHS, synonyms=STRENGTH_SYNONYMS, group=known,
            aliases=("strength", "weight"),
        ),
        Field(
            "confidence", _("confidence"), FieldKind.CHOICE, choices=tuple(Connection.Confidence.choices), group=known,
            aliases=("confidence", "certainty"),
        ),
        Field(
            "circle", _("who may see it"), FieldKind.CHOICE, choices=tuple(Circle.choices), group=known,
            aliases=("circle", "visibility", "who may see it"),
        ),
        Field(
            "since_on", _("holds since"), FieldKind.DATE, group=known,
            aliases=("holds since", "since", "start date", "from date"),
        ),
        Field("said_on", _("said on"), FieldKind.DATE, group=known, aliases=("said on", "recorded on", "=date")),
        Field("ended_on", _("ended on"), FieldKind.DATE, group=known, aliases=("ended on", "end date", "until")),
        Field(
            "outcome", _("why it is refuted or over"), max_length=500, group=known,
            aliases=("why it is refuted or over", "why", "reason", "outcome"),
        ),
    )  # fmt: skip
