"""Options have somebody who looks after them, a cost and a last day; decisions name options and findings."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sensemaking", "0009_written_is_frozen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "decision", "decide_by", models.DateField(blank=True, null=True, verbose_name="to be decided by")
        ),
        migrations.AddField(
            "decision",
            "options",
            models.ManyToManyField(blank=True, related_name="decisions", to="sensemaking.option"),
        ),
        migrations.AddField(
            "decision",
            "findings",
            models.ManyToManyField(blank=True, related_name="decisions", to="sensemaking.finding"),
        ),
        migrations.AddField(
            "option",
            "owner",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="options_owned",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who looks after it",
            ),
        ),
        migrations.AddField(
            "option",
            "holding_cost",
            models.DecimalField(
                blank=True, decimal_places=2, max_digits=14, null=True, verbose_name="cost of keeping it open, a year"
            ),
        ),
        migrations.AddField(
            "option",
            "expires_on",
            models.DateField(blank=True, null=True, verbose_name="can be taken up until"),
        ),
        migrations.AddField(
            "option",
            "is_reversible",
            models.BooleanField(blank=True, null=True, verbose_name="could be undone once taken up"),
        ),
        migrations.AddField(
            "option",
            "log",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="options_opened",
                to="sensemaking.learninglog",
                verbose_name="the learning log that opened it",
            ),
        ),
        migrations.AddField(
            "option",
            "parked_why",
            models.CharField(blank=True, default="", max_length=500, verbose_name="why it rests"),
            preserve_default=False,
        ),
        migrations.AddIndex("option", models.Index(fields=["portfolio", "expires_on"], name="option_by_expiry")),
        migrations.AddConstraint(
            "option",
            models.CheckConstraint(
                condition=models.Q(holding_cost__isnull=True) | models.Q(holding_cost__gte=0),
                name="holding_an_option_costs_no_less_than_0",
            ),
        ),
    ]
