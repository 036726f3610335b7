"""The facets of a portfolio: the mix that is meant against the mix there is, and where judgements differ."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, F, FloatField, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce, Least, NullIf, Round
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from initiatives.facets import CERTAIN, DIRECTED, FACETS, MIDDLE, Agreement, Mix, agreement, off_by
from initiatives.models import Facet, FacetIntent, FacetJudgement, Placement, Stage, System
from initiatives.overviews.coverage import seen_by
from portfolio_hub.lib.keyset import page_of
from stakeholders.access import Access

CLOSE = 5
"""Shares within so many points of what is intended count as close to it."""
BINS = 10
PAGE = 25
LABELS: dict[str, str | Promise] = dict(Facet.choices)
WORDS: dict[str, str | Promise] = {
    "enhancement": _("enhancement"), "mission": _("mission"), "adaptive": _("adaptive"),
    "anticipatory": _("anticipatory"),
}  # fmt: skip
MEANINGS: dict[str, str | Promise] = {
    "enhancement": _("Doing better what we do: the direction is set, the way is known."),
    "mission": _("Reaching a set goal by ways that are not known yet."),
    "adaptive": _("Answering what comes up around us with what we know."),
    "anticipatory": _("Exploring what may matter later, with much unknown."),
}
AGREEMENTS: dict[Agreement, str | Promise] = {
    Agreement.NOBODY: _("Not judged yet"),
    Agreement.ONE: _("One judgement so far"),
    Agreement.ALL: _("All see it alike"),
    Agreement.MOST: _("Most see it alike"),
    Agreement.DIFFER: _("Seen differently"),
}
SHOWN: dict[str, str | Promise] = {
    "differ": _("Seen most differently"), "judged": _("All judged"), "unjudged": _("Not judged yet")
}  # fmt: skip


def quarter(facet: str, *, path: str = "judgements__") -> Q:
    """The judgements that fall into a facet's quarter of the field."""
    directed = Q(**{f"{path}directedness__gte": MIDDLE})
    certain = Q(**{f"{path}certainty__gte": MIDDLE})
    return (directed if facet in DIRECTED else ~directed) & (certain if facet in CERTAIN else ~certain)


@dataclass(frozen=True)
class Wanted:
    """Which initiatives are looked at, from the address; anything unknown is left out."""

    show: str = "differ"
    system: int = 0
    stage: str = ""
    facet: str = ""

    @classmethod
    def read(cls, query: Any) -> "Wanted":
        """Take the choice from an address."""
        show, system = query.get("show", ""), query.get("system", "")
        return cls(
            show if show in SHOWN else "differ",
            int(system) if system.isascii() and system.isdigit() and len(system) < 16 else 0,
            stage if (stage := query.get("stage", "")) in Stage.values else "",
            facet if (facet := query.get("facet", "")) in FACETS else "",
        )

    @property
    def are_set(self) -> bool:
        """Whether fewer than all are looked at."""
        return bool(self.system or self.stage)


def placed(access: Access, wanted: Wanted) -> QuerySet[Placement]:
    """The placements that are looked at: active initiatives that this reader may see, or those of one stage."""
    rows = Placement.objects.live().filter(seen_by(access, "initiative"), portfolio=access.portfolio).order_by()
    rows = rows.filter(initiative__stage=wanted.stage) if wanted.stage else rows.exclude(initiative__stage="closed")
    return rows.filter(touches__system=wanted.system) if wanted.system else rows


def tallied(rows: QuerySet[Placement]) -> QuerySet[Any]:
    """Placements with `total` and, by facet, `n_…` judgements."""
    counts: dict[str, Any] = {f"n_{facet}": Count("judgements", filter=quarter(facet)) for facet in FACETS}
    return rows.only("pk", "facet").annotate(total=Count("judgements"), **counts)


@dataclass(frozen=True)
class Bar:
    """One facet of the mix, with shares in percent of all whose facet is known."""

    mix: Mix
    label: str
    meaning: str
    judged_share: float
    noted_share: float
    off: int | None

    @property
    def share(self) -> int:
        """Both parts of the bar, rounded."""
        return round(self.judged_share + self.noted_share)

    @property
    def off_words(self) -> str:
        """How far from the intended share, in words."""
        if self.off is None:
            return ""
        if abs(self.off) <= CLOSE:
            return gettext("close to what is meant")
        words = gettext("%d points more than meant") if self.off > 0 else gettext("%d points less than meant")
        return words % abs(self.off)


@dataclass(frozen=True)
class Balance:
    """The mix of all that are looked at; `judged`, `noted` and `unknown` count initiatives."""

    bars: list[Bar] = field(default_factory=list)
    judged: int = 0
    noted: int = 0
    unknown: int = 0

    @property
    def known(self) -> int:
        """Those whose facet is known."""
        return self.judged + self.noted

    @property
    def is_intended(self) -> bool:
        """Whether the stewards have said which mix they mean to have."""
        return any(bar.mix.intended is not None for bar in self.bars)

    @property
    def heading(self) -> str:
        """The finding, as a sentence."""
        if not self.known:
            return gettext("No initiative has been judged yet")
        if not self.is_intended:
            return gettext("Which mix the portfolio means to have has not been said yet")
        furthest = max(self.bars, key=lambda bar: abs(bar.off or 0))
        off = furthest.off or 0
        if abs(off) <= CLOSE:
            return gettext("The mix is close to what is meant")
        facts = {"facet": furthest.label, "points": abs(off)}
        if off > 0:
            return gettext("%(facet)s is %(points)d points above what is meant") % facts
        return gettext("%(facet)s is %(points)d points below what is meant") % facts


def balance(rows: QuerySet[Placement], intended: dict[str, int]) -> Balance:
    """Weigh the mix: each initiative counts once, split over its judgements; one query for any number of them."""
    total = NullIf(F("total"), Value(0))
    wanted: dict[str, Any] = {
        "judged": Count("pk", filter=Q(total__gt=0)),
        "unknown": Count("pk", filter=Q(total=0, facet="")),
    }
    for facet in FACETS:
        weight = Cast(F(f"n_{facet}"), FloatField()) / Cast(total, FloatField())
        wanted[f"judged_{facet}"] = Sum(weight, default=0.0, output_field=FloatField())
        wanted[f"noted_{facet}"] = Count("pk", filter=Q(total=0, facet=facet))
    found = tallied(rows).aggregate(**wanted)
    noted = sum(found[f"noted_{facet}"] for facet in FACETS)
    known = found["judged"] + noted
    mixes = [Mix(facet, found[f"judged_{facet}"], found[f"noted_{facet}"], intended.get(facet)) for facet in FACETS]
    return Balance([_bar(mix, known) for mix in mixes], found["judged"], noted, found["unknown"])


def _bar(mix: Mix, known: int) -> Bar:
    judged, noted = (round(part / known * 100, 1) if known else 0 for part in (mix.judged, mix.noted))
    off = off_by(mix.actual, known, mix.intended)
    return Bar(mix, str(LABELS[mix.facet]), str(MEANINGS[mix.facet]), judged, noted, off)


def intended_shares(access: Access) -> dict[str, int]:
    """The share (%) of each facet that the portfolio means to have; empty when nobody has said; one query."""
    return dict(FacetIntent.objects.filter(portfolio=access.portfolio).values_list("facet", "share"))


@dataclass(frozen=True, slots=True)
class Spot:
    """A square of the field, ten points wide and high, and how many judgements lie in it."""

    x: int
    y: int
    count: int


@dataclass(frozen=True)
class Quarter:
    """A quarter of the field: how many judgements lie in it, and the address of the initiatives they are about."""

    facet: str
    label: str
    meaning: str
    count: int
    url: str


@dataclass(frozen=True)
class Field:
    """Where all judgements lie between their poles."""

    spots: list[Spot]
    quarters: list[Quarter]

    @property
    def count(self) -> int:
        """All judgements."""
        return sum(quarter.count for quarter in self.quarters)


def field_of(rows: QuerySet[Placement], base: str) -> Field:
    """Count judgements by squares of the field; one query that answers with a hundred rows at most."""
    squares = FacetJudgement.objects.filter(placement__in=rows.values("pk")).order_by()
    x = Least(F("certainty") / BINS, Value(BINS - 1), output_field=IntegerField())
    y = Least(F("directedness") / BINS, Value(BINS - 1), output_field=IntegerField())
    found = squares.annotate(x=x, y=y).values_list("x", "y").annotate(many=Count("pk"))
    counts = dict.fromkeys(FACETS, 0)
    spots = []
    for right, up, many in found:
        directed, certain = up * BINS >= MIDDLE, right * BINS >= MIDDLE
        facet = next(name for name in FACETS if (name in DIRECTED) == directed and (name in CERTAIN) == certain)
        counts[facet] += many
        spots.append(Spot(right * BINS, 100 - BINS - up * BINS, many))
    quarters = [
        Quarter(facet, str(LABELS[facet]), str(MEANINGS[facet]), counts[facet], f"{base}facet={facet}#judged")
        for facet in FACETS
    ]
    return Field(spots, quarters)


@dataclass(frozen=True, slots=True)
class Dot:
    """One judgement in a field of a hundred by a hundred."""

    x: int
    y: int


@dataclass(frozen=True)
class Row:
    """One initiative with its judgements."""

    pk: int
    title: str
    url: str
    counts: dict[str, int]
    noted: str
    dots: list[Dot]

    @property
    def said(self) -> str:
        """What the judgements say."""
        return said(self.counts)

    @property
    def agreement(self) -> str:
        """How far they agree."""
        return str(AGREEMENTS[agreement(self.counts)])


def said(counts: dict[str, int]) -> str:
    """How many judgements fall where: “3 of 5 say mission, 2 adaptive”."""
    total = sum(counts.values())
    found = sorted(((many, facet) for facet, many in counts.items() if many), key=lambda pair: -pair[0])
    if not total:
        return gettext("Nobody has judged it yet")
    first, rest = found[0], found[1:]
    facts = {"many": first[0], "total": total, "facet": WORDS[first[1]]}
    if not rest:
        return ngettext("1 person says %(facet)s", "All %(total)d say %(facet)s", total) % facts
    words = ngettext("%(many)d of %(total)d says %(facet)s", "%(many)d of %(total)d say %(facet)s", first[0]) % facts
    return ", ".join([words, *(f"{many} {WORDS[facet]}" for many, facet in rest)])


@dataclass(frozen=True)
class FacetsPage:
    """All that the page of the mix shows."""

    wanted: Wanted
    balance: Balance
    field: Field
    rows: list[Row]
    next_cursor: str
    systems: list[System]

    @property
    def wanted_label(self) -> str:
        """The facet that the list is narrowed to, in a word."""
        return str(WORDS.get(self.wanted.facet, ""))


def facets_page(access: Access, wanted: Wanted, *, after: str = "") -> FacetsPage:
    """Build the page in six queries, however many initiatives there are."""
    rows = placed(access, wanted)
    base = f"{reverse('initiatives:facets', args=[access.portfolio.slug])}?show=judged&"
    base += f"system={wanted.system or ''}&stage={wanted.stage}&"
    page = page_of(_in_order(listed(rows, wanted), wanted), order=_order(wanted), after=after, size=PAGE)
    return FacetsPage(
        wanted, balance(rows, intended_shares(access)), field_of(rows, base), _rows(page.rows, access),
        page.next_cursor, list(System.objects.filter(portfolio=access.portfolio)),
    )  # fmt: skip


def listed(rows: QuerySet[Placement], wanted: Wanted) -> QuerySet[Any]:
    """The placements of the list, with the title and what their judgements say."""
    found: Any = tallied(rows).annotate(title=F("initiative__title"), about=F("initiative_id"))
    if wanted.show == "unjudged":
        return found.filter(total=0)
    if wanted.facet:
        found = found.filter(**{f"n_{wanted.facet}__gt": 0})
    return found.filter(total__gt=0)


def _in_order(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """Those seen as more than one facet, with how far they lie apart: the variance on both sliders, in hundredths."""
    if wanted.show != "differ":
        return rows
    for facet in FACETS:
        rows = rows.exclude(**{f"n_{facet}": F("total")})
    apart = _variance("judgements__directedness") + _variance("judgements__certainty")
    spread = Coalesce(Cast(Round(apart * 100), IntegerField()), 0)
    return rows.annotate(spread=spread)


def _variance(path: str) -> CombinedExpression:
    """The mean of the squares less the square of the mean; SQLite's own function fails where there is no row."""
    mean, squares = (
        Cast(Avg(value, output_field=FloatField()), FloatField()) for value in (F(path), F(path) * F(path))
    )
    return squares - mean * mean


def _order(wanted: Wanted) -> tuple[str, ...]:
    return ("-spread", "pk") if wanted.show == "differ" else ("title", "pk")


def _rows(rows: list[Any], access: Access) -> list[Row]:
    """Rows with a dot for each judgement; one query."""
    dots: dict[int, list[Dot]] = {}
    judgements = FacetJudgement.objects.filter(placement__in=[row.pk for row in rows]).order_by("pk")
    for placement, up, right in judgements.values_list("placement", "directedness", "certainty"):
        dots.setdefault(placement, []).append(Dot(right, 100 - up))
    slug = access.portfolio.slug
    return [
        Row(
            row.pk, row.title, reverse("initiatives:facet", args=[slug, row.about]),
            {facet: getattr(row, f"n_{facet}") for facet in FACETS}, row.get_facet_display(), dots.get(row.pk, []),
        )
        for row in rows
    ]  # fmt: skip


COLUMNS = (
    _("Initiative"), _("Judgements"), *(Facet(facet).label for facet in FACETS), _("What they say"),
    _("Noted by the stewards"), _("Number"),
)  # fmt: skip


def table_rows(access: Access, wanted: Wanted) -> Iterable[tuple[Any, ...]]:
    """Every initiative that is looked at, with its judgements by facet; one query, read as it is sent."""
    rows: Any = tallied(placed(access, wanted)).annotate(title=F("initiative__title"), about=F("initiative_id"))
    for row in rows.order_by("title", "pk").iterator(2000):
        counts = {facet: getattr(row, f"n_{facet}") for facet in FACETS}
        yield (row.title, row.total, *counts.values(), said(counts), row.get_facet_display(), row.about)
