"""Promises made by policy, the systems they need, and the initiatives that serve them."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets import CommitmentQuerySet, OfCommitmentQuerySet

WHOLE = Decimal(100)
SHARE = (MinValueValidator(Decimal(0)), MaxValueValidator(WHOLE))


class PolicyCommitment(models.Model):
    """A promise that initiatives serve, as "Retrofit 18,000 homes by 2032"; `amount` in `unit` by `year`."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="commitments")
    title = models.CharField(_("title"), max_length=150)
    promise = models.TextField(_("what was promised"), blank=True)
    amount = models.DecimalField(_("how much"), max_digits=18, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("of what"), max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(
        _("by the year"), null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2150)]
    )
    source = models.CharField(_("where it was promised"), max_length=200, blank=True)
    source_url = models.URLField(_("where it can be read"), max_length=500, blank=True)
    owner = models.ForeignKey(
        "stakeholders.Organisation",
        verbose_name=_("who promised it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="policy_commitments",
    )
    policy = models.ForeignKey(
        "stakeholders.PolicyLink",
        verbose_name=_("policy that turned it into a duty"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="commitments",
    )
    systems = models.ManyToManyField("initiatives.System", through="SystemNeed", related_name="commitments")
    order = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(_("given up or fulfilled on"), null=True, blank=True)
    retired_why = models.TextField(_("why it is no longer pursued"), blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "title"), name="commitment_title_is_unique_in_portfolio"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="commitment_promises_more_than_nothing"
            ),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | ~Q(retired_why=""), name="retired_commitment_says_why"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:commitment", args=[self.portfolio.slug, self.pk])


class SystemNeed(models.Model):
    """What a commitment expects of a system. No row means: nobody has said yet."""

    class Need(models.TextChoices):
        ESSENTIAL = "essential", _("Essential")
        HELPFUL = "helpful", _("Helpful")
        NONE = "none", _("No link expected")

    commitment = models.ForeignKey(PolicyCommitment, on_delete=models.CASCADE, related_name="needs")
    system = models.ForeignKey("initiatives.System", on_delete=models.CASCADE, related_name="needed_by")
    need = models.CharField(_("how much it is needed"), max_length=10, choices=Need.choices)

    class Meta:
        ordering = ("system__order", "id")
        constraints = (
            models.UniqueConstraint(fields=("commitment", "system"), name="system_is_needed_once_per_commitment"),
        )

    def __str__(self) -> str:
        return f"{self.commitment} · {self.system}: {self.get_need_display()}"


class Service(models.Model):
    """An initiative serves a commitment: how, and which share (%) of the promise it has in hand and has evidenced."""

    commitment = models.ForeignKey(PolicyCommitment, on_delete=models.CASCADE, related_name="services")
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="services")
    how = models.CharField(_("how it serves the promise"), max_length=300, blank=True)
    in_hand = models.DecimalField(
        _("share in hand, %"), max_digits=5, decimal_places=2, default=Decimal(0), validators=SHARE
    )
    evidenced = models.DecimalField(
        _("share evidenced, %"), max_digits=5, decimal_places=2, default=Decimal(0), validators=SHARE
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfCommitmentQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("commitment", "initiative"), name="initiative_serves_a_commitment_once"),
            models.CheckConstraint(
                condition=Q(in_hand__gte=0, evidenced__gte=0) & Q(in_hand__lte=WHOLE - F("evidenced")),
                name="share_of_a_promise_is_at_most_100_percent",
            ),
        )
        indexes = (models.Index(fields=("initiative", "commitment"), name="service_by_initiative"),)

    def __str__(self) -> str:
        return f"{self.initiative} → {self.commitment}"


class PolicyTouch(models.Model):
    """What a policy link touches: a commitment or an initiative, whose page then shows it."""

    policy = models.ForeignKey("stakeholders.PolicyLink", on_delete=models.CASCADE, related_name="touches")
    commitment = models.ForeignKey(
        PolicyCommitment, null=True, blank=True, on_delete=models.CASCADE, related_name="policy_touches"
    )
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.CASCADE, related_name="policy_touches"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("policy", "commitment"), name="policy_touches_a_commitment_once"),
            models.UniqueConstraint(fields=("policy", "initiative"), name="policy_touches_an_initiative_once"),
            models.CheckConstraint(
                condition=Q(commitment__isnull=True) ^ Q(initiative__isnull=True), name="policy_touches_one_thing"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy} → {self.commitment or self.initiative}"
