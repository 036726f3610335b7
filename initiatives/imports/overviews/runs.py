"""Earlier imports, and what an undo left alone."""

from typing import Any

from initiatives.imports.targets import targets
from initiatives.models import ImportRun
from stakeholders.models import Portfolio

SHOWN_RUNS = 50


def kept_rows(run: ImportRun) -> list[dict[str, str]]:
    """Rows that an undo left alone, each with the reason."""
    kept = run.preview.get("kept", [])
    rows = targets.get(run.target).model._base_manager.in_bulk([entry["id"] for entry in kept])
    return [
        {"title": str(row), "url": _url(row, run), "reason": entry["reason"]}
        for entry in kept
        if (row := rows.get(entry["id"])) is not None
    ]


def _url(row: Any, run: ImportRun) -> str:
    return row.get_portfolio_url(run.portfolio.slug) if hasattr(row, "get_portfolio_url") else ""


def named_runs(portfolio: Portfolio) -> list[ImportRun]:
    """Imports of a portfolio, newest first, each with the name of what came in as `target_label`."""
    runs = list(ImportRun.objects.filter(portfolio=portfolio).select_related("by")[:SHOWN_RUNS])
    for run in runs:
        run.target_label = targets.get(run.target).label_many if run.target in targets else run.target
    return runs
