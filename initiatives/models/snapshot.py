"""A portfolio frozen on a day, to compare with later."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import SnapshotEntryQuerySet, SnapshotQuerySet
from portfolio_hub.lib.jobs import Job
from stakeholders.models import Circle


class Snapshot(Job):
    """One freeze of a portfolio. The worker writes its entries; once ready, only its name and note may change.

    `facts` holds what fits on a page, initiatives and entries counted by circle; everything that can be many is an
    entry. Entries of a snapshot that is not ready are a worker's draft and shown to nobody.
    """

    class Kind(models.TextChoices):
        BY_HAND = "by_hand", _("By hand")
        CYCLE_END = "cycle_end", _("At the end of a cycle")
        REPORT = "report", _("With a published report")

    class Status(models.TextChoices):
        ASKED = "asked", _("Waiting for a worker")
        WORKING = "working", _("At work")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="snapshots")
    name = models.CharField(_("name"), max_length=150)
    kind = models.CharField(_("taken"), max_length=10, choices=Kind.choices, default=Kind.BY_HAND)
    note = models.TextField(_("why now"), blank=True)
    taken_on = models.DateField(_("as of"), default=timezone.localdate)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ASKED)
    facts = models.JSONField(default=dict, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("-taken_on", "-id")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("initiatives:snapshot", args=[self.portfolio.slug, self.pk])

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

    @property
    def is_in_hand(self) -> bool:
        """Whether a worker has it, or is waited for."""
        return self.status in (self.Status.ASKED, self.Status.WORKING)


class SnapshotEntry(models.Model):
    """One thing as it stood then: an initiative with its stage, a commitment with its coverage, an endorsement.

    `state` is its stage, coverage or status; `facts` what else was known; `circle` who may see it. An endorsement is
    known by its organisation, so that whoever moves along to the next version of the intent stays the same.
    """

    class Kind(models.TextChoices):
        INITIATIVE = "initiative", _("Initiative")
        COMMITMENT = "commitment", _("Policy commitment")
        ENDORSEMENT = "endorsement", _("Endorsement")
        CONNECTION = "connection", _("Connection")
        COMBINATION = "combination", _("Combination")

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=20, blank=True)
    circle = models.CharField(max_length=10, choices=Circle.choices, default=Circle.PUBLIC)
    facts = models.JSONField(default=dict)

    objects = SnapshotEntryQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name", "id")
        # Without the kind: else PostgreSQL may find the twin in another snapshot by this index, in ten thousand steps.
        indexes = (models.Index(fields=("snapshot", "name", "id"), name="snapshot_entry_by_name"),)
        constraints = (
            models.UniqueConstraint(fields=("snapshot", "kind", "object_id"), name="snapshot_holds_a_thing_once"),
        )

    def __str__(self) -> str:
        return self.name
