"""What people wrote into a report is frozen with it."""

from typing import Any

from django.db import migrations

REPORT = "sensemaking_sensemakingreport"
TABLES = ("sensemaking_reportsection", "sensemaking_findingedit", "sensemaking_carriedquestion")
SENTENCE = "published_report_is_frozen"
STATUS = f"(SELECT status FROM {REPORT} WHERE id = NEW.report_id)"


def freeze(apps: Any, editor: Any) -> None:
    """Refuse new and changed rows of published reports; deleting a whole portfolio stays possible."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for event in ("INSERT", "UPDATE"):
                editor.execute(
                    f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} "
                    f"WHEN {STATUS} = 'published' BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
                )
            continue
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {STATUS} = 'published' THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {table}_frozen()"
        )


def thaw(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    for table in TABLES:
        if editor.connection.vendor == "sqlite":
            for event in ("insert", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{event}")
            continue
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}")
        editor.execute(f"DROP FUNCTION IF EXISTS {table}_frozen()")


class Migration(migrations.Migration):
    dependencies = [("sensemaking", "0008_written_by_people")]
    operations = [migrations.RunPython(freeze, thaw)]
