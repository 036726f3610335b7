"""The database refuses to endorse a version that is neither in dialogue nor shared, whoever asks.

The triggers look at the table of versions, so on SQLite a later migration that remakes that table has to call `lift`
before and `guard` after: SQLite checks every trigger while a table is renamed.
"""

from typing import Any

from django.db import migrations

ENDORSEMENT, VERSION = "stakeholders_endorsement", "stakeholders_intentversion"
SENTENCE = "only_live_versions_are_endorsed"
LIVE = "('in_dialogue', 'shared')"
STANDING = "('confirmed', 'renewed')"
ANEW = f"NEW.version_id <> OLD.version_id OR (NEW.status IN {STANDING} AND NEW.status <> OLD.status)"


def guard(apps: Any, editor: Any) -> None:
    """Check the version of an endorsement that is new, moves to another version, or comes to stand again."""
    if editor.connection.vendor == "sqlite":
        state = f"(SELECT status FROM {VERSION} WHERE id = NEW.version_id)"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        editor.execute(
            f"CREATE TRIGGER {ENDORSEMENT}_live_insert BEFORE INSERT ON {ENDORSEMENT} "
            f"WHEN {state} NOT IN {LIVE} {refuse}"
        )
        editor.execute(
            f"CREATE TRIGGER {ENDORSEMENT}_live_update BEFORE UPDATE ON {ENDORSEMENT} "
            f"WHEN ({ANEW}) AND {state} NOT IN {LIVE} {refuse}"
        )
        return
    # FOR SHARE waits for whoever is just revising the version, and then reads what became of it.
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {SENTENCE}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"DECLARE state text; BEGIN "
        f"SELECT status INTO state FROM {VERSION} WHERE id = NEW.version_id FOR SHARE; "
        f"IF state NOT IN {LIVE} THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; END IF; "
        f"RETURN NEW; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {ENDORSEMENT}_live_insert BEFORE INSERT ON {ENDORSEMENT} FOR EACH ROW "
        f"EXECUTE FUNCTION {SENTENCE}()"
    )
    editor.execute(
        f"CREATE TRIGGER {ENDORSEMENT}_live_update BEFORE UPDATE ON {ENDORSEMENT} FOR EACH ROW "
        f"WHEN ({ANEW}) EXECUTE FUNCTION {SENTENCE}()"
    )


def lift(apps: Any, editor: Any) -> None:
    """Take the triggers away again."""
    on_table = "" if editor.connection.vendor == "sqlite" else f" ON {ENDORSEMENT}"
    for event in ("insert", "update"):
        editor.execute(f"DROP TRIGGER IF EXISTS {ENDORSEMENT}_live_{event}{on_table}")
    if on_table:
        editor.execute(f"DROP FUNCTION IF EXISTS {SENTENCE}()")


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0004_endorsing")]
    operations = [migrations.RunPython(guard, lift)]
