"""Possibilities kept open."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sensemaking.querysets import OptionQuerySet
from stakeholders.models import Circle


class Option(models.Model):
    """A possibility that is kept open; one offered while its challenge is still being framed starts parked.

    `taken_up_as` is the initiative that it became. `early_why` says why it was taken up before the framing ended,
    `parked_why` why people let it rest: without it, an option that is parked waits for its challenge.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PROBING = "probing", _("Probing")
        EXERCISED = "exercised", _("Taken up")
        PARKED = "parked", _("Parked")
        CLOSED = "closed", _("Closed")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="options")
    challenge = models.ForeignKey(
        "initiatives.Challenge", null=True, blank=True, on_delete=models.SET_NULL, related_name="options"
    )
    title = models.CharField(_("the possibility in a line"), max_length=200)
    description = models.TextField(_("more about it"), blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.OPEN)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PORTFOLIO)
    taken_up_as = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.SET_NULL, related_name="taken_up_from"
    )
    early_why = models.TextField(_("why it can't wait for the framing"), blank=True)
    closing_learning = models.TextField(_("what was learned when it closed"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="options"
    )
    opened_on = models.DateField(_("opened"), default=timezone.localdate)
    closed_on = models.DateField(_("taken up or closed"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="options_owned",
        verbose_name=_("who looks after it"),
    )  # fmt: skip
    holding_cost = models.DecimalField(
        _("cost of keeping it open, a year"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    expires_on = models.DateField(_("can be taken up until"), null=True, blank=True)
    is_reversible = models.BooleanField(_("could be undone once taken up"), null=True, blank=True)
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.SET_NULL, related_name="options_opened",
        verbose_name=_("the learning log that opened it"),
    )  # fmt: skip
    parked_why = models.CharField(_("why it rests"), max_length=500, blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OptionQuerySet.as_manager()

    class Meta:
        ordering = ("-opened_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(closing_learning=""), name="closed_option_says_what_was_learned"
            ),
            models.CheckConstraint(
                condition=Q(holding_cost__isnull=True) | Q(holding_cost__gte=0),
                name="holding_an_option_costs_no_less_than_0",
            ),
        )
        indexes = (
            models.Index(fields=("portfolio", "status"), name="option_by_state"),
            models.Index(fields=("portfolio", "expires_on"), name="option_by_expiry"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sensemaking:option", args=[self.portfolio.slug, self.pk])

    @property
    def is_done(self) -> bool:
        """Whether it was taken up or closed, so that nothing is open about it any more."""
        return self.status in (self.Status.EXERCISED, self.Status.CLOSED)
