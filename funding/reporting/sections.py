"""The sections of a report to a funder: their names, their own headings, and a template's choice among them."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funding.models import ReportTemplate

NAMES: dict[str, Promise] = {
    "money": _("Your money"),
    "initiatives": _("What happened in the initiatives"),
    "contributions": _("What it contributes to"),
    "indicators": _("What was measured"),
    "outcomes": _("What changed"),
    "learning": _("What was learned"),
    "returns": _("What the learning led to"),
    "options": _("What became possible"),
    "reserve": _("Money kept free to move"),
    "whole": _("The whole portfolio in outline"),
    "ask": _("What would help now"),
    "rows": _("Every row of your money"),
}
"""Every section with the heading that it has where a template words none of its own."""


@dataclass(frozen=True)
class Section:
    """One section as a template has it."""

    name: str
    heading: str
    is_shown: bool = True

    @property
    def title(self) -> str:
        """The template's own wording, or the usual one."""
        return self.heading or str(NAMES[self.name])

    def as_json(self) -> dict[str, Any]:
        """How the template keeps it."""
        return {"name": self.name, "heading": self.heading, "is_shown": self.is_shown}


def read(kept: list[dict[str, Any]]) -> list[Section]:
    """The sections of a template in their order; those it does not know yet stand behind and are not shown."""
    known = [row for row in kept if row.get("name") in NAMES]
    chosen = [Section(row["name"], row.get("heading", ""), bool(row.get("is_shown", True))) for row in known]
    named = {section.name for section in chosen}
    return [*chosen, *(Section(name, "", not known) for name in NAMES if name not in named)]


def shown_in(template: ReportTemplate) -> list[Section]:
    """The sections that reports from this template hold, in their order."""
    return [section for section in read(template.sections) if section.is_shown]
