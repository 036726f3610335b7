"""Months count apart what is for the team alone."""

from typing import Any

from django.db import migrations, models
from django.db.models import Count
from django.db.models.functions import TruncMonth


def count(apps: Any, editor: Any) -> None:
    """Count what is there already."""
    log, tally = (apps.get_model("sensemaking", name) for name in ("LearningLog", "MonthTally"))
    rows = log.objects.filter(circle="team").exclude(status="draft").order_by()
    for portfolio, month, many in (
        rows.values(month=TruncMonth("happened_on"))
        .annotate(many=Count("pk"))
        .values_list("portfolio", "month", "many")
    ):
        tally.objects.filter(portfolio=portfolio, month=month).update(team=many)


class Migration(migrations.Migration):
    dependencies = [("sensemaking", "0004_option_counts_its_edits")]
    operations = [
        migrations.AddField("monthtally", "team", models.IntegerField(default=0)),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
