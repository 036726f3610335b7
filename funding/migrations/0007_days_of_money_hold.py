"""What ended has its day, and that day comes after what it ends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_money_remembers_its_days")]

    operations = [
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "returned"), ("ended_on__isnull", True), _connector="XOR"),
                name="returned_allocation_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_on__isnull", True),
                    ("agreed_on__isnull", True),
                    ("ended_on__gte", models.F("agreed_on")),
                    _connector="OR",
                ),
                name="allocation_ends_after_it_was_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="capitalcommitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "withdrawn"), ("ended_on__isnull", True), _connector="XOR"),
                name="withdrawn_commitment_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="capitalcommitment",
            constraint=models.CheckConstraint(
                condition=models.Q(("was_committed", False), ("ended_on__gte", models.F("on")), _connector="OR"),
                name="commitment_ends_after_it_was_made",
            ),
        ),
        migrations.RemoveConstraint(model_name="drawdown", name="drawdown_is_positive"),
        migrations.AddConstraint(
            model_name="drawdown",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    models.Q(("corrects__isnull", False), models.Q(("amount", 0), _negated=True)),
                    _connector="OR",
                ),
                name="drawdown_is_positive",
            ),
        ),
    ]
