"""The narrative of a report: drafted by a language model from findings and quotes, or written by people."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.jobs import Job, JobQuerySet
from sensemaking.models.report import SenseMakingReport


class ReportNarrative(Job):
    """What a report tells in a few paragraphs; the row is also the worker's job while a draft is asked for.

    A row without `drafted_at` and `edited_at` has the sentences that the hub made, kept when the report was published.
    `sentences` is a list of paragraphs, each a list of {"text", "findings": [key…], "logs": [id…]}; `dropped` keeps
    what the checker refused, with its reason. `edited_at` is empty as long as no person has touched the draft.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("Being drafted")
        READY = "ready", _("Drafted")
        FAILED = "failed", _("Failed")

    report = models.OneToOneField(SenseMakingReport, on_delete=models.CASCADE, related_name="narrative")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    sentences = models.JSONField(default=list, blank=True)
    dropped = models.JSONField(default=list, blank=True)
    model_name = models.CharField(max_length=120, blank=True)
    drafted_at = models.DateTimeField(null=True, blank=True)
    body = models.TextField(_("text"), blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edit = models.PositiveIntegerField(default=1, editable=False)

    objects = JobQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.report)

    @property
    def is_by_machine(self) -> bool:
        """Whether no person has edited what a model drafted."""
        return self.drafted_at is not None and self.edited_at is None
