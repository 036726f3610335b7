"""The database keeps rows of money within their limits and as they were written, whoever asks.

PostgreSQL asks for sums of rows when a transaction ends, so an import may write payments before what corrects them.
SQLite knows no such moment: there the check constraints on the totals stand alone for payments.
"""

from typing import Any, NamedTuple

from django.db import migrations

PAYMENT, DRAWDOWN = "funding_disbursement", "funding_drawdown"
ALLOCATION, PROMISE, VEHICLE, PERIOD = (
    "funding_allocation", "funding_capitalcommitment", "funding_fundingvehicle", "funding_lockedperiod",
)  # fmt: skip
PORTFOLIO_OF = {
    PAYMENT: f"SELECT v.portfolio_id FROM {ALLOCATION} a JOIN {VEHICLE} v ON v.id = a.vehicle_id "
    "WHERE a.id = NEW.allocation_id",
    DRAWDOWN: f"SELECT v.portfolio_id FROM {PROMISE} c JOIN {VEHICLE} v ON v.id = c.vehicle_id "
    "WHERE c.id = NEW.commitment_id",
    ALLOCATION: f"SELECT portfolio_id FROM {VEHICLE} WHERE id = NEW.vehicle_id",
    PROMISE: f"SELECT portfolio_id FROM {VEHICLE} WHERE id = NEW.vehicle_id",
}


class Rule(NamedTuple):
    """What must never be true once `when` happened to a row of `table`; `at_end` waits for the transaction's end."""

    name: str
    table: str
    when: str
    never: str
    at_end: bool = False


PAID = f"(SELECT COALESCE(SUM(amount), 0) FROM {PAYMENT} WHERE allocation_id = NEW.allocation_id AND kind = NEW.kind)"
DRAWN = f"(SELECT SUM(amount) FROM {DRAWDOWN} WHERE commitment_id = NEW.commitment_id)"
RULES = (
    Rule(
        "payments_stay_within_their_allocation", PAYMENT, "INSERT",
        f"{PAID} < 0 OR (NEW.kind = 'payment' AND {PAID} > "
        f"(SELECT amount FROM {ALLOCATION} WHERE id = NEW.allocation_id))",
        at_end=True,
    ),
    Rule(
        "drawdowns_stay_within_their_promise", DRAWDOWN, "INSERT",
        f"ROUND({DRAWN}, 3) > (SELECT ROUND(amount, 3) FROM {PROMISE} WHERE id = NEW.commitment_id)",
    ),
    Rule(
        "a_promise_that_was_paid_in_stands", PROMISE, "UPDATE OF status",
        f"NEW.status <> 'committed' AND EXISTS (SELECT 1 FROM {DRAWDOWN} WHERE commitment_id = NEW.id)",
    ),
    Rule(
        "a_second_person_agrees_above_the_threshold", ALLOCATION, "INSERT OR UPDATE OF status, agreed_by_id",
        "NEW.status = 'agreed' AND NEW.by_id = NEW.agreed_by_id AND "
        f"NEW.amount > (SELECT second_above FROM {VEHICLE} WHERE id = NEW.vehicle_id)",
    ),
    *(
        Rule(f"{table.removeprefix('funding_')}_amounts_stand", table, "UPDATE OF amount", "OLD.amount <> NEW.amount")
        for table in (PAYMENT, DRAWDOWN)
    ),
    *(
        Rule(
            f"{table.removeprefix('funding_')}_days_are_open", table, "INSERT",
            f'EXISTS (SELECT 1 FROM {PERIOD} p WHERE p.portfolio_id = ({portfolio}) AND p.opened_at IS NULL '
            'AND NEW."on" BETWEEN p.from_on AND p.to_on)',
        )
        for table, portfolio in PORTFOLIO_OF.items()
    ),
)  # fmt: skip


def keep(apps: Any, editor: Any, rules: tuple[Rule, ...] = RULES) -> None:
    """Make one trigger for each rule and event."""
    is_sqlite = editor.connection.vendor == "sqlite"
    for rule in rules:
        if is_sqlite and not rule.at_end:
            for number, event in enumerate(rule.when.split(" OR ")):
                editor.execute(
                    f"CREATE TRIGGER {rule.name}_{number} AFTER {event} ON {rule.table} WHEN {rule.never} "
                    f"BEGIN SELECT RAISE(ABORT, '{rule.name}'); END"
                )
        elif not is_sqlite:
            _keep_on_postgres(editor, rule)


def _keep_on_postgres(editor: Any, rule: Rule) -> None:
    editor.execute(
        f"CREATE OR REPLACE FUNCTION {rule.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {rule.never} "
        f"THEN RAISE EXCEPTION '{rule.name}' USING ERRCODE = 'check_violation'; END IF; RETURN NULL; END $$"
    )
    kind, moment = ("CONSTRAINT TRIGGER", "DEFERRABLE INITIALLY DEFERRED ") if rule.at_end else ("TRIGGER", "")
    editor.execute(
        f"CREATE {kind} {rule.name} AFTER {rule.when} ON {rule.table} {moment}"
        f"FOR EACH ROW EXECUTE FUNCTION {rule.name}()"
    )


def let_go(apps: Any, editor: Any, rules: tuple[Rule, ...] = RULES) -> None:
    """Take the triggers away again."""
    for rule in rules:
        if editor.connection.vendor == "sqlite":
            for number, _event in enumerate(rule.when.split(" OR ")):
                editor.execute(f"DROP TRIGGER IF EXISTS {rule.name}_{number}")
        else:
            editor.execute(f"DROP TRIGGER IF EXISTS {rule.name} ON {rule.table}")
            editor.execute(f"DROP FUNCTION IF EXISTS {rule.name}()")


class Migration(migrations.Migration):
    dependencies = [("funding", "0004_sent_report_is_frozen")]
    operations = [migrations.RunPython(keep, let_go)]
