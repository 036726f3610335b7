"""The steps of an import, as the line of steps on its pages shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Text
from initiatives.imports.plan import Plan
from initiatives.models import ImportRun


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done, current, or still to come."""

    label: Text
    is_done: bool
    is_current: bool


LABELS = (_("File"), _("Columns"), _("Names"), _("Preview"), _("Imported"))


def steps(run: ImportRun | None, at: int | None = None) -> list[Step]:
    """The five steps; the current one is `at`, else where the run stands, else the first."""
    at = at if at is not None else _place(run) if run else 0
    return [Step(label, is_done=place < at, is_current=place == at) for place, label in enumerate(LABELS)]


def _place(run: ImportRun) -> int:
    if run.doing in (ImportRun.Doing.WRITE, ImportRun.Doing.UNDO):
        return len(LABELS) - 1 if run.is_at_work or run.status == ImportRun.Status.FAILED else len(LABELS)
    if run.status == ImportRun.Status.CHECKED:
        return (
            3 if Plan.from_json(run.mapping).names_confirmed or not any(run.preview.get("values", {}).values()) else 2
        )
    return 1
