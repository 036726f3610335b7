"""What readings say, as tables to take along."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.models import NetworkReading
from initiatives.overviews.network.density import density_of
from initiatives.overviews.network.latest import newest
from initiatives.overviews.network.naming import groups_of, names_of
from initiatives.overviews.network.page import measures_of
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission

Subject = NetworkReading.Subject
COLUMNS = (_("Network"), _("Measure"), _("Who"), _("With"), _("Number"), _("Of"), _("Read on"))
PAIR_COLUMNS = (_("Organisation"), _("Works with"), _("Initiatives they share"), _("Read on"))


def measures_table(access: Access, subject: str) -> PlainTable:
    """Every measure of the newest reading, a row for each number; empty until there is one."""
    return PlainTable(COLUMNS, _measures(access, subject))


def _measures(access: Access, subject: str) -> Iterable[tuple[Any, ...]]:
    """The rows of one network, with the names that the reader may see."""
    reading = newest(access, subject)
    if reading is None:
        return
    found = measures_of(reading)
    named = [*(row.id for row in found.bridging), *(row.id for row in found.breaks), *found.alone]
    names = names_of(access, subject, named)
    network, day = reading.get_subject_display(), reading.read_on
    for bridge in found.bridging:
        if bridge.id in names:
            percent = round(bridge.share * 100, 2)
            yield (network, gettext("Stands between others (%)"), names[bridge.id].label, "", percent, 100, day)
    for one in found.breaks:
        if one.id in names:
            yield (network, gettext("Lose the rest without it"), names[one.id].label, "", one.cut, found.nodes, day)
    for pk in found.alone:
        if pk in names:
            yield (network, gettext("Stands alone"), names[pk].label, "", "", "", day)
    for square in density_of(access, subject, found.density, groups_of(access, subject)).squares:
        yield (network, gettext("Connected pairs"), square.one, square.other, square.linked, square.possible, day)


def _pairs(access: Access) -> Iterable[tuple[Any, ...]]:
    """Organisations that work together, the closest first."""
    reading = newest(access, Subject.ORGANISATIONS)
    rows = reading.measures.get("pairs", ()) if reading else ()
    names = names_of(access, Subject.ORGANISATIONS, {pk for row in rows for pk in row[:2]})
    for one, other, shared in rows:
        if reading and one in names and other in names:
            yield (names[one].label, names[other].label, shared, reading.read_on)


def network_sources() -> Iterable[ExportSource]:
    """The tables of the page of downloads."""
    yield ExportSource(
        "network-initiatives", _("Network of initiatives"),
        _("Who stands between others, what falls apart without whom, who stands alone, density between systems."),
        Permission.READ, lambda access: measures_table(access, Subject.INITIATIVES),
    )  # fmt: skip
    yield ExportSource(
        "network-organisations", _("Network of organisations"),
        _("The same for organisations that take part in initiatives together, by sector."),
        Permission.READ, lambda access: measures_table(access, Subject.ORGANISATIONS),
    )  # fmt: skip
    yield ExportSource(
        "who-works-with-whom", _("Who works with whom"),
        _("Each two organisations that share an initiative, and how many they share."),
        Permission.READ, lambda access: PlainTable(PAIR_COLUMNS, _pairs(access)),
    )  # fmt: skip
