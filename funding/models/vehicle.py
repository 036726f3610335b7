"""The pot, what funders promised to it, and what they paid in."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.governance import CURRENCY
from funding.querysets import OfVehicleQuerySet, VehicleQuerySet


class FundingVehicle(models.Model):
    """The pot: one currency, rules, and what this money is willing to learn.

    Above `second_above` an allocation is agreed by somebody other than who proposed it; without it, by anybody who
    may. A shadow runs beside `shadows` with no real money in it: its rows are what would be done under its rules.
    The five totals are kept by the services in the same transaction as the rows they add up, so that the
    database itself refuses an allocation over what is committed, whoever comes first.
    """

    class Instrument(models.TextChoices):
        PUBLIC_BUDGET = "public_budget", _("Public budget")
        GRANT = "grant", _("Grants")
        CORE_GRANT = "core_grant", _("Core grant")
        RECOVERABLE_GRANT = "recoverable_grant", _("Recoverable grant")
        OUTCOMES_CONTRACT = "outcomes_contract", _("Outcomes contract")
        LOAN = "loan", _("Loan")
        GUARANTEE = "guarantee", _("Guarantee")
        EQUITY = "equity", _("Equity")
        BOND = "bond", _("Bond")
        BLENDED = "blended", _("Blended")
        IN_KIND = "in_kind", _("In kind")
        POOLED_FUND = "pooled_fund", _("Pooled fund")
        RESERVE = "reserve", _("Reserve")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.PROTECT, related_name="vehicles")
    name = models.CharField(_("name"), max_length=120)
    instrument = models.CharField(_("kind"), max_length=18, choices=Instrument.choices)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    rules = models.TextField(_("rules"), blank=True)
    willing_to_learn = models.TextField(_("what this money is willing to learn"), blank=True)
    second_above = models.DecimalField(
        _("agreed by a second person above"), max_digits=21, decimal_places=3, null=True, blank=True
    )
    shadows = models.ForeignKey(
        "self",
        verbose_name=_("runs beside"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="shadowed_by",
    )
    is_shadow = models.BooleanField(_("no real money, a trial of other rules"), default=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    committed_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    drawn_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    allocated_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    paid_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    returned_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        ordering = ("order", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "name"), name="vehicle_name_is_unique_in_portfolio"),
            models.CheckConstraint(
                condition=Q(allocated_total__lte=Round(F("committed_total") + F("returned_total"), 3)),
                name="vehicle_is_never_over_allocated",
            ),
            models.CheckConstraint(
                condition=Q(drawn_total__lte=F("committed_total")), name="vehicle_is_never_drawn_beyond_commitments"
            ),
            models.CheckConstraint(
                condition=Q(paid_total__lte=F("allocated_total")), name="vehicle_never_pays_beyond_allocations"
            ),
            models.CheckConstraint(
                condition=Q(
                    committed_total__gte=0,
                    drawn_total__gte=0,
                    allocated_total__gte=0,
                    paid_total__gte=0,
                    returned_total__gte=0,
                ),
                name="vehicle_totals_are_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(is_shadow=False)
                | Q(committed_total=0, drawn_total=0, allocated_total=0, paid_total=0, returned_total=0),
                name="shadow_holds_no_money",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("funding:vehicle", args=[self.portfolio.slug, self.pk])

    @property
    def free_to_allocate(self) -> Decimal:
        """What is committed or came back, and not yet set aside; plans hold nothing."""
        return self.committed_total + self.returned_total - self.allocated_total


class CapitalCommitment(models.Model):
    """What a funder promises to a vehicle, and how freely that money may move.

    A promise that is withdrawn keeps its day: `ended_on`; until then it counts as committed if it `was_committed`.
    """

    class Status(models.TextChoices):
        INTENDED = "intended", _("Intended")
        COMMITTED = "committed", _("Committed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Flexibility(models.TextChoices):
        UNRESTRICTED = "unrestricted", _("Unrestricted")
        PORTFOLIO = "portfolio", _("Free within the portfolio")
        THEME = "theme", _("Earmarked for a theme")
        PROJECT = "project", _("Restricted to projects")

    FLEXIBLE = (Flexibility.UNRESTRICTED, Flexibility.PORTFOLIO)

    vehicle = models.ForeignKey(FundingVehicle, on_delete=models.PROTECT, related_name="commitments")
    funder = models.ForeignKey(
        "stakeholders.Organisation", verbose_name=_("funder"), on_delete=models.PROTECT, related_name="commitments"
    )
    amount = models.DecimalField(_("amount"), max_digits=21, decimal_places=3)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.COMMITTED)
    flexibility = models.CharField(
        _("flexibility"), max_length=12, choices=Flexibility.choices, default=Flexibility.PROJECT
    )
    on = models.DateField(_("on"), default=timezone.localdate)
    note = models.TextField(_("note"), blank=True)
    drawn_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    was_committed = models.BooleanField(default=False, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfVehicleQuerySet.as_manager()

    class Meta:
        ordering = ("-amount", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="commitment_is_positive"),
            models.CheckConstraint(
                condition=Q(drawn_total__gte=0, drawn_total__lte=F("amount")), name="commitment_is_never_overdrawn"
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn") ^ Q(ended_on__isnull=True), name="withdrawn_commitment_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(was_committed=False) | Q(ended_on__gte=F("on")), name="commitment_ends_after_it_was_made"
            ),
        )

    def __str__(self) -> str:
        return f"{self.funder} → {self.vehicle}"

    @property
    def is_flexible(self) -> bool:
        """Whether the money can move between initiatives without a new agreement."""
        return self.flexibility in self.FLEXIBLE


class Drawdown(models.Model):
    """Money paid in under a commitment. What corrects an earlier row may be negative."""

    commitment = models.ForeignKey(CapitalCommitment, on_delete=models.PROTECT, related_name="drawdowns")
    amount = models.DecimalField(_("amount"), max_digits=21, decimal_places=3)
    on = models.DateField(_("on"), default=timezone.localdate)
    note = models.CharField(_("note"), max_length=200, blank=True)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfVehicleQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gt=0) | (Q(corrects__isnull=False) & ~Q(amount=0)), name="drawdown_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment}: {self.amount}"

    @property
    def vehicle(self) -> FundingVehicle:
        """Where the money went."""
        return self.commitment.vehicle
