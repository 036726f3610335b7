"""Placements count their edits, may end on the day they began, and never overlap, whoever writes them."""

from typing import Any

from django.db import migrations, models

TABLE, INITIATIVE = "initiatives_placement", "initiatives_initiative"
SENTENCE = "placements_never_overlap"
FOREVER = "'9999-12-31'"
WATCHED = "portfolio_id, initiative_id, since_on, until_on"


def overlaps(distinct: str) -> str:
    """The condition that another placement of the same initiative in the same portfolio shares a day with NEW."""
    new_end, old_end = f"COALESCE(NEW.until_on, {FOREVER})", f"COALESCE(other.until_on, {FOREVER})"
    return (
        f"EXISTS (SELECT 1 FROM {TABLE} other WHERE other.portfolio_id = NEW.portfolio_id "
        f"AND other.initiative_id = NEW.initiative_id AND other.id {distinct} NEW.id "
        f"AND other.since_on < {new_end} AND NEW.since_on < {old_end} "
        f"AND NEW.since_on < {new_end} AND other.since_on < {old_end})"
    )


def watch(apps: Any, editor: Any) -> None:
    """Refuse what overlaps. On PostgreSQL two writers of one initiative wait for each other, so neither slips by."""
    if editor.connection.vendor == "sqlite":
        for event in ("INSERT", f"UPDATE OF {WATCHED}"):
            editor.execute(
                f"CREATE TRIGGER {SENTENCE}_{event.split()[0].lower()} BEFORE {event} ON {TABLE} "
                f"WHEN {overlaps('IS NOT')} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {SENTENCE}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM 1 FROM {INITIATIVE} WHERE id = NEW.initiative_id FOR NO KEY UPDATE; "
        f"IF {overlaps('IS DISTINCT FROM')} THEN "
        f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'exclusion_violation', CONSTRAINT = '{SENTENCE}'; END IF; "
        f"RETURN NEW; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {SENTENCE} BEFORE INSERT OR UPDATE OF {WATCHED} ON {TABLE} FOR EACH ROW "
        f"EXECUTE FUNCTION {SENTENCE}()"
    )


def unwatch(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    if editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {SENTENCE}_{event}")
        return
    editor.execute(f"DROP TRIGGER IF EXISTS {SENTENCE} ON {TABLE}")
    editor.execute(f"DROP FUNCTION IF EXISTS {SENTENCE}()")


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0003_challenge_marks_and_answers")]
    operations = [
        migrations.AddField("placement", "edit", models.PositiveIntegerField(default=1, editable=False)),
        migrations.RemoveConstraint("placement", "placement_ends_after_it_begins"),
        migrations.AddConstraint(
            "placement",
            models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True), ("until_on__gte", models.F("since_on")), _connector="OR"
                ),
                name="placement_does_not_end_before_it_begins",
            ),
        ),
        migrations.RunPython(watch, unwatch),
    ]
