"""Organisations and places as tables."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Access, Permission
from stakeholders.overviews import DirectoryFilter, organisations, place_rows, with_counts

AT_ONCE = 500

COLUMNS = (
    _("Organisation"), _("Short name"), _("Sector"), _("Place"), _("Initiatives"), _("What it does"), _("Website"),
    _("Identifier elsewhere"), _("Number"),
)  # fmt: skip


def directory_table(access: Access, wanted: DirectoryFilter) -> PlainTable:
    """Every organisation that the directory would show, in its order."""
    return PlainTable(COLUMNS, _organisation_rows(access, wanted))


def _organisation_rows(access: Access, wanted: DirectoryFilter) -> Iterator[tuple[Any, ...]]:
    found = organisations(access, wanted).order_by("sort_name", "pk").iterator(AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        for row in with_counts(access, batch):
            one = row.organisation
            yield (
                one.name, one.short_name, one.get_sector_display(), one.place.name if one.place else "",
                row.initiatives, one.description, one.website, one.external_id, one.pk,
            )  # fmt: skip


def places_table(access: Access) -> PlainTable:
    """Every place of the portfolio, each under the one it lies within."""
    rows = [
        (row.place.name, row.place.get_level_display(), row.place.code, row.place.within_id, row.initiatives,
         row.organisations, row.place.pk)
        for row in place_rows(access)
    ]  # fmt: skip
    columns = (
        _("Place"), _("Level"), _("Code"), _("Within, by number"), _("Initiatives"), _("Organisations"), _("Number"),
    )  # fmt: skip
    return PlainTable(columns, rows)


def register() -> None:
    """Offer both on the page of downloads."""
    sources.add(
        "organisations",
        ExportSource(
            "organisations", _("Organisations"), _("Everybody in the directory, with sector and place."),
            Permission.READ, lambda access: directory_table(access, DirectoryFilter()),
        ),
    )  # fmt: skip
    sources.add(
        "places",
        ExportSource("places", _("Places"), _("The city and its parts."), Permission.READ, places_table),
    )
