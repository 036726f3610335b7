"""What was decided, on which evidence, and when to look again."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets import DecisionQuerySet
from stakeholders.models import Circle


class Decision(models.Model):
    """A decision with the options weighed, the findings and logs it rests on, dissent, and the day to revisit it.

    Only findings of published reports are named: those stay as they are.
    """

    class What(models.TextChoices):
        START = "start", _("Start")
        AMPLIFY = "amplify", _("Amplify")
        COMBINE = "combine", _("Combine")
        ADAPT = "adapt", _("Adapt")
        PAUSE = "pause", _("Pause")
        STOP = "stop", _("Stop")
        SPIN_OUT = "spin_out", _("Spin out")
        HAND_OVER = "hand_over", _("Hand over")
        OPEN_OPTION = "open_option", _("Open an option")
        POLICY = "policy", _("Seek a change of policy")
        REALLOCATE = "reallocate", _("Move money")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        DECIDED = "decided", _("Decided")
        IN_EFFECT = "in_effect", _("In effect")
        REVISITED = "revisited", _("Revisited")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="decisions")
    title = models.CharField(_("what is decided, in a line"), max_length=200)
    what = models.CharField(_("what it does"), max_length=12, choices=What.choices)
    question = models.TextField(_("the question"), blank=True)
    reasons = models.TextField(_("what was weighed, and why this"), blank=True)
    dissent = models.TextField(_("who saw it differently, and why"), blank=True)
    addressed_to = models.CharField(_("whose decision it is"), max_length=200, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.DECIDED)
    decide_by = models.DateField(_("to be decided by"), null=True, blank=True)
    decided_on = models.DateField(_("decided"), null=True, blank=True)
    revisit_on = models.DateField(_("look again on"), null=True, blank=True)
    revisited_on = models.DateField(_("revisited"), null=True, blank=True, editable=False)
    effect = models.TextField(_("what came of it"), blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    initiatives = models.ManyToManyField("initiatives.Initiative", related_name="decisions", blank=True)
    logs = models.ManyToManyField("sensemaking.LearningLog", related_name="decisions", blank=True)
    options = models.ManyToManyField("sensemaking.Option", related_name="decisions", blank=True)
    findings = models.ManyToManyField("sensemaking.Finding", related_name="decisions", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions_recorded"
    )
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_on__isnull=False), name="decision_that_was_made_has_its_day"
            ),
            models.CheckConstraint(
                condition=~Q(status="revisited") | (Q(revisited_on__isnull=False) & ~Q(effect="")),
                name="revisited_decision_says_what_came_of_it",
            ),
        )
        indexes = (models.Index(fields=("portfolio", "revisit_on"), name="decision_by_revisit"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:decision", args=[self.portfolio.slug, self.pk])
