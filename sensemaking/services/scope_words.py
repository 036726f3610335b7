"""Says what part of the portfolio a report is about; call it in the language of the portfolio."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sensemaking.models import ReportScope, SenseMakingReport
from sensemaking.services.scope import chosen_rows
from sensemaking.wording import LONGEST_TITLE, listed

NAMED = 3


def with_part(report: SenseMakingReport, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of a report with its part in words, in its title and its standfirst too; the whole has none."""
    told = part_in_words(report)
    if not told:
        return facts
    title = _("%(title)s: %(part)s") % {"title": facts["title"], "part": told}
    standfirst = _("About a part of the portfolio: %(part)s. %(standfirst)s") % {
        "part": told, "standfirst": facts["standfirst"]
    }  # fmt: skip
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    return {**facts, "part": told, "title": short, "standfirst": standfirst}


def part_in_words(report: SenseMakingReport) -> str:
    """As in “Mobility and Food & land; Eastbank”; empty for the whole portfolio."""
    chosen = ReportScope.objects.filter(report=report).first()
    if chosen is None:
        return ""
    return "; ".join(filter(None, (_named([str(row) for row in rows]) for rows in chosen_rows(chosen))))


def _named(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    all_names = list(names)
    more = len(all_names) - NAMED
    if more <= 0:
        return listed(all_names)
    rest = ngettext("%(count)d more", "%(count)d more", more) % {"count": more}
    return listed([*all_names[:NAMED], rest])
