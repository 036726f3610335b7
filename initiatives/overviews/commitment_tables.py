"""Commitments and who serves them as tables to take along."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import PolicyCommitment, Service, Stage
from initiatives.overviews.coverage import implementation_gap
from portfolio_hub.lib.exports import ExportSource, PlainTable
from stakeholders.access import Access, Permission


def gap_table(access: Access) -> PlainTable:
    """Every current commitment with its coverage and its shares, as the page sorts them."""
    columns = (
        _("Commitment"), _("Coverage"), _("Active initiatives"), _("Evidenced, %"), _("In hand, %"),
        _("Nobody's job yet, %"), _("How much"), _("Of what"), _("By the year"), _("Where it was promised"),
        _("Number"),
    )  # fmt: skip
    facts = {
        row[0]: row[1:]
        for row in PolicyCommitment.objects.current()
        .filter(portfolio=access.portfolio)
        .values_list("pk", "amount", "unit", "year", "source")
    }
    rows = (
        (
            line.coverage.title, line.status_label, line.initiatives, line.shares.evidenced, line.shares.in_hand,
            line.shares.nobodys, *facts.get(line.coverage.pk, (None, "", None, "")), line.coverage.pk,
        )
        for line in implementation_gap(access).lines
    )  # fmt: skip
    return PlainTable(columns, rows)


def services_table(access: Access) -> PlainTable:
    """Which initiative serves which commitment, how, and which share of the promise."""
    columns = (
        _("Commitment"), _("Initiative"), _("Stage"), _("How it serves the promise"), _("In hand, %"),
        _("Evidenced, %"), _("Number of the commitment"), _("Number of the initiative"),
    )  # fmt: skip
    return PlainTable(columns, _services(access))


def _services(access: Access) -> Iterator[tuple[Any, ...]]:
    labels = dict(Stage.choices)
    rows = Service.objects.seen_with(access).order_by("commitment__order", "commitment_id", "pk")
    for title, initiative, stage, *rest in rows.values_list(
        "commitment__title", "initiative__title", "initiative__stage", "how", "in_hand", "evidenced", "commitment_id",
        "initiative_id",
    ).iterator():  # fmt: skip
        yield (title, initiative, str(labels[stage]), *rest)


def all_commitments() -> ExportSource:
    """Commitments on the page of downloads."""
    return ExportSource(
        "commitments",
        gettext_lazy("Policy commitments"),
        gettext_lazy("What was promised, how far it is covered, and which share is nobody's job yet."),
        Permission.READ,
        gap_table,
    )


def all_services() -> ExportSource:
    """Who serves what on the page of downloads."""
    return ExportSource(
        "services",
        gettext_lazy("Who serves which commitment"),
        gettext_lazy("Every initiative that serves a commitment, how, and the shares in hand and evidenced."),
        Permission.READ,
        services_table,
    )
