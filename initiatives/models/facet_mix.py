"""Which kinds of innovation a portfolio means to hold, and what people judge its initiatives to be (OPSI)."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.models.placement import Facet
from initiatives.querysets import JudgementQuerySet
from stakeholders.querysets import OfMemberPortfolios

POLE = 100


class FacetJudgement(models.Model):
    """One person's judgement of a placement on two sliders from 0 to 100.

    `directedness`: from responding to what comes up to pursuing a set direction; `certainty`: from much unknown to
    well known. High and high is enhancement, directed and uncertain is mission, undirected and certain is adaptive,
    undirected and uncertain is anticipatory.
    """

    placement = models.ForeignKey("initiatives.Placement", on_delete=models.CASCADE, related_name="judgements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facet_judgements")
    directedness = models.PositiveSmallIntegerField(_("directedness"), validators=[MaxValueValidator(POLE)])
    certainty = models.PositiveSmallIntegerField(_("certainty"), validators=[MaxValueValidator(POLE)])
    why = models.CharField(_("why, in a sentence"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = JudgementQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("placement", "by"), name="one_judgement_per_person_and_placement"),
            models.CheckConstraint(
                condition=Q(directedness__lte=POLE, certainty__lte=POLE), name="judgement_lies_between_its_poles"
            ),
        )

    def __str__(self) -> str:
        return f"{self.placement}: {self.directedness}, {self.certainty}"


class FacetIntent(models.Model):
    """The share (%) of a facet that the portfolio means to have."""

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="facet_intents")
    facet = models.CharField(_("facet"), max_length=14, choices=Facet.choices)
    share = models.PositiveSmallIntegerField(_("share, %"), validators=[MaxValueValidator(100)])

    objects = OfMemberPortfolios.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "facet"), name="one_intended_share_per_facet"),
            models.CheckConstraint(condition=Q(share__lte=100), name="intended_share_is_at_most_100_percent"),
        )

    def __str__(self) -> str:
        return f"{self.get_facet_display()}: {self.share} %"
