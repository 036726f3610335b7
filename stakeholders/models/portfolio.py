"""The table: a deliberately composed set of initiatives pursuing an intent."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models.place import Level
from stakeholders.querysets import PortfolioQuerySet

RESERVED_SLUGS = frozenset(
    "accounts admin api account endorse gallery healthz how-we-count accessibility invitations link links media new "
    "offline portfolios preferences setup static sw.js manifest.webmanifest tokens jsi18n i18n favicon.ico "
    "robots.txt".split()
)


class Circle(models.TextChoices):
    """Who may see an entry, from the narrowest to the widest."""

    TEAM = "team", _("The team")
    PORTFOLIO = "portfolio", _("Everyone in the portfolio")
    FUNDERS = "funders", _("The portfolio and its funders")
    PUBLIC = "public", _("Everyone")


def refuse_reserved_slug(value: str) -> None:
    """Raise ValidationError for a slug that is an address of the hub itself."""
    if value in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” is an address of the hub itself."), params={"slug": value})


class Portfolio(models.Model):
    """A deliberately composed set of initiatives pursuing an intent, with its own people and words."""

    class Audience(models.TextChoices):
        MEMBERS = "members", _("Members only")
        PUBLIC = "public", _("Everyone, for what is public")

    class SharesUp(models.TextChoices):
        NOTHING = "nothing", _("Nothing")
        NUMBERS = "numbers", _("Numbers")
        ENTRIES = "entries", _("Numbers, and the entries behind them")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        unique=True,
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$"), refuse_reserved_slug],
        help_text=_("The part of the web address that names this portfolio."),
    )
    purpose = models.TextField(
        _("where we are heading"), blank=True, help_text=_("One or two sentences. A direction, not a target list.")
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.CITY)
    place = models.ForeignKey(
        "stakeholders.Place",
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="portfolios_about",
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
        help_text=_("The wider portfolio that this one belongs to: a city's, a region's, a network of cities."),
    )
    shares_up = models.CharField(
        _("what the wider portfolio sees"),
        max_length=10,
        choices=SharesUp.choices,
        default=SharesUp.NUMBERS,
        help_text=_("Entries kept to a team are never shown there, and never counted."),
    )
    currency = models.CharField(
        _("currency"),
        max_length=3,
        default="EUR",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three letters, as EUR."))],
    )
    language = models.CharField(_("language"), max_length=10, default="en")
    audience = models.CharField(_("who may read"), max_length=10, choices=Audience.choices, default=Audience.MEMBERS)
    is_launched = models.BooleanField(
        _("launched"), default=False, help_text=_("Until it is launched, only members see the portfolio.")
    )
    flexible_floor = models.PositiveSmallIntegerField(
        _("floor of flexible money, %"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
        help_text=_("The share of committed money that should stay free to move between initiatives."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(flexible_floor__isnull=True) | models.Q(flexible_floor__lte=100),
                name="flexible_floor_is_at_most_100_percent",
            ),
            models.CheckConstraint(condition=~models.Q(parent=models.F("id")), name="portfolio_is_not_part_of_itself"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("overview", args=[self.slug])

    @property
    def is_open(self) -> bool:
        """Whether anybody may read what is public here."""
        return self.is_launched and self.audience == self.Audience.PUBLIC
