"""What a list of observations can say, and the words that people have for it."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Field, FieldKind


def what_and_when(indicators: Iterable[str]) -> tuple[Field, ...]:
    """Which indicator, of what, for which days; a list of one indicator names it once for all rows."""
    return (
        Field(
            "indicator", _("indicator"), is_required=True, max_length=150, is_fixable=True,
            choices=tuple((name, name) for name in indicators),
            aliases=("=indicator", "indicator name", "=measure", "=metric", "=kpi"),
        ),
        Field(
            "initiative", _("initiative (title, number or identifier)"), max_length=300,
            aliases=("=initiative", "initiative title", "=project", "project title", "=activity"),
        ),
        Field("combination", _("combination"), max_length=150, aliases=("=combination", "combination name")),
        Field("place", _("place"), max_length=200, aliases=("=place", "=district", "=location", "=area")),
        Field(
            "from_on", _("from"), FieldKind.DATE, is_required=True,
            aliases=("=from", "from date", "=start", "period start", "start date", "begin"),
        ),
        Field(
            "to_on", _("to"), FieldKind.DATE, is_required=True,
            aliases=("=to", "to date", "=until", "=end", "period end", "end date"),
        ),
    )  # fmt: skip


def what_was_seen() -> tuple[Field, ...]:
    """The value with its band and source, or why it is missing."""
    seen = _("What was observed")
    return (
        Field(
            "value", _("value"), FieldKind.NUMBER, group=seen,
            aliases=("=value", "=amount", "=result", "=actual", "measured value"),
        ),
        Field(
            "low", _("at least"), FieldKind.NUMBER, group=seen,
            aliases=("=low", "at least", "lower", "lower bound", "=minimum", "=min"),
        ),
        Field(
            "high", _("at most"), FieldKind.NUMBER, group=seen,
            aliases=("=high", "at most", "upper", "upper bound", "=maximum", "=max"),
        ),
        Field(
            "missing_why", _("why it is missing"), max_length=300, group=seen,
            aliases=("why it is missing", "why missing", "missing", "reason missing"),
        ),
        Field(
            "split_by", _("split by"), max_length=60, group=seen,
            aliases=("split by", "disaggregation", "breakdown", "dimension"),
        ),
        Field("group", _("part"), max_length=100, group=seen, aliases=("=group", "=part", "subgroup", "category")),
        Field(
            "source", _("source"), is_required=True, max_length=300, group=seen, is_fixable=True,
            aliases=("=source", "data source", "source name", "reference"),
        ),
        Field(
            "url", _("where it can be checked"), FieldKind.LINK, max_length=500, group=seen,
            aliases=("=url", "link", "=address"),
        ),
        Field(
            "external_id", _("identifier there"), max_length=200, group=seen,
            aliases=("identifier", "=id", "external id", "observation id", "record id"),
        ),
    )  # fmt: skip
