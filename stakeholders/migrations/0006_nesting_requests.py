"""Portfolios ask to be part of wider ones; offers and needs count their edits."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0005_only_live_versions_are_endorsed")]
    operations = [
        migrations.AddField("openinterface", "edit", models.PositiveIntegerField(default=1, editable=False)),
        migrations.CreateModel(
            name="NestingRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.TextField(blank=True, verbose_name="a word to its stewards")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for an answer"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("answer", models.TextField(blank=True, verbose_name="what they answered")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nesting_asked",
                        to="stakeholders.portfolio",
                    ),
                ),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="nesting_requests",
                        to="stakeholders.portfolio",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("portfolio",),
                        name="one_open_nesting_request_per_portfolio",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("portfolio")), _negated=True),
                        name="portfolio_does_not_ask_itself",
                    ),
                ],
            },
        ),
    ]
