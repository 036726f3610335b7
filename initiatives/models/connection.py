"""Typed, evidenced ties between two initiatives."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.querysets_connections import ConnectionQuerySet
from stakeholders.models import Circle


class ConnectionKind(models.TextChoices):
    """How two initiatives hang together; the first four have a direction."""

    ENABLES = "enables", _("enables")
    DEPENDS_ON = "depends_on", _("depends on")
    REINFORCES = "reinforces", _("reinforces")
    PRECEDES = "precedes", _("precedes")
    SHARES_LEARNING = "shares_learning", _("shares learning with")
    SHARES_RESOURCE = "shares_resource", _("shares a resource with")
    SERVES_SAME = "serves_same", _("serves the same group or place as")
    ALTERNATIVE_TO = "alternative_to", _("is an alternative to")
    DUPLICATES = "duplicates", _("duplicates")
    IN_TENSION = "in_tension", _("is in tension with")


DIRECTED_KINDS = frozenset(
    {ConnectionKind.ENABLES, ConnectionKind.DEPENDS_ON, ConnectionKind.REINFORCES, ConnectionKind.PRECEDES}
)


class Connection(models.Model):
    """A tie from `source` to `target`, which may be placed in different portfolios.

    A kind without direction is kept with the smaller id as its source, so that a pair stands once. `portfolio` is
    where it was said and whose stewards keep it. `outcome` says why it was refuted or ended; a refuted one stays.
    """

    class Status(models.TextChoices):
        HYPOTHESISED = "hypothesised", _("Hypothesised")
        OBSERVED = "observed", _("Observed")
        REFUTED = "refuted", _("Refuted")
        ENDED = "ended", _("Ended")

    class Strength(models.IntegerChoices):
        SLIGHT = 1, _("slight")
        CLEAR = 2, _("clear")
        STRONG = 3, _("strong")

    class Confidence(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="connections")
    source = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="connections_out")
    target = models.ForeignKey("initiatives.Initiative", on_delete=models.CASCADE, related_name="connections_in")
    kind = models.CharField(_("how they hang together"), max_length=16, choices=ConnectionKind.choices)
    statement = models.CharField(_("in a sentence"), max_length=300, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status.choices, default=Status.HYPOTHESISED)
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength.choices, default=Strength.CLEAR)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, default=Confidence.MEDIUM)
    circle = models.CharField(_("who may see it"), max_length=10, choices=Circle.choices, default=Circle.PUBLIC)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="connections_said"
    )
    said_for = models.ForeignKey(
        "stakeholders.Organisation", verbose_name=_("on behalf of"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="connections_said",
    )  # fmt: skip
    said_on = models.DateField(_("said on"), default=timezone.localdate)
    since_on = models.DateField(_("holds since"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.CharField(_("why it is refuted or over"), max_length=500, blank=True)
    edit = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ("-said_on", "-id")
        constraints = (
            models.CheckConstraint(condition=~Q(source=F("target")), name="connection_is_not_with_itself"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(DIRECTED_KINDS)) | Q(source__lt=F("target")),
                name="connection_without_direction_is_kept_one_way",
            ),
            models.UniqueConstraint(
                fields=("source", "target", "kind"),
                condition=~Q(status="ended"),
                name="pair_is_connected_once_in_a_kind",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("refuted", "ended")) | ~Q(outcome=""), name="refuted_or_ended_says_why"
            ),
            models.CheckConstraint(
                condition=Q(status="ended") ^ Q(ended_on__isnull=True), name="ended_connection_has_its_day"
            ),
            models.CheckConstraint(condition=Q(strength__gte=1, strength__lte=3), name="strength_is_from_1_to_3"),
        )
        indexes = (
            models.Index(fields=("target", "source"), name="connection_by_target"),
            models.Index(fields=("portfolio", "-said_on", "-id"), name="connection_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("initiatives:connection", args=[self.portfolio.slug, self.pk])

    @property
    def is_directed(self) -> bool:
        return self.kind in DIRECTED_KINDS

    @property
    def holds(self) -> bool:
        """Whether it is neither refuted nor over."""
        return self.status in (self.Status.HYPOTHESISED, self.Status.OBSERVED)
