"""What the standard's own example file and code lists say of a file of ours: the order of elements, and known codes."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, parse

CODED = {
    ("transaction-type", "code"): "TransactionType",
    ("activity-status", "code"): "ActivityStatus",
    ("activity-date", "type"): "ActivityDateType",
    ("participating-org", "role"): "OrganisationRole",
    ("budget", "type"): "BudgetType",
    ("budget", "status"): "BudgetStatus",
    ("total-budget", "status"): "BudgetStatus",
    ("recipient-org-budget", "status"): "BudgetStatus",
    ("related-activity", "type"): "RelatedActivityType",
    ("category", "code"): "DocumentCategory",
}
# The example of organisations is not among the files; this is its order.
ORGANISATION = {
    "iati-organisation": ["organisation-identifier", "name", "reporting-org", "total-budget", "recipient-org-budget",
                          "total-expenditure", "document-link"],
    "total-budget": ["period-start", "period-end", "value", "budget-line"],
    "recipient-org-budget": ["recipient-org", "period-start", "period-end", "value", "budget-line"],
    "total-expenditure": ["period-start", "period-end", "value", "expense-line"],
    "budget-line": ["value", "narrative"],
    "expense-line": ["value", "narrative"],
    "name": ["narrative"],
    "recipient-org": ["narrative"],
}  # fmt: skip
REQUIRED = ("iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status",
            "activity-date")  # fmt: skip


def orders(folder: Path) -> dict[str, list[str]]:
    """By element: what may stand in it, in order, over all its places in the example."""
    places: dict[str, dict[str, None]] = defaultdict(dict)
    for parent in parse(folder / "iati/activity-standard-example-annotated.xml").iter():
        places[parent.tag] |= dict.fromkeys(child.tag for child in parent)
    return {tag: list(inside) for tag, inside in places.items()} | ORGANISATION


def faults(roots: Iterable[Element], folder: Path) -> list[str]:
    """Everything in some activities or organisations that the standard does not know, or knows elsewhere."""
    places, found = orders(folder), []
    known = {
        name: {code.text for code in parse(folder / f"iati-codelists/{name}.xml").iter("code")}
        for name in set(CODED.values())
    }
    for root in roots:
        if root.tag == "iati-activity":
            found += [f"no {tag}" for tag in REQUIRED if root.find(tag) is None]
        for node in root.iter():
            tags = [child.tag for child in node]
            strange = [tag for tag in tags if tag not in places.get(node.tag, ())]
            found += [f"{tag} in {node.tag}" for tag in strange]
            ranks = [places[node.tag].index(tag) for tag in tags if tag not in strange]
            found += [f"order in {node.tag}"] if ranks != sorted(ranks) else []
            for (tag, attribute), name in CODED.items():
                if node.tag == tag and node.get(attribute) not in known[name]:
                    found.append(f"{tag} {attribute}={node.get(attribute)}")
    return found


def sums(activities: Iterable[Element]) -> dict[tuple[str, str], Decimal]:
    """By type and currency: what the transactions add up to."""
    added: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for activity in activities:
        for row in activity.findall("transaction"):
            value, kind = row.find("value"), row.find("transaction-type")
            assert value is not None and kind is not None
            currency = value.get("currency") or activity.get("default-currency", "")
            added[kind.get("code", ""), currency] += Decimal(value.text or 0)
    return dict(added)
