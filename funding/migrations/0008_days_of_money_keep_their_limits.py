"""The rules of money come back, with the days of what ends: closed days stay closed, and an end stays where it is."""

from functools import partial
from importlib import import_module
from typing import Any

from django.db import migrations

limits: Any = import_module("funding.migrations.0005_money_keeps_its_limits")
Rule, ALLOCATION, PROMISE = limits.Rule, limits.ALLOCATION, limits.PROMISE


def is_closed(table: str, day: str) -> str:
    """Whether a day of the new row lies in a period that was reported."""
    return (
        f"EXISTS (SELECT 1 FROM {limits.PERIOD} p WHERE p.portfolio_id = ({limits.PORTFOLIO_OF[table]}) "
        f"AND p.opened_at IS NULL AND NEW.{day} BETWEEN p.from_on AND p.to_on)"
    )


OTHERWISE = {
    "drawdowns_stay_within_their_promise": (
        f"ROUND({limits.DRAWN}, 3) < 0 "
        f"OR ROUND({limits.DRAWN}, 3) > (SELECT ROUND(amount, 3) FROM {PROMISE} WHERE id = NEW.commitment_id)"
    ),
    "a_promise_that_was_paid_in_stands": (
        "NEW.status <> 'committed' "
        f"AND (SELECT ROUND(SUM(amount), 3) FROM {limits.DRAWDOWN} WHERE commitment_id = NEW.id) > 0"
    ),
}
"""What must never be true now that what was paid in can be corrected."""
RULES = (
    *(rule._replace(never=OTHERWISE.get(rule.name, rule.never)) for rule in limits.RULES),
    Rule(
        "allocation_is_agreed_on_open_days", ALLOCATION, "UPDATE OF status",
        f"OLD.status = 'planned' AND NEW.status = 'agreed' AND {is_closed(ALLOCATION, 'agreed_on')}",
    ),
    *(
        Rule(
            f"{table.removeprefix('funding_')}_ends_on_open_days", table, "UPDATE OF ended_on",
            f"OLD.ended_on IS NULL AND {is_closed(table, 'ended_on')}",
        )
        for table in (ALLOCATION, PROMISE)
    ),
    *(
        Rule(
            f"{table.removeprefix('funding_')}_keeps_its_end", table, "UPDATE OF ended_on",
            "OLD.ended_on IS NOT NULL AND (NEW.ended_on IS NULL OR NEW.ended_on <> OLD.ended_on)",
        )
        for table in (ALLOCATION, PROMISE)
    ),
    Rule(
        "payments_stand_before_the_rest_is_given_back", limits.PAYMENT, "INSERT",
        f"NEW.kind = 'payment' AND EXISTS (SELECT 1 FROM {ALLOCATION} a WHERE a.id = NEW.allocation_id "
        'AND a.ended_on > NEW."on")',
    ),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_days_of_money_hold")]
    operations = [migrations.RunPython(partial(limits.keep, rules=RULES), partial(limits.let_go, rules=RULES))]
