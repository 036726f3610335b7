"""What became of logs: where somebody used one, and what a change in the context asks to think again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets_asking import RethinkQuerySet


class LogUse(models.Model):
    """Somebody used a log: in a meeting, a plan, a letter; its author reads where their words went."""

    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="uses")
    what = models.CharField(_("where it was used"), max_length=200)
    url = models.URLField(_("address of it"), blank=True)
    used_on = models.DateField(_("when"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-used_on", "-id")
        constraints = (models.CheckConstraint(condition=~Q(what=""), name="use_of_log_says_where"),)

    def __str__(self) -> str:
        return self.what


class LogTag(models.Model):
    """A word that people put on a log, in small letters, so that others find it."""

    LONGEST = 40

    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("tag"), max_length=LONGEST)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("log", "name"), name="log_has_a_tag_once"),
            models.CheckConstraint(condition=~Q(name=""), name="tag_says_something"),
        )

    def __str__(self) -> str:
        return self.name


class Rethink(models.Model):
    """Something that a context shift may touch, and what people think of it now: one of the targets is set.

    Without a target, people found that the shift touches nothing.
    """

    class Verdict(models.TextChoices):
        HOLDS = "holds", _("Still holds")
        CHANGES = "changes", _("Has to change")
        FALLS = "falls", _("No longer holds")

    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="rethinks")
    question = models.ForeignKey(
        "sensemaking.LearningQuestion", null=True, blank=True, on_delete=models.CASCADE, related_name="rethinks"
    )
    commitment = models.ForeignKey(
        "initiatives.PolicyCommitment", null=True, blank=True, on_delete=models.CASCADE, related_name="rethinks"
    )
    decision = models.ForeignKey(
        "sensemaking.Decision", null=True, blank=True, on_delete=models.CASCADE, related_name="rethinks"
    )
    option = models.ForeignKey(
        "sensemaking.Option", null=True, blank=True, on_delete=models.CASCADE, related_name="rethinks"
    )
    connection = models.ForeignKey(
        "initiatives.Connection", null=True, blank=True, on_delete=models.CASCADE, related_name="rethinks"
    )
    why = models.CharField(_("why it may be touched"), max_length=300, blank=True)
    verdict = models.CharField(_("what we think now"), max_length=8, choices=Verdict.choices, blank=True)
    note = models.TextField(_("why"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RethinkQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            *(
                models.UniqueConstraint(
                    fields=("log", target),
                    condition=Q(**{f"{target}__isnull": False}),
                    name=f"rethink_of_{target}_once",
                )
                for target in ("question", "commitment", "decision", "option", "connection")
            ),
            models.CheckConstraint(
                condition=Q(verdict="") | Q(decided_at__isnull=False), name="rethink_with_verdict_says_when"
            ),
        )

    def __str__(self) -> str:
        return str(self.target)

    @property
    def target(self) -> models.Model | None:
        """What may be touched."""
        return self.question or self.commitment or self.decision or self.option or self.connection


class DecisionEffect(models.Model):
    """A log that tells what came of a decision, so that the chain goes on from there."""

    decision = models.ForeignKey("sensemaking.Decision", on_delete=models.CASCADE, related_name="effect_logs")
    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="tells_of_decisions")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("decision", "log"), name="effect_is_logged_once"),)

    def __str__(self) -> str:
        return f"{self.decision_id}: {self.log_id}"
