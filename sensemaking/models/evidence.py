"""What shows that an initiative delivers on a promise, and that things hang together as people say."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets import ServiceEvidenceQuerySet, TieEvidenceQuerySet


class ServiceEvidence(models.Model):
    """What shows that an initiative has delivered its share of a promise: a learning log, or a note with its source."""

    service = models.ForeignKey("initiatives.Service", on_delete=models.CASCADE, related_name="evidence")
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_of"
    )
    note = models.CharField(_("what was observed"), max_length=300, blank=True)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)
    observed_on = models.DateField(_("when"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = ServiceEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-observed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(log__isnull=False) | ~Q(note=""), name="evidence_is_a_log_or_an_observation"
            ),
            models.UniqueConstraint(fields=("service", "log"), name="log_evidences_a_service_once"),
        )

    def __str__(self) -> str:
        return self.note or str(self.log)


class TieEvidence(models.Model):
    """What speaks for a connection or a combination, or against it: a learning log, or a note with its source.

    `quote` is cut from the log word for word; whoever shows it asks whether the reader may see the log.
    """

    connection = models.ForeignKey(
        "initiatives.Connection", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.CASCADE, related_name="tie_evidence"
    )
    quote = models.CharField(_("its words"), max_length=400, blank=True)
    note = models.CharField(_("what was observed"), max_length=500, blank=True)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)
    speaks_against = models.BooleanField(_("speaks against it"), default=False)
    observed_on = models.DateField(_("when"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = TieEvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-observed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(connection__isnull=True) ^ Q(combination__isnull=True), name="tie_evidence_is_of_one_tie"
            ),
            models.CheckConstraint(
                condition=Q(log__isnull=False) | ~Q(note=""), name="tie_evidence_is_a_log_or_an_observation"
            ),
            models.UniqueConstraint(fields=("connection", "log"), name="log_evidences_a_connection_once"),
            models.UniqueConstraint(fields=("combination", "log"), name="log_evidences_a_combination_once"),
        )

    def __str__(self) -> str:
        return self.note or str(self.log)
