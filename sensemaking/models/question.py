"""What we want to find out, what must hold, and the logs that speak for or against it."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets_questions import BearingQuerySet, LearningQuestionQuerySet
from stakeholders.models import Circle


class LearningQuestion(models.Model):
    """A learning question, or an assumption that must hold, of the portfolio or of one initiative.

    Whether it is untested, supported, challenged or refuted follows from its logs and is kept nowhere.
    """

    class Kind(models.TextChoices):
        QUESTION = "question", _("Learning question")
        ASSUMPTION = "assumption", _("Assumption")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="learning_questions")
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="learning_questions"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.QUESTION)
    text = models.CharField(_("in a sentence"), max_length=300)
    why = models.TextField(_("why it matters, and what would tell us"), blank=True)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    retired_on = models.DateField(_("put to rest"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="learning_questions"
    )
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LearningQuestionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="learning_question_says_something"),)
        indexes = (models.Index(fields=("portfolio", "-created_at", "-id"), name="question_of_portfolio"),)

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:question", args=[self.portfolio.slug, self.pk])


class Bearing(models.Model):
    """A log that speaks for a question's yes, or for an assumption, or against it."""

    class Side(models.TextChoices):
        FOR = "for", _("Supports it")
        AGAINST = "against", _("Challenges it")

    question = models.ForeignKey(LearningQuestion, on_delete=models.CASCADE, related_name="bearings")
    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="bearings")
    side = models.CharField(max_length=8, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = BearingQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("question", "log"), name="log_speaks_once_to_a_question"),)

    def __str__(self) -> str:
        return f"{self.log_id}: {self.side}"


class Slider(models.Model):
    """Two poles, chosen by the stewards, between which authors place their logs."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="sliders")
    question = models.CharField(_("question"), max_length=200, blank=True)
    left = models.CharField(_("left pole"), max_length=80)
    right = models.CharField(_("right pole"), max_length=80)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered to authors"), default=True)

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(left="") & ~Q(right=""), name="slider_names_both_poles"),
            models.UniqueConstraint(fields=("portfolio", "left", "right"), name="slider_poles_are_unique"),
        )

    def __str__(self) -> str:
        return f"{self.left} ↔ {self.right}"


class Placing(models.Model):
    """Where the author of a log stands between two poles: 0 is the left one, 100 the right one."""

    slider = models.ForeignKey(Slider, on_delete=models.CASCADE, related_name="placings")
    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="placings")
    value = models.PositiveSmallIntegerField(validators=[MaxValueValidator(100)])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("slider", "log"), name="log_is_placed_once_on_a_slider"),
            models.CheckConstraint(condition=Q(value__lte=100), name="placing_is_between_the_poles"),
        )

    def __str__(self) -> str:
        return f"{self.log_id}: {self.value}"


class LogSystem(models.Model):
    """A system that a log is about by itself; a log with any of these no longer inherits its initiative's."""

    log = models.ForeignKey("sensemaking.LearningLog", on_delete=models.CASCADE, related_name="own_systems")
    system = models.ForeignKey("initiatives.System", on_delete=models.CASCADE, related_name="own_logs")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("log", "system"), name="log_has_a_system_once"),)

    def __str__(self) -> str:
        return f"{self.log_id}: {self.system_id}"
