"""Files that come in, how their columns were understood, and what could not be read in them."""

import uuid
from datetime import timedelta
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.jobs import Job, JobQuerySet
from stakeholders.querysets import OfMemberPortfolios


def private_path(file: "ImportFile", name: str) -> str:
    """Where an upload is kept: under a name nobody can guess, never served by the web server."""
    return f"imports/{timezone.now():%Y/%m}/{uuid.uuid4().hex}{PurePath(name).suffix.lower()[:8]}"


class ImportRunQuerySet(JobQuerySet, OfMemberPortfolios):  # type: ignore[override]  # two managers made by one metaclass
    """Questions about imports."""

    def with_old_files(self, days: int) -> "ImportRunQuerySet":
        """Imports that nobody touched for so many days and whose files are still kept."""
        before = timezone.now() - timedelta(days=days)
        return self.filter(changed_at__lt=before, files__isnull=False).exclude(status="working").distinct()


class ImportRun(Job):
    """One import on its way in: uploaded, matched, checked, confirmed, written, and perhaps undone.

    `mapping` says how columns are read (see `initiatives/imports/plan.py`), `resolved` which rows of ours the
    file's repeated values stand for, `counts` what came of it, `rows_done` how many rows are already written.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Columns being matched")
        CHECKED = "checked", _("Ready to confirm")
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("At work")
        DONE = "done", _("Imported")
        FAILED = "failed", _("Failed")
        UNDONE = "undone", _("Undone")

    class Doing(models.TextChoices):
        CHECK = "check", _("Checking")
        WRITE = "write", _("Importing")
        UNDO = "undo", _("Taking back")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="imports")
    target = models.CharField(_("what comes in"), max_length=40)
    file_name = models.CharField(max_length=255)
    mapping = models.JSONField(default=dict)
    resolved = models.JSONField(default=dict, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    preview = models.JSONField(default=dict, editable=False)
    rows_done = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UPLOADED)
    doing = models.CharField(max_length=10, choices=Doing.choices, blank=True)
    batch = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="imports")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.file_name

    def get_portfolio_url(self, slug: str) -> str:
        """The page of this import within the portfolio `slug`."""
        return reverse("initiatives:import", args=[slug, self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the mapping can still be changed."""
        return self.status in (self.Status.UPLOADED, self.Status.CHECKED) or self.failed_check

    @property
    def failed_check(self) -> bool:
        """Whether the last check did not come to an end."""
        return self.status == self.Status.FAILED and self.doing == self.Doing.CHECK

    @property
    def is_at_work(self) -> bool:
        """Whether a worker has it, or will."""
        return self.status in (self.Status.ASKED, self.Status.WORKING)


class ImportFile(models.Model):
    """One uploaded file of an import: the table, a further table joined to it, or shapes for places."""

    class Role(models.TextChoices):
        TABLE = "table", _("Table")
        SHAPES = "shapes", _("Shapes of places")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.TABLE)
    file = models.FileField(upload_to=private_path, max_length=200)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    reading = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.name


class ImportProblem(models.Model):
    """One thing in a file that could not be read as it should: where, what was found, what was expected."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=255, blank=True)
    found = models.CharField(max_length=200, blank=True)
    expected = models.CharField(max_length=300)
    is_skipped = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("run", "is_skipped"), name="import_problem_by_weight"),)

    def __str__(self) -> str:
        return f"{self.row}: {self.expected}"


class ImportedRecord(models.Model):
    """What a source last said about one row of ours, so that only what changed *there* is written again."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="imported_records")
    target = models.CharField(max_length=40)
    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=200)
    object_id = models.PositiveBigIntegerField()
    values = models.JSONField(default=dict)
    previous = models.JSONField(null=True)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="records")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio", "target", "source", "external_id"), name="imported_record_is_known_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source}: {self.external_id}"


class ImportMapping(models.Model):
    """How the columns of a kind of file are understood, kept to be used again."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="import_mappings")
    target = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=120)
    headers_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    used_at = models.DateTimeField(default=timezone.now)

    objects = OfMemberPortfolios.as_manager()

    class Meta:
        ordering = ("-used_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio", "target", "name"), name="import_mapping_name_is_unique_per_target"
            ),
        )

    def __str__(self) -> str:
        return self.name
