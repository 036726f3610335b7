"""The database keeps ready snapshots as they are, whoever asks; only name and note may change."""

from typing import Any

from django.db import migrations, models

SNAPSHOT, ENTRY = "initiatives_snapshot", "initiatives_snapshotentry"
KEPT = ("portfolio_id", "kind", "taken_on", "status", "facts", "finished_at")
SENTENCE = "ready_snapshot_is_frozen"
OWNER = f"(SELECT status FROM {SNAPSHOT} WHERE id = NEW.snapshot_id)"
OWNER_BEFORE = f"(SELECT status FROM {SNAPSHOT} WHERE id = OLD.snapshot_id)"


def differs(vendor: str) -> str:
    """The condition that one of the kept columns changes."""
    distinct = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in KEPT)


def freeze(apps: Any, editor: Any) -> None:
    """Refuse changes of ready snapshots and of what they hold; deleting a snapshot as a whole stays possible."""
    if editor.connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        editor.execute(
            f"CREATE TRIGGER {SNAPSHOT}_frozen BEFORE UPDATE ON {SNAPSHOT} "
            f"WHEN OLD.status = 'ready' AND ({differs('sqlite')}) {refuse}"
        )
        editor.execute(f"CREATE TRIGGER {ENTRY}_frozen_insert BEFORE INSERT ON {ENTRY} WHEN {OWNER} = 'ready' {refuse}")
        editor.execute(
            f"CREATE TRIGGER {ENTRY}_frozen_update BEFORE UPDATE ON {ENTRY} "
            f"WHEN {OWNER} = 'ready' OR {OWNER_BEFORE} = 'ready' {refuse}"
        )
        return
    raised = f"RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation';"
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {SENTENCE}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised} END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {SNAPSHOT}_frozen BEFORE UPDATE ON {SNAPSHOT} FOR EACH ROW "
        f"WHEN (OLD.status = 'ready' AND ({differs('postgresql')})) EXECUTE FUNCTION {SENTENCE}()"
    )
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {ENTRY}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {OWNER} = 'ready' THEN {raised} END IF; "
        f"IF TG_OP = 'UPDATE' THEN IF {OWNER_BEFORE} = 'ready' THEN {raised} END IF; END IF; RETURN NEW; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {ENTRY}_frozen BEFORE INSERT OR UPDATE ON {ENTRY} FOR EACH ROW "
        f"EXECUTE FUNCTION {ENTRY}_frozen()"
    )


def thaw(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    if editor.connection.vendor == "sqlite":
        for name in (f"{SNAPSHOT}_frozen", f"{ENTRY}_frozen_insert", f"{ENTRY}_frozen_update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for table in (SNAPSHOT, ENTRY):
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen ON {table}")
    editor.execute(f"DROP FUNCTION IF EXISTS {ENTRY}_frozen()")
    editor.execute(f"DROP FUNCTION IF EXISTS {SENTENCE}()")


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0004_placements_never_overlap")]
    operations = [
        migrations.AddIndex(
            "snapshotentry",
            models.Index(fields=["snapshot", "name", "id"], name="snapshot_entry_by_name"),
        ),
        migrations.RunPython(freeze, thaw),
    ]
