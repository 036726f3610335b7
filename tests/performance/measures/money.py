"""B15: money at 300 vehicles, 50,000 allocations and 500,000 payments: the page, its queries, and files of all rows."""

import io
from functools import partial
from xml.etree import ElementTree

from django.db import connection

from funding.models import Allocation, Disbursement, FundingVehicle
from tests.performance.measures.pages import queries_at
from tests.performance.measures.tables import growth
from tests.performance.server import Client
from tests.performance.setting import Setting
from tests.performance.timing import Result, side_by_side

COPY = """
COPY (
    SELECT v.name, i.title, a.status, a."on", a.amount, a.paid_total, a.returned_total, v.currency, a.purpose, a.id
    FROM funding_allocation a JOIN funding_fundingvehicle v ON v.id = a.vehicle_id
    LEFT JOIN initiatives_initiative i ON i.id = a.initiative_id
    WHERE v.portfolio_id = %(portfolio)s ORDER BY v."order", v.id, a.id
) TO STDOUT WITH (FORMAT csv)
"""
ACTIVITIES = """
COPY (
    SELECT i.title, i.description, i.stage, a.amount, p.amount, p."on"
    FROM initiatives_initiative i JOIN initiatives_placement x ON x.initiative_id = i.id
    LEFT JOIN funding_allocation a ON a.initiative_id = i.id LEFT JOIN funding_disbursement p ON p.allocation_id = a.id
    WHERE x.portfolio_id = %(portfolio)s AND x.until_on IS NULL ORDER BY i.id
) TO STDOUT WITH (FORMAT csv)
"""


def b15(at: Setting) -> list[Result]:
    """Files of all rows against the database copying the same, what they add to a worker, and queries of the page."""
    portfolio, files = at.large.portfolio, f"/{at.large.portfolio.slug}"
    client = Client(at.server.port, at.large.steward)
    xlsx, csv = f"{files}/download/allocations.xlsx", f"{files}/download/allocations.csv"
    iati = f"{files}/funding/exchange/iati-activities.xml"
    rows = Allocation.objects.filter(vehicle__portfolio=portfolio).count()
    paid = Disbursement.objects.filter(allocation__vehicle__portfolio=portfolio).count()
    vehicles = FundingVehicle.objects.filter(portfolio=portfolio).count()
    cases = {
        "COPY": partial(_copied, COPY, portfolio.pk),
        "CSV": partial(client.get, csv),
        "COPY of activities": partial(_copied, ACTIVITIES, portfolio.pk),
        "IATI": partial(client.get, iati),
    }
    times = side_by_side(cases, rounds=3, warm=1)
    counts = [queries_at(f"/{city.portfolio.slug}/funding/", city.steward) for city in at.cities]
    told = f"{vehicles:,} vehicles, {rows:,} allocations, {paid:,} payments"
    return [
        Result("B15", "queries on the funding page", max(counts), 20, note=f"{' / '.join(map(str, counts))}; {told}"),
        Result("B15", "CSV of all allocations ÷ COPY", times.ratio("CSV", "COPY"), note=times.ms("COPY", "CSV")),
        Result("B15", f"memory for XLSX of {rows:,} rows", growth(at.server, client, xlsx), 20, unit=" MB"),
        Result("B15", "IATI of all activities ÷ COPY", times.ratio("IATI", "COPY of activities"),
               note=times.ms("COPY of activities", "IATI")),
        Result("B15", f"memory for IATI of {_activities(client.get(iati)):,} activities",
               growth(at.server, client, iati), 20, unit=" MB"),
    ]  # fmt: skip


def _activities(document: bytes) -> int:
    """How many activities the document holds; it has to be read to its end."""
    ends = ElementTree.iterparse(io.BytesIO(document))
    return sum(element.tag == "iati-activity" for _event, element in ends)


def _copied(statement: str, portfolio: int) -> int:
    """Copy the rows out of the database and return the number of bytes."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(statement % {"portfolio": portfolio}) as copy:
        return sum(len(block) for block in copy)
