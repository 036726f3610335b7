"""Who stood behind an earlier version, and whether they move along to the new one."""

from dataclasses import dataclass
from datetime import date

from stakeholders.addresses import Address
from stakeholders.models import Endorsement, EndorsementRequest, IntentVersion
from stakeholders.services.endorsement_requests import address_of

Status = Endorsement.Status


@dataclass(frozen=True)
class Earlier:
    """An organisation with its latest endorsement of an earlier version, and where a letter would go."""

    endorsement: Endorsement
    address: Address | None
    answer: str = ""

    @property
    def name(self) -> str:
        return self.endorsement.organisation.name

    @property
    def since(self) -> date:
        return self.endorsement.signed_on


@dataclass(frozen=True)
class MovingAlong:
    """The earlier endorsers of a version: who moved along, who was asked, who can be asked, who stepped back."""

    version: IntentVersion
    moved: tuple[Earlier, ...]
    asked: tuple[Earlier, ...]
    to_ask: tuple[Earlier, ...]
    without_address: tuple[Earlier, ...]
    stepped_back: tuple[Earlier, ...]

    @property
    def total(self) -> int:
        """How many organisations stood behind an earlier version."""
        groups = (self.moved, self.asked, self.to_ask, self.without_address, self.stepped_back)
        return sum(len(group) for group in groups)


def moving_along(version: IntentVersion) -> MovingAlong:
    """Sort the earlier endorsers of a portfolio by what became of them, in a fixed number of queries."""
    now = dict(version.endorsements.order_by("created_at").values_list("organisation", "status"))
    letters = {row.organisation_id: row for row in version.requests.order_by("asked_at")}
    groups: dict[str, list[Earlier]] = {
        name: [] for name in ("moved", "asked", "to_ask", "without_address", "stepped_back")
    }
    for endorsement in _latest_earlier(version):
        letter = letters.get(endorsement.organisation_id)
        one = Earlier(endorsement, address_of_earlier(endorsement), letter.answer if letter else "")
        groups[_group(one, now.get(endorsement.organisation_id, ""), letter)].append(one)
    return MovingAlong(version, **{name: tuple(rows) for name, rows in groups.items()})


def _latest_earlier(version: IntentVersion) -> list[Endorsement]:
    """Each organisation's latest endorsement of a version before this one, by name."""
    rows = Endorsement.objects.filter(version__portfolio=version.portfolio_id, version__number__lt=version.number)
    by_organisation: dict[int, Endorsement] = {}
    ordered = rows.order_by("version__number", "created_at", "pk")
    for row in ordered.select_related("version", "organisation", "signed_by").prefetch_related("requests"):
        by_organisation[row.organisation_id] = row
    return sorted(by_organisation.values(), key=lambda row: row.organisation.name)


def address_of_earlier(endorsement: Endorsement) -> Address | None:
    """Where its signer can be reached, from what was fetched along."""
    if endorsement.signed_by is not None:
        return address_of(endorsement)
    letters = sorted(endorsement.requests.all(), key=lambda row: row.pk)
    return Address(letters[-1].email, endorsement.signer_name) if letters else None


def _group(one: Earlier, status_now: str, letter: EndorsementRequest | None) -> str:
    if status_now in (Status.CONFIRMED, Status.RENEWED, Status.LAPSED):
        return "moved"
    declined = letter is not None and letter.status == EndorsementRequest.Status.DECLINED
    if declined or status_now == Status.WITHDRAWN or one.endorsement.status == Status.WITHDRAWN:
        return "stepped_back"
    if status_now == Status.OFFERED or (letter is not None and letter.is_open):
        return "asked"
    return "to_ask" if one.address else "without_address"
