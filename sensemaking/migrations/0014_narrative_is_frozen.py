"""The narrative of a report is frozen with it."""

from typing import Any

from django.db import migrations

REPORT = "sensemaking_sensemakingreport"
TABLE = "sensemaking_reportnarrative"
SENTENCE = "published_report_is_frozen"
STATUS = f"(SELECT status FROM {REPORT} WHERE id = NEW.report_id)"
KEPT = ("report_id", "sentences", "body", "model_name", "drafted_at", "edited_at")
"""What readers see; who asked and who edited may be forgotten with the person."""


def differs(distinct: str) -> str:
    """The condition that one of the kept columns changes."""
    return " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in KEPT)


def freeze(apps: Any, editor: Any) -> None:
    """Refuse new and changed narratives of published reports; deleting a whole portfolio stays possible."""
    if editor.connection.vendor == "sqlite":
        for event, changes in (("INSERT", "1"), ("UPDATE", differs("IS NOT"))):
            editor.execute(
                f"CREATE TRIGGER {TABLE}_frozen_{event.lower()} BEFORE {event} ON {TABLE} "
                f"WHEN {STATUS} = 'published' AND ({changes}) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {TABLE}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {STATUS} = 'published' THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; "
        f"END IF; RETURN NEW; END $$"
    )
    for event, when in (("INSERT", ""), ("UPDATE", f"WHEN ({differs('IS DISTINCT FROM')}) ")):
        editor.execute(
            f"CREATE TRIGGER {TABLE}_frozen_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH ROW {when}"
            f"EXECUTE FUNCTION {TABLE}_frozen()"
        )


def thaw(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    on = "" if editor.connection.vendor == "sqlite" else f" ON {TABLE}"
    for event in ("insert", "update"):
        editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_frozen_{event}{on}")
    if on:
        editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_frozen()")


class Migration(migrations.Migration):
    dependencies = [("sensemaking", "0013_asking_using_telling")]
    operations = [migrations.RunPython(freeze, thaw)]
