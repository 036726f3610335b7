"""Fills a report to a funder from the updates, logs, money and observations that funders may see."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import ngettext

from funding.reporting.blocks import Block, figure
from funding.reporting.effects import contributions, indicators, outcomes
from funding.reporting.frame import Frame
from funding.reporting.money import figures, money
from funding.reporting.returns import learning_return, options
from funding.reporting.rows import rows
from funding.reporting.sections import Section, shown_in
from funding.reporting.telling import initiatives, learning, logs
from funding.reporting.whole import ask, reserve, whole

PARTS: dict[str, Callable[[Frame], list[Block]]] = {
    "money": money,
    "initiatives": initiatives,
    "contributions": contributions,
    "indicators": indicators,
    "outcomes": outcomes,
    "learning": learning,
    "returns": learning_return,
    "options": options,
    "reserve": reserve,
    "whole": whole,
    "ask": ask,
    "rows": rows,
}
Told = Callable[[int, int, str], None]


def fill(frame: Frame, tell: Told | None = None) -> dict[str, Any]:
    """The whole document, in the language that is active; `tell` hears how far it is, of how many, and with what."""
    shown = shown_in(frame.report.template)
    parts = []
    for number, section in enumerate(shown):
        if tell is not None:
            tell(number, len(shown) + 1, section.title)
        parts.append(_section(frame, section))
    return {
        "name": frame.report.template.name,
        "portfolio": frame.portfolio.name,
        "funder": frame.funder.name,
        "currency": frame.report.template.currency,
        "language": frame.portfolio.language,
        "from_on": frame.report.from_on.isoformat(),
        "to_on": frame.report.to_on.isoformat(),
        "made_on": timezone.localdate().isoformat(),
        "figures": _figures(frame, {section.name for section in shown}),
        "sections": parts,
    }


def _figures(frame: Frame, shown: set[str]) -> list[dict[str, str]]:
    """The few numbers of the first page, of sections that are shown."""
    found = figures(frame) if shown & {"money", "rows"} else []
    if "initiatives" in shown:
        many = len(frame.initiatives)
        found.append(figure(ngettext("Initiative", "Initiatives", many), str(many)))
    if "learning" in shown:
        many = logs(frame).count()
        found.append(figure(ngettext("Learning log released to you", "Learning logs released to you", many), str(many)))
    return found


def _section(frame: Frame, section: Section) -> dict[str, Any]:
    return {"name": section.name, "heading": section.title, "blocks": PARTS[section.name](frame)}
