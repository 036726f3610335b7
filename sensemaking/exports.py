"""Learning logs, options and decisions as tables to take along."""

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from sensemaking.overviews.decisions import DECISION_COLUMNS, decision_rows
from sensemaking.overviews.logs import COLUMNS, log_rows
from sensemaking.overviews.options import OPTION_COLUMNS, option_rows
from sensemaking.overviews.tie_evidence import EVIDENCE_COLUMNS, evidence_rows
from sensemaking.overviews.wall.filters import LogFilter
from stakeholders.access import Access, Permission


def logs_table(access: Access) -> PlainTable:
    """Every log that the reader may see, the newest first."""
    return PlainTable(COLUMNS, log_rows(LogFilter(), access))


def options_table(access: Access) -> PlainTable:
    """Every option that the reader may see, the newest first."""
    return PlainTable(OPTION_COLUMNS, option_rows(access))


def decisions_table(access: Access) -> PlainTable:
    """Every decision that the reader may see, the newest first, with the numbers of what it rests on."""
    return PlainTable(DECISION_COLUMNS, decision_rows(access))


def tie_evidence_table(access: Access) -> PlainTable:
    """What speaks for connections and against them."""
    return PlainTable(EVIDENCE_COLUMNS, evidence_rows(access))


def register() -> None:
    """Offer it on the page of downloads."""
    sources.add(
        "logs",
        ExportSource(
            "learning-logs", _("Learning logs"), _("What was tried, seen and done next, word for word."),
            Permission.READ, logs_table,
        ),
    )  # fmt: skip
    sources.add(
        "options",
        ExportSource(
            "options", _("Options"), _("Possibilities kept open, taken up or closed, with what was learned."),
            Permission.READ, options_table,
        ),
    )  # fmt: skip
    sources.add(
        "decisions",
        ExportSource(
            "decisions", _("Decisions"), _("What was decided, why, by whom, and on which logs it rests."),
            Permission.READ, decisions_table,
        ),
    )  # fmt: skip
    sources.add(
        "connection-evidence",
        ExportSource(
            "connection-evidence", _("Evidence of connections"),
            _("What speaks for connections and against them: words of learning logs, and observations."),
            Permission.READ, tie_evidence_table,
        ),
    )  # fmt: skip
