"""The database keeps published reports as they are, whoever asks."""

from typing import Any

from django.db import migrations

REPORT, FINDING, CITATION = "sensemaking_sensemakingreport", "sensemaking_finding", "sensemaking_findinglog"
KEPT = (
    "title",
    "standfirst",
    "notes",
    "facts",
    "from_on",
    "to_on",
    "circle",
    "as_of",
    "status",
    "published_at",
    "version",
)
SENTENCE = "published_report_is_frozen"
OWNERS = {
    FINDING: f"(SELECT status FROM {REPORT} WHERE id = NEW.report_id)",
    CITATION: f"(SELECT status FROM {REPORT} WHERE id = (SELECT report_id FROM {FINDING} WHERE id = NEW.finding_id))",
}


def differs(distinct: str) -> str:
    """The condition that one of the kept columns changes."""
    return " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in KEPT)


def freeze(apps: Any, editor: Any) -> None:
    """Refuse changes of published reports and of what they found; deleting a whole portfolio stays possible."""
    if editor.connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        editor.execute(
            f"CREATE TRIGGER {REPORT}_frozen BEFORE UPDATE ON {REPORT} "
            f"WHEN OLD.status = 'published' AND ({differs('IS NOT')}) {refuse}"
        )
        for table, owner in OWNERS.items():
            for event in ("INSERT", "UPDATE"):
                editor.execute(
                    f"CREATE TRIGGER {table}_frozen_{event.lower()} BEFORE {event} ON {table} "
                    f"WHEN {owner} = 'published' {refuse}"
                )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {SENTENCE}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {REPORT}_frozen BEFORE UPDATE ON {REPORT} FOR EACH ROW "
        f"WHEN (OLD.status = 'published' AND ({differs('IS DISTINCT FROM')})) EXECUTE FUNCTION {SENTENCE}()"
    )
    for table, owner in OWNERS.items():
        editor.execute(
            f"CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {owner} = 'published' THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {table}_frozen()"
        )


def thaw(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER IF EXISTS {REPORT}_frozen")
        for table in OWNERS:
            for event in ("insert", "update"):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen_{event}")
        return
    for table in (REPORT, *OWNERS):
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}")
    for table in OWNERS:
        editor.execute(f"DROP FUNCTION IF EXISTS {table}_frozen()")
    editor.execute(f"DROP FUNCTION IF EXISTS {SENTENCE}()")


class Migration(migrations.Migration):
    dependencies = [("sensemaking", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
