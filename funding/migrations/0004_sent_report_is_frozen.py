"""The database keeps reports that were sent to funders as they are, whoever asks."""

from typing import Any

from django.db import migrations

REPORT = "funding_funderreport"
KEPT = ("template_id", "from_on", "to_on", "status", "document", "gaps", "words", "sent_at")
SENTENCE = "sent_report_is_frozen"


def differs(distinct: str) -> str:
    """The condition that one of the kept columns changes."""
    return " OR ".join(f"OLD.{name} {distinct} NEW.{name}" for name in KEPT)


def freeze(apps: Any, editor: Any) -> None:
    """Refuse changes of what was sent."""
    if editor.connection.vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        editor.execute(
            f"CREATE TRIGGER {REPORT}_frozen BEFORE UPDATE ON {REPORT} "
            f"WHEN OLD.status = 'sent' AND ({differs('IS NOT')}) {refuse}"
        )
        return
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {SENTENCE}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; END $$"
    )
    editor.execute(
        f"CREATE TRIGGER {REPORT}_frozen BEFORE UPDATE ON {REPORT} FOR EACH ROW "
        f"WHEN (OLD.status = 'sent' AND ({differs('IS DISTINCT FROM')})) EXECUTE FUNCTION {SENTENCE}()"
    )


def thaw(apps: Any, editor: Any) -> None:
    """Take the trigger away again."""
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER IF EXISTS {REPORT}_frozen")
        return
    editor.execute(f"DROP TRIGGER IF EXISTS {REPORT}_frozen ON {REPORT}")
    editor.execute(f"DROP FUNCTION IF EXISTS {SENTENCE}()")


class Migration(migrations.Migration):
    dependencies = [("funding", "0003_funding_the_portfolio")]
    operations = [migrations.RunPython(freeze, thaw)]
