"""Transactions of another publisher: kept beside what came in, and written out again as they came."""

import json
from collections.abc import Collection, Iterator
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.db.models.fields.json import KeyTextTransform, KeyTransform

from funding.exchange.xml import element, text
from initiatives.models import ImportedRecord
from stakeholders.models import Portfolio

KEPT = "IATI transactions"
"""Where among what the source said its transactions stand."""
TARGET = "activities"
# What may follow the value of a transaction, in the order of the standard; other namespaces have no place in it.
FOLLOWING = (
    "description", "provider-org", "receiver-org", "disbursement-channel", "sector", "recipient-country",
    "recipient-region", "flow-type", "finance-type", "aid-type", "tied-status",
)  # fmt: skip


def kept_of(portfolio: Portfolio, initiatives: Collection[int]) -> dict[int, str]:
    """By initiative: the transactions with which it came into this portfolio; one query."""
    rows = ImportedRecord.objects.filter(portfolio=portfolio, target=TARGET, object_id__in=initiatives)
    said = rows.annotate(kept=KeyTextTransform(KEPT, KeyTransform("extra", "values"))).values_list("object_id", "kept")
    return {pk: words for pk, words in said if words}


def transactions(kept: str) -> Iterator[str]:
    """Each of them as XML."""
    return (_transaction(facts) for facts in json.loads(kept))


def is_sound(kept: str) -> bool:
    """Whether they can be written out again; a file that is no XML may hold anything in their place."""
    try:
        expat.ParserCreate().Parse(element("kept", *transactions(kept)), True)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, expat.ExpatError):
        return False
    return True


def _transaction(facts: dict[str, Any]) -> str:
    more = [node for node in facts.get("more", ()) if node[0] in FOLLOWING]
    return element(
        "transaction",
        element("transaction-type", code=facts.get("type", "")),
        element("transaction-date", iso_date=facts.get("on", "")),
        element(
            "value",
            text(facts.get("value", "")),
            currency=facts.get("currency", ""),
            value_date=facts.get("value_on", ""),
        ),
        *(_written(node) for node in sorted(more, key=lambda node: FOLLOWING.index(node[0]))),
        ref=facts.get("ref", ""),
        humanitarian=facts.get("humanitarian", ""),
    )


def _written(node: list[Any]) -> str:
    """An element as it stood, without what belongs to other namespaces than the standard's and XML's own."""
    tag, attributes, words, inside = node
    own = {name: value for name, value in attributes.items() if ":" not in name or name.startswith("xml:")}
    said = "".join(f" {name}={quoteattr(value)}" for name, value in own.items())
    body = escape(words) + "".join(_written(child) for child in inside if ":" not in child[0])
    return f"<{tag}{said}>{body}</{tag}>" if body else f"<{tag}{said}/>"
