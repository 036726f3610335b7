"""How a portfolio hangs together, read by the worker: where things stand on a drawing, and what measures say."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets_connections import NetworkReadingQuerySet
from portfolio_hub.lib.jobs import Job
from stakeholders.models import Circle


class NetworkReading(Job):
    """One reading of a network as far as one circle sees it.

    `positions` is {"<id>": [x, y]}, each from 0 to 1; `measures` what `initiatives.network.measures` returned.
    The newest ready one of a day is kept, so that later ones can say what changed.
    """

    class Subject(models.TextChoices):
        INITIATIVES = "initiatives", _("Initiatives")
        ORGANISATIONS = "organisations", _("Organisations")

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("At work")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="network_readings")
    subject = models.CharField(max_length=13, choices=Subject.choices, default=Subject.INITIATIVES)
    circle = models.CharField(max_length=10, choices=Circle.choices)
    read_on = models.DateField(default=timezone.localdate)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    fingerprint = models.CharField(max_length=64, blank=True)
    positions = models.JSONField(default=dict, editable=False)
    measures = models.JSONField(default=dict, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = NetworkReadingQuerySet.as_manager()

    class Meta:
        ordering = ("-read_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio", "subject", "circle", "read_on"), name="network_is_read_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.portfolio}: {self.get_subject_display()}, {self.read_on}"

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY
