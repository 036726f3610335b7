"""Why a version of the intent was retired."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stakeholders", "0002_shared_intent"),
    ]

    operations = [
        migrations.AddField(
            model_name="intentversion",
            name="ended_why",
            field=models.TextField(blank=True, verbose_name="why it ended"),
        ),
    ]
