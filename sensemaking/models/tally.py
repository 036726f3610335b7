"""How many logs there are, counted as they arrive."""

from django.db import models
from django.db.models import Q

from sensemaking.models.log import Kind


class LogTally(models.Model):
    """Logs of one portfolio, initiative (none: of the portfolio itself), month (its first day) and kind.

    New logs are mostly of one month: with the month before the initiative, their tallies are neighbours in the index.
    """

    portfolio = models.ForeignKey(
        "stakeholders.Portfolio", on_delete=models.CASCADE, related_name="log_tallies", db_index=False
    )
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, on_delete=models.CASCADE, related_name="log_tallies"
    )
    month = models.DateField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("portfolio", "month", "initiative", "kind"),
                condition=Q(initiative__isnull=False),
                name="one_tally_per_month_initiative_and_kind",
            ),
            models.UniqueConstraint(
                fields=("portfolio", "month", "kind"),
                condition=Q(initiative__isnull=True),
                name="one_tally_per_portfolio_month_and_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}: {self.count}"


class MonthTally(models.Model):
    """Logs of one portfolio that tell about a month (its first day), whatever their initiative and kind.

    Tallies by initiative are nearly as many as logs where each initiative writes a few a month; a page about the
    whole portfolio adds up these instead. `team` of the `count` are for the team alone, and not told further up.
    """

    portfolio = models.ForeignKey("stakeholders.Portfolio", on_delete=models.CASCADE, related_name="month_tallies")
    month = models.DateField()
    count = models.IntegerField(default=0)
    team = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("portfolio", "month"), name="one_tally_per_portfolio_and_month"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.count}"
