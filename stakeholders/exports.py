"""Organisations and places as tables."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from portfolio_hub.lib.exports import ExportSource, PlainTable, sources
from stakeholders.access import Access, Permission
from stakeholders.intent_overviews import counted
from stakeholders.models import OpenInterface
from stakeholders.overviews import DirectoryFilter, organisations, place_rows, with_counts
from stakeholders.signatories import all_endorsements

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


def intent_table(access: Access) -> PlainTable:
    """Every version of the intent that this reader may open, the first one first."""
    columns = (
        _("Version"), _("State"), _("Where we are heading"), _("By when"), _("What we leave open on purpose"),
        _("What would make us revise it"), _("Why it changed"), _("Who drafted it"), _("In dialogue since"),
        _("Shared since"), _("Until"), _("Why it ended"), _("Endorsed by"),
    )  # fmt: skip
    rows = [
        (row.number, row.get_status_display(), row.statement, row.horizon, row.left_open, row.revise_if,
         row.why_changed, row.drafted_with, row.opened_on, row.shared_on, row.ended_on, row.ended_why, row.endorsed)
        for row in cast(Any, counted(access).order_by("number"))
    ]  # fmt: skip
    return PlainTable(columns, rows)


def interfaces_table(access: Access) -> PlainTable:
    """What the portfolio offers and needs, as far as this reader may see."""
    rows = (
        (row.get_side_display(), row.get_what_display(), row.title, row.description, row.get_circle_display(),
         row.get_status_display(), row.pk)
        for row in OpenInterface.objects.seen_with(access).order_by("side", "title", "pk").iterator(AT_ONCE)
    )  # fmt: skip
    columns = (
        _("Offered or needed"), _("Kind"), _("In a few words"), _("More about it"), _("Who may see it"), _("State"),
        _("Number"),
    )  # fmt: skip
    return PlainTable(columns, rows)


def register() -> None:
    """Offer them on the page of downloads."""
    sources.add(
        "intent-versions",
        ExportSource(
            "intent-versions", _("Versions of the intent"), _("Where you are heading together, in every version."),
            Permission.READ, intent_table,
        ),
    )  # fmt: skip
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
    sources.add(
        "endorsements",
        ExportSource(
            "endorsements", _("Endorsements"), _("Who stands behind which version of the shared intent."),
            Permission.READ, all_endorsements,
        ),
    )  # fmt: skip
    sources.add(
        "interfaces",
        ExportSource(
            "interfaces", _("Offers and needs"), _("What you offer to portfolios nearby, and what you need of them."),
            Permission.READ, interfaces_table,
        ),
    )  # fmt: skip
