"""Who proposes and who agrees in a vehicle, rates between currencies, and periods that are closed."""

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CURRENCY = RegexValidator(r"^[A-Z]{3}$", _("Three letters, as EUR."))


class VehicleVoice(models.Model):
    """What a person may do in a vehicle. Where nobody is named for it, stewards may."""

    class May(models.TextChoices):
        PROPOSE = "propose", _("Proposes")
        AGREE = "agree", _("Agrees")
        RELEASE = "release", _("Releases from the reserve")

    vehicle = models.ForeignKey("funding.FundingVehicle", on_delete=models.CASCADE, related_name="voices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="vehicle_voices")
    may = models.CharField(_("what they may do"), max_length=8, choices=May.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("vehicle", "user", "may"), name="voice_in_a_vehicle_is_named_once"),
        )

    def __str__(self) -> str:
        return f"{self.vehicle}: {self.user} {self.get_may_display()}"


class ExchangeRate(models.Model):
    """How much of the portfolio's currency one unit of `currency` is worth from `on` until the next rate's day."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="exchange_rates")
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    rate = models.DecimalField(
        _("worth in the portfolio's currency"), max_digits=20, decimal_places=10, validators=[MinValueValidator(0)]
    )
    on = models.DateField(_("from"))
    source = models.CharField(_("where the rate comes from"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("currency", "-on")
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "currency", "on"), name="currency_has_one_rate_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_is_positive"),
        )

    def __str__(self) -> str:
        return f"{self.currency} {self.rate} ({self.on})"


class LockedPeriod(models.Model):
    """Days whose money was reported: rows dated in them stand, and corrections are rows of a later day."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="locked_periods")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    why = models.CharField(_("why it is closed"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-to_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="locked_period_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"
