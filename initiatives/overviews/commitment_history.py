"""The history of one commitment in words: what was edited, what it needs, who serves it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from initiatives.models import Initiative, PolicyCommitment, System
from initiatives.overviews.commitments import NEEDS
from initiatives.services.serving import PREFIX, PROOFS
from portfolio_hub.lib.formats import number
from stakeholders.models import Change, Organisation, PolicyLink

SHOWN = 20
NOTHING = "–"
MODELS: dict[str, Any] = {"owner": Organisation, "policy": PolicyLink}
Difference = tuple[str, str, str]


@dataclass(frozen=True)
class Edit:
    """One edit: for each field its label, before and after in words."""

    change: Change
    differences: list[Difference]
    may_be_undone: bool


def history_of(commitment: PolicyCommitment) -> list[Edit]:
    """The newest edits; the last one that stands can be taken back."""
    rows = list(Change.objects.of(commitment).select_related("by", "undone_by")[:SHOWN])
    words = Words(rows)
    standing = (row for row in rows if not hasattr(row, "undone_by") and row.kind != Change.Kind.UNDONE)
    last = next(standing, None)
    return [Edit(row, words.differences(row.fields), row == last and row.kind != Change.Kind.CREATED) for row in rows]


class Words:
    """Turns fields of the history into words; asks for all names at once."""

    def __init__(self, changes: Iterable[Change]) -> None:
        fields = [change.fields for change in changes]
        initiatives = {int(name.rpartition(":")[2]) for each in fields for name in each if ":" in name}
        systems = {int(system) for each in fields for said in each.get("needs", ()) for system in said}
        self.names: dict[str, dict[int, str]] = {
            "initiative": dict(Initiative.objects.filter(pk__in=initiatives).values_list("pk", "title")),
            "system": dict(System.objects.filter(pk__in=systems).values_list("pk", "name")),
        }
        for name, model in MODELS.items():
            wanted = {pk for each in fields for pk in each.get(name, ()) if pk}
            self.names[name] = {row.pk: str(row) for row in model.objects.filter(pk__in=wanted)} if wanted else {}

    def differences(self, fields: Mapping[str, list[Any]]) -> list[Difference]:
        """Label, before and after of each field."""
        return [
            (self.label(name), self.say(name, pair[0]), self.say(name, pair[1])) for name, pair in fields.items()
        ]  # fmt: skip

    def label(self, name: str) -> str:
        """What the field is called."""
        if ":" in name:
            title = self._name("initiative", int(name.rpartition(":")[2]))
            return _("Evidence of %(title)s") % {"title": title} if name.startswith(PROOFS) else title
        if name == "needs":
            return _("What it needs")
        return capfirst(str(PolicyCommitment._meta.get_field(name).verbose_name))  # type: ignore[union-attr]

    def say(self, name: str, value: Any) -> str:
        """One value in words."""
        if value in (None, "", [], {}):
            return NOTHING
        if name.startswith(PROOFS):
            return _("%(many)d pieces") % {"many": len(value)} if len(value) != 1 else _("one piece")
        if name.startswith(PREFIX):
            return _service(value)
        if name == "needs":
            labels = dict(NEEDS)
            said = ((self._name("system", int(system)), labels.get(need, need)) for system, need in value.items())
            return "; ".join(f"{system}: {need}" for system, need in said)
        return self._name(name, value) if name in MODELS else str(value)

    def _name(self, kind: str, pk: int) -> str:
        return self.names[kind].get(pk, _("something that is gone"))


def _service(facts: Mapping[str, Any]) -> str:
    shares = _("%(in_hand)s%% in hand, %(evidenced)s%% evidenced") % {
        name: number(Decimal(facts[name]), get_language() or "en") for name in ("in_hand", "evidenced")
    }
    return f"{facts['how']} ({shares})" if facts["how"] else shares
