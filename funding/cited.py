"""What money cites: decisions, findings and learning logs, with their words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sensemaking.models import Decision, Finding, LearningLog, SenseMakingReport
from stakeholders.access import Access

NEWEST = 20
KINDS = {
    "decision": gettext_lazy("Decision"),
    "finding": gettext_lazy("Finding"),
    "log": gettext_lazy("Learning log"),
}


@dataclass(frozen=True)
class Cited:
    """An entry in its author's words; `row` is None where it is not released to the reader."""

    kind: str
    row: Decision | Finding | LearningLog | None
    title: str
    words: str
    url: str

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def name(self) -> str:
        """As forms and addresses name it."""
        return f"{self.kind}:{self.row.pk}" if self.row else ""


def seen(access: Access, kind: str) -> Any:
    """The entries of a kind that the reader sees, newest first."""
    if kind == "decision":
        return Decision.objects.seen_with(access).order_by("-pk")
    if kind == "log":
        return LearningLog.objects.seen_with(access).order_by("-pk")
    reports = SenseMakingReport.objects.seen_with(access).filter(status="published")
    return Finding.objects.filter(report__in=reports.values("pk")).select_related("report").order_by("-pk")


def told(access: Access, kind: str, row: Any) -> Cited:
    """The entry with its words and its page."""
    slug = access.portfolio.slug
    if kind == "decision":
        return Cited(kind, row, row.title, row.reasons, reverse("sensemaking:decision", args=[slug, row.pk]))
    if kind == "log":
        return Cited(kind, row, str(row), row.saw, reverse("sensemaking:log", args=[slug, row.pk]))
    return Cited(kind, row, str(row), row.body, reverse("sensemaking:report", args=[slug, row.report_id]))


def hidden(kind: str) -> Cited:
    """What stands for an entry that is not released to the reader."""
    return Cited(kind, None, _("Not released to you"), "", "")


def find(access: Access, name: str) -> Cited | None:
    """The entry named as `log:12`, where the reader sees it."""
    if not valid_name(name):
        return None
    kind, _colon, number = name.partition(":")
    row = seen(access, kind).filter(pk=int(number)).first()
    return told(access, kind, row) if row else None


def find_named(access: Access, names: Iterable[str]) -> tuple[Cited, ...]:
    """The entries that the reader sees of those named as `log:12`, each once and in their order."""
    keys = [(kind, int(number)) for kind, _colon, number in (name.partition(":") for name in names if valid_name(name))]
    found = find_many(access, keys)
    return tuple(found[key] for key in dict.fromkeys(keys) if key in found)


def find_many(access: Access, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Cited]:
    """The entries that the reader sees of these; one query for each kind."""
    asked = set(wanted)
    found: dict[tuple[str, int], Cited] = {}
    for kind in KINDS:
        if keys := [pk for one, pk in asked if one == kind]:
            found |= {(kind, row.pk): told(access, kind, row) for row in seen(access, kind).filter(pk__in=keys)}
    return found


def choices(access: Access, also: str = "") -> list[Any]:
    """The newest entries of each kind to choose one from, and the one named by the address first."""
    return [("", _("Choose one")), *offered(access, (also,) if also else ())]


def offered(access: Access, named: Iterable[str] = ()) -> list[Any]:
    """The entries `named` as `log:12` that the reader sees, then the newest of each kind in groups."""
    first = [(one.name, _line(f"{one.label}: {one.title}")) for one in find_named(access, named)]
    groups: list[Any] = [(_("Named"), first)] if first else []
    known = {name for name, _label in first}
    for kind, label in KINDS.items():
        rows = [(f"{kind}:{row.pk}", _line(str(row))) for row in seen(access, kind)[:NEWEST]]
        if rows := [pair for pair in rows if pair[0] not in known]:
            groups.append((label, rows))
    return groups


def _line(text: str) -> str:
    return Truncator(text).chars(90)


def valid_name(value: Any) -> bool:
    """Whether it is the name of an entry; whether the reader sees it is another question."""
    kind, _colon, number = str(value).partition(":")
    return kind in KINDS and number.isdecimal() and len(number) < 19
