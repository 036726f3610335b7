"""Money beside the hub's own: partners', induced elsewhere, and what others invest in the same system."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from funding.models.governance import CURRENCY
from funding.querysets import OutsideMoneyQuerySet
from stakeholders.models import Circle


class OutsideMoney(models.Model):
    """A sum that no vehicle here holds, told with its source. Layers are never added up as if alike."""

    class Layer(models.TextChoices):
        PARTNERS = "partners", _("Partners' own money")
        INDUCED = "induced", _("Induced elsewhere")
        CONTEXT = "context", _("What others invest in the same system")

    class Sureness(models.TextChoices):
        STATED = "stated", _("Somebody said so")
        DOCUMENTED = "documented", _("Documented")
        CONFIRMED = "confirmed", _("Confirmed by who gave it")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="outside_money")
    layer = models.CharField(_("layer"), max_length=10, choices=Layer.choices)
    who = models.CharField(_("whose money"), max_length=200)
    organisation = models.ForeignKey(
        "stakeholders.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="outside_money"
    )
    amount = models.DecimalField(_("amount"), max_digits=21, decimal_places=3)
    currency = models.CharField(_("currency"), max_length=3, validators=[CURRENCY])
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.SET_NULL, related_name="outside_money"
    )
    combination = models.ForeignKey(
        "initiatives.Combination", null=True, blank=True, on_delete=models.SET_NULL, related_name="outside_money"
    )
    system = models.ForeignKey(
        "initiatives.System", null=True, blank=True, on_delete=models.SET_NULL, related_name="outside_money"
    )
    why = models.TextField(_("how it came about, and our part in it"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    url = models.URLField(_("where it can be checked"), max_length=500, blank=True)
    sureness = models.CharField(_("how sure"), max_length=10, choices=Sureness.choices, default=Sureness.STATED)
    on = models.DateField(_("on"), default=timezone.localdate)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.FUNDERS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = OutsideMoneyQuerySet.as_manager()

    class Meta:
        ordering = ("layer", "-on", "-id")
        verbose_name_plural = "outside money"
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="outside_money_is_positive"),)

    def __str__(self) -> str:
        return f"{self.who}: {self.amount} {self.currency}"
