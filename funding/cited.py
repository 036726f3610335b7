"""What a release from a reserve cites: a decision, a finding or a learning log, with its words."""

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
    kind, _colon, number = name.partition(":")
    if kind not in KINDS or not number.isdecimal() or len(number) > 18:
        return None
    row = seen(access, kind).filter(pk=int(number)).first()
    return told(access, kind, row) if row else None


def find_many(access: Access, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Cited]:
    """The entries that the reader sees of these; one query for each kind."""
    asked = set(wanted)
    found: dict[tuple[str, int], Cited] = {}
    for kind in KINDS:
        if keys := [pk for one, pk in asked if one == kind]:
            found |= {(kind, row.pk): told(access, kind, row) for row in seen(access, kind).filter(pk__in=keys)}
    return found


def choices(access: Access, also: str = "") -> list[Any]:
    """The newest entries of each kind to choose from, and the one named by the address first."""
    groups: list[Any] = [("", _("Choose one"))]
    named = find(access, also) if also else None
    if named:
        groups.append((also, f"{named.label}: {Truncator(named.title).chars(90)}"))
    for kind, label in KINDS.items():
        rows = [(f"{kind}:{row.pk}", Truncator(str(row)).chars(90)) for row in seen(access, kind)[:NEWEST]]
        if rows:
            groups.append((label, rows))
    return groups
