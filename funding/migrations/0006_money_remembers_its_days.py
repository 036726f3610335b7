"""What was given back or withdrawn keeps its day, what was paid in can be corrected, and talk about money sends letters.

SQLite makes a table anew to change it and loses its triggers: they go first, and come back with the last of these steps.
"""

from importlib import import_module
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

limits: Any = import_module("funding.migrations.0005_money_keeps_its_limits")


def day_what_ended(apps: Any, editor: Any) -> None:
    """Give what was given back or withdrawn the day on which that was written down."""
    changes = apps.get_model("stakeholders", "Change").objects
    for name, status, first in (("allocation", "returned", "agreed_on"), ("capitalcommitment", "withdrawn", "on")):
        acts = changes.filter(content_type__app_label="funding", content_type__model=name, kind="edited")
        for row in apps.get_model("funding", name).objects.filter(status=status).iterator():
            act = acts.filter(object_id=row.pk).order_by("-at", "-pk").first()
            days = (getattr(row, first), django.utils.timezone.localdate(act.at) if act else row.on)
            row.ended_on = max(day for day in days if day)
            row.save(update_fields=["ended_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("funding", "0005_money_keeps_its_limits"),
        ("initiatives", "0006_how_things_hang_together"),
        ("stakeholders", "0008_credited"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(limits.let_go, limits.keep),
        migrations.AddField(
            model_name="allocation",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="capitalcommitment",
            name="ended_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="ended on"),
        ),
        migrations.AddField(
            model_name="capitalcommitment",
            name="was_committed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="drawdown",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="funding.drawdown",
            ),
        ),
        migrations.CreateModel(
            name="TalkLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("mailed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="talk_letters",
                        to="stakeholders.comment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("comment", "user"), name="talk_letter_leaves_once"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("status", "planned")), fields=["vehicle"], name="planned_allocation_by_vehicle"
            ),
        ),
        migrations.RunPython(day_what_ended, migrations.RunPython.noop),
    ]
