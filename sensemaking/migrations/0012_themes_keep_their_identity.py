import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("sensemaking", "0011_questions_and_sliders"),
        ("stakeholders", "0007_garden"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", KEY.clone()),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("found_name", models.CharField(blank=True, editable=False, max_length=200)),
                ("words", models.JSONField(default=list, editable=False)),
                ("profile", models.JSONField(default=dict, editable=False)),
                ("first_on", models.DateField(verbose_name="first heard")),
                ("last_on", models.DateField(verbose_name="last heard before")),
                ("is_pinned", models.BooleanField(default=False, verbose_name="pinned")),
                ("is_excluded", models.BooleanField(default=False, verbose_name="set aside")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="merged",
                        to="sensemaking.theme",
                    ),
                ),
                (
                    "portfolio",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="stakeholders.portfolio"
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="sensemaking.theme",
                    ),
                ),
            ],
            options={
                "ordering": ("-last_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))), name="theme_is_heard_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="theme_is_not_its_own_heir",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThemeFinding",
            fields=[
                ("id", KEY.clone()),
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="of_theme", to="sensemaking.finding"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="found", to="sensemaking.theme"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ThemeLog",
            fields=[
                ("id", KEY.clone()),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="logs_placed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "log",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placed_in",
                        to="sensemaking.learninglog",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placed",
                        to="sensemaking.theme",
                    ),
                ),
            ],
            options={"ordering": ("-placed_at", "-id")},
        ),
    ]
