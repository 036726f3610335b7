"""All rows of a vehicle for its files, a few hundred in memory at a time."""

from collections.abc import Iterator

from funding.models import Allocation, FundingVehicle
from funding.overviews.seen import Seen
from funding.overviews.vehicle import PaymentLine, payment_lines, payments_of
from portfolio_hub.lib.exports import in_batches
from stakeholders.access import Access


def every_allocation(access: Access, vehicle: FundingVehicle) -> Iterator[tuple[Allocation, str]]:
    """Each allocation, newest first, with the name of what it is for as far as the reader may know."""
    rows = vehicle.allocations.select_related("initiative", "combination", "by", "agreed_by").order_by("-on", "-pk")
    for batch in in_batches(rows):
        seen = Seen.of(access, batch)
        yield from ((row, seen.name_of(row)) for row in batch)


def every_payment(access: Access, vehicle: FundingVehicle) -> Iterator[PaymentLine]:
    """Each payment and return, newest first, with its corrections."""
    for batch in in_batches(payments_of(vehicle)):
        seen = Seen.of(access, (row.allocation for row in batch))
        yield from payment_lines(batch, seen)
