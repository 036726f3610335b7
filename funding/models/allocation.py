"""Where the money of a vehicle goes, and what was paid out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.vehicle import FundingVehicle
from funding.querysets import OfVehicleQuerySet


class Allocation(models.Model):
    """Money of a vehicle set aside for the portfolio as such, a combination, an initiative, learning or backbone work.

    Planned money is proposed `by` somebody and holds nothing back; once agreed, `agreed_by` says by whom. What is
    given back, or a plan that is dropped, keeps its day: `ended_on`; until then its money counts as set aside.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        AGREED = "agreed", _("Agreed")
        CLOSED = "closed", _("Closed")
        RETURNED = "returned", _("Returned")

    class Target(models.TextChoices):
        PORTFOLIO = "portfolio", _("The portfolio")
        COMBINATION = "combination", _("A combination")
        INITIATIVE = "initiative", _("An initiative")
        LEARNING = "learning", _("Learning")
        BACKBONE = "backbone", _("Backbone work")

    vehicle = models.ForeignKey("funding.FundingVehicle", on_delete=models.PROTECT, related_name="allocations")
    target = models.CharField(_("for"), max_length=12, choices=Target.choices)
    initiative = models.ForeignKey(
        "initiatives.Initiative",
        verbose_name=_("initiative"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="allocations",
    )
    combination = models.ForeignKey(
        "initiatives.Combination",
        verbose_name=_("combination"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="allocations",
    )
    amount = models.DecimalField(_("amount"), max_digits=21, decimal_places=3)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.AGREED)
    purpose = models.TextField(_("what it is for"), blank=True)
    on = models.DateField(_("on"), default=timezone.localdate)
    paid_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    returned_total = models.DecimalField(max_digits=21, decimal_places=3, default=0, editable=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_on = models.DateField(null=True, blank=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfVehicleQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_is_positive"),
            models.CheckConstraint(
                condition=Q(paid_total__gte=0, paid_total__lte=F("amount"), returned_total__gte=0),
                name="allocation_is_never_overpaid",
            ),
            models.CheckConstraint(
                condition=Q(target="initiative", initiative__isnull=False, combination__isnull=True)
                | Q(target="combination", combination__isnull=False, initiative__isnull=True)
                | Q(
                    target__in=("portfolio", "learning", "backbone"), initiative__isnull=True, combination__isnull=True
                ),
                name="allocation_names_what_it_is_for",
            ),
            models.CheckConstraint(
                condition=Q(status="returned") ^ Q(ended_on__isnull=True), name="returned_allocation_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(agreed_on__isnull=True) | Q(ended_on__gte=F("agreed_on")),
                name="allocation_ends_after_it_was_agreed",
            ),
        )
        indexes = (
            models.Index(fields=("vehicle", "initiative"), name="allocation_by_initiative"),
            models.Index(fields=("vehicle",), condition=Q(status="planned"), name="planned_allocation_by_vehicle"),
        )

    def __str__(self) -> str:
        return f"{self.vehicle} → {self.initiative or self.get_target_display()}"


class AllocationReason(models.Model):
    """What an allocation is informed by: a decision, a published report, or a learning log."""

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="informed_by")
    decision = models.ForeignKey(
        "sensemaking.Decision", null=True, blank=True, on_delete=models.CASCADE, related_name="allocations_informed"
    )
    report = models.ForeignKey(
        "sensemaking.SenseMakingReport", null=True, blank=True, on_delete=models.CASCADE,
        related_name="allocations_informed",
    )  # fmt: skip
    log = models.ForeignKey(
        "sensemaking.LearningLog", null=True, blank=True, on_delete=models.CASCADE, related_name="allocations_informed"
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | Q(report__isnull=False) | Q(log__isnull=False),
                name="reason_of_an_allocation_is_something",
            ),
        )

    def __str__(self) -> str:
        return str(self.decision or self.report or self.log)


class Disbursement(models.Model):
    """Money paid out under an allocation. What corrects an earlier row may be negative; a return comes back from it."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("Payment")
        RETURN = "return", _("Return")

    allocation = models.ForeignKey(Allocation, on_delete=models.PROTECT, related_name="disbursements")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PAYMENT)
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
                condition=Q(amount__gt=0) | (Q(corrects__isnull=False) & ~Q(amount=0)), name="disbursement_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.allocation}: {self.amount}"

    @property
    def vehicle(self) -> FundingVehicle:
        """Where the money came from."""
        return self.allocation.vehicle
