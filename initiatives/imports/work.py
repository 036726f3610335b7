"""The work on an import, done by a worker that claimed it: checking, writing, taking back."""

import structlog
from django.utils.translation import gettext as _
from django.utils.translation import override

from initiatives.imports.check import check
from initiatives.imports.undo import undo
from initiatives.imports.write import LostClaim, write
from initiatives.models import ImportRun
from initiatives.signals import import_written
from portfolio_hub.lib.tabular import TabularError

log = structlog.get_logger(__name__)
_ACTS = {ImportRun.Doing.CHECK: check, ImportRun.Doing.WRITE: write, ImportRun.Doing.UNDO: undo}


def work(pk: int) -> None:
    """Do what was asked of an import, if no other worker does; a failure is told on its page."""
    run = ImportRun.claim(pk)
    if run is None:
        return
    with run.heartbeat(), override(run.portfolio.language or None):
        try:
            _ACTS[ImportRun.Doing(run.doing)](run)
            if run.doing != ImportRun.Doing.CHECK:
                import_written.send(sender=ImportRun, portfolio=run.portfolio)
        except LostClaim:
            log.info("import_taken_over", import_run=pk)
        except TabularError as error:
            fail(run, str(error))
        except Exception:
            log.exception("import_failed", import_run=pk, doing=run.doing)
            fail(run, _failure(run))


def fail(run: ImportRun, problem: str) -> None:
    """Say what stopped the work; rows that were written stay written and are counted."""
    ImportRun.objects.filter(pk=run.pk, claimed_by=run.claimed_by).update(
        status=ImportRun.Status.FAILED, problem=problem
    )


def _failure(run: ImportRun) -> str:
    if run.doing == ImportRun.Doing.CHECK:
        return _(
            "The check stopped because of a fault on our side. Nothing was written. Try again, or tell an operator."
        )
    return _(
        "The work stopped because of a fault on our side. What was written before it is complete. "
        "“Go on” continues where it stopped; an operator finds the cause in the log."
    )
