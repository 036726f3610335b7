"""What a steward does with an import: start it, say how to read it, confirm it, take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath

from celery import current_app
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from initiatives.imports import reading
from initiatives.imports.housekeeping import forget_file
from initiatives.imports.outline import outline
from initiatives.imports.plan import Plan, ValuePlan, digest
from initiatives.imports.work import work
from initiatives.models import ImportedRecord, ImportFile, ImportMapping, ImportRun
from portfolio_hub.lib import tabular
from portfolio_hub.lib.queues import Queue
from stakeholders.models import Portfolio, User

TASK = "initiatives.tasks.run_import"
CHECK_AT_ONCE_BYTES = 3 * 1024 * 1024


class Refused(Exception):
    """An act that does not fit where the import stands; the message is a sentence for the user."""


def sniffed(upload: UploadedFile) -> tabular.Source:
    """What an upload is; raises TabularError, also for more rows than allowed, before anything is kept."""
    path = getattr(upload, "temporary_file_path", None)
    data: Path | bytes = Path(path()) if path else upload.read()
    upload.seek(0)
    source = tabular.sniff(data, reading.limits())
    may_be_long = source.kind is not tabular.Kind.XLSX or any(s.rows > source.limits.max_rows for s in source.sheets)
    count = sum(1 for _row in tabular.rows(source)) if may_be_long else 1
    if not count:
        raise tabular.EmptyFile(_("There are column titles in this file, but no rows under them."))
    return source


@transaction.atomic
def start(
    *, portfolio: Portfolio, by: User, target: str, uploads: Sequence[tuple[UploadedFile, tabular.Source]]
) -> ImportRun:
    """Keep the files and make a first plan: a kept mapping for such columns, else the best guess."""
    name = ", ".join(upload.name or _("unnamed") for upload, _source in uploads)[:255]
    run = ImportRun.objects.create(portfolio=portfolio, by=by, target=target, file_name=name)
    for order, (upload, source) in enumerate(uploads):
        add_file(run, upload, source, order=order)
    propose(run)
    return run


def add_file(
    run: ImportRun,
    upload: UploadedFile,
    source: tabular.Source,
    *,
    order: int = 0,
    role: str = ImportFile.Role.TABLE,
) -> ImportFile:
    """Keep one upload with how it was understood."""
    return ImportFile.objects.create(
        run=run,
        role=role,
        file=upload,
        name=(upload.name or "")[:255],
        size=upload.size or 0,
        reading=reading.facts_of(source),
        order=order,
    )


def propose(run: ImportRun) -> None:
    """Make a plan for the files as they are read now; raises TabularError when they cannot be read so."""
    facts = outline(run, Plan())
    kept = ImportMapping.objects.filter(
        portfolio=run.portfolio, target=run.target, headers_digest=digest(facts.names)
    ).first()
    plan = Plan.from_json(kept.mapping).fitting(facts.names) if kept else facts.guess()
    run.mapping = replace(plan, source=plan.source or _source_name(run), names_confirmed=False, join={}).as_json()
    run.status = ImportRun.Status.UPLOADED
    run.save(update_fields=["mapping", "status", "changed_at"])


def _source_name(run: ImportRun) -> str:
    """The file's name as a name for where it comes from, without the parts that change with each delivery."""
    first = run.files.filter(role=ImportFile.Role.TABLE).first()
    return slugify(PurePath(first.name if first else run.file_name).stem)[:80] or "import"


@transaction.atomic
def read_otherwise(*, file: ImportFile, encoding: str, delimiter: str, sheet: str, header_row: int) -> None:
    """Correct how a file is read, and match its columns anew; raises TabularError and changes nothing then."""
    source = reading.source_of(file).reading(
        encoding=encoding or None, delimiter=delimiter or None, sheet=sheet or None, header_row=header_row
    )
    tabular.read(source)
    file.reading |= {
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet,
        "header_row": source.header_row,
    }
    file.save(update_fields=["reading"])
    if file.role == ImportFile.Role.TABLE:
        propose(file.run)


def save_plan(*, run: ImportRun, plan: Plan) -> None:
    """Keep what the steward decided; raises Refused once the import is confirmed."""
    if not run.is_open:
        raise Refused(_("This import is already confirmed; its columns can no longer be changed."))
    run.mapping = plan.as_json()
    run.status = ImportRun.Status.UPLOADED
    run.save(update_fields=["mapping", "status", "changed_at"])


def decide_names(*, run: ImportRun, values: Mapping[str, Mapping[str, ValuePlan]]) -> None:
    """Keep what repeated values stand for."""
    plan = Plan.from_json(run.mapping)
    merged = {kind: {**plan.values.get(kind, {}), **said} for kind, said in values.items()}
    save_plan(run=run, plan=replace(plan, values={**plan.values, **merged}, names_confirmed=True))


def ask_check(*, run: ImportRun) -> None:
    """Rehearse the import: at once for a small file, else by a worker; raises Refused once it is confirmed."""
    if not run.is_open:
        raise Refused(_("This import is already confirmed."))
    _ask(run, ImportRun.Doing.CHECK, at_once=sum(file.size for file in run.files.all()) <= CHECK_AT_ONCE_BYTES)


def confirm(*, run: ImportRun, by: User) -> None:
    """Let a worker write what the check has shown, and keep the mapping for the next such file."""
    if run.status != ImportRun.Status.CHECKED:
        raise Refused(_("This import is not ready: check it first."))
    plan = Plan.from_json(run.mapping)
    ImportMapping.objects.update_or_create(
        portfolio=run.portfolio,
        target=run.target,
        name=plan.source,
        defaults={"headers_digest": digest(plan.columns), "mapping": run.mapping, "by": by, "used_at": timezone.now()},
    )
    run.by = by
    run.save(update_fields=["by"])
    _ask(run, ImportRun.Doing.WRITE)


def go_on(*, run: ImportRun) -> None:
    """Continue after a failure, from where the work stopped."""
    if run.status != ImportRun.Status.FAILED:
        raise Refused(_("This import has not failed."))
    _ask(run, ImportRun.Doing(run.doing))


def ask_undo(*, run: ImportRun, by: User) -> None:
    """Take the whole import back; raises Refused when there is nothing to take back."""
    was_written = run.status == ImportRun.Status.DONE or (
        run.status == ImportRun.Status.FAILED and run.doing == ImportRun.Doing.WRITE
    )
    if not was_written:
        raise Refused(_("Only an import that was written can be taken back."))
    run.counts |= {"undone": 0, "kept": 0}
    run.rows_done = 0
    run.save(update_fields=["counts", "rows_done"])
    _ask(run, ImportRun.Doing.UNDO)


@transaction.atomic
def discard(*, run: ImportRun) -> None:
    """Throw away an import that was never written, with its files."""
    if not run.is_open:
        raise Refused(_("This import was written. Take it back instead."))
    for stored in [file.file for file in run.files.all()]:
        if stored.name:
            transaction.on_commit(partial(stored.storage.delete, stored.name))
    run.delete()


@transaction.atomic
def replace_shapes(*, run: ImportRun, upload: UploadedFile, source: tabular.Source) -> None:
    """Keep one file of outlines for the places of this import."""
    for old in run.files.filter(role=ImportFile.Role.SHAPES):
        forget_file(old)
        old.delete()
    add_file(run, upload, source, order=99, role=ImportFile.Role.SHAPES)


def _ask(run: ImportRun, doing: ImportRun.Doing, *, at_once: bool = False) -> None:
    """Hand the import to a worker, or to this process when somebody waits for little."""
    run.status, run.doing, run.problem, run.asked_at = ImportRun.Status.ASKED, doing, "", timezone.now()
    run.progress_done, run.progress_total = 0, _expected_rows(run, doing)
    run.save(update_fields=["status", "doing", "problem", "asked_at", "progress_done", "progress_total", "changed_at"])
    if at_once:
        transaction.on_commit(partial(work, run.pk))
    else:
        send(run.pk)


def send(pk: int) -> None:
    """Tell a worker once the row is safe; when the broker is away, the beat task sends it again."""
    transaction.on_commit(
        lambda: current_app.send_task(TASK, (pk,), queue=str(Queue.WAITING), retry=False), robust=True
    )


def send_again() -> None:
    """Send imports that were asked for a while ago, or whose worker fell silent."""
    for pk in ImportRun.objects.all().waiting_too_long().values_list("pk", flat=True):
        send(pk)


def _expected_rows(run: ImportRun, doing: str) -> int:
    if doing == ImportRun.Doing.UNDO:
        return run.counts.get("created", 0) + run.counts.get("updated", 0)
    return sum(run.counts.get(name, 0) for name in ("created", "updated", "unchanged", "skipped"))


def known_sources(portfolio: Portfolio, target: str) -> list[str]:
    """Names of sources that came in before, so that the same file meets the same rows."""
    rows = ImportedRecord.objects.filter(portfolio=portfolio, target=target)
    return list(rows.order_by("source").values_list("source", flat=True).distinct()[:50])
