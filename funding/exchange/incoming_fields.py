"""What a grant of a file can say, and how 360Giving and other publishers call its columns."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from funding.models import FundingVehicle
from initiatives.imports.fields import Field, FieldKind, Text
from initiatives.imports.initiatives_rows import ROLE_PREFIX
from initiatives.models import ParticipationRole
from stakeholders.models import Circle, Portfolio

RECIPIENT = ROLE_PREFIX + ParticipationRole.LEAD.value
MONEY = ("amount_awarded", "amount_disbursed", "currency", "awarded_on", "funder", "vehicle")
"""What becomes rows of money and is never written over."""


def grant_fields(portfolio: Portfolio) -> tuple[Field, ...]:
    """The fields, with the vehicles that may take the money of the whole file."""
    about, money, who = _("About it"), _("Money"), _("Who")
    vehicles = FundingVehicle.objects.filter(portfolio=portfolio, is_shadow=False, closed_on__isnull=True)
    return (
        Field("title", _("title"), is_required=True, max_length=200, group=about, aliases=("title", "grant title")),
        Field("description", _("more about it"), FieldKind.LONG_TEXT, group=about, aliases=("description",)),
        Field("started_on", _("started"), FieldKind.DATE, group=about, aliases=("planned dates start date",)),
        Field("ended_on", _("ended"), FieldKind.DATE, group=about, aliases=("planned dates end date",)),
        Field(
            "circle",
            _("who may see it"),
            FieldKind.CHOICE,
            choices=tuple(Circle.choices),
            group=about,
            aliases=("circle",),
        ),
        Field(
            "amount_awarded",
            _("amount awarded"),
            FieldKind.NUMBER,
            is_required=True,
            group=money,
            aliases=("amount awarded",),
        ),
        Field("amount_disbursed", _("amount disbursed"), FieldKind.NUMBER, group=money, aliases=("amount disbursed",)),
        Field("currency", _("currency"), is_required=True, max_length=3, group=money, aliases=("currency",)),
        Field("awarded_on", _("awarded on"), FieldKind.DATE, is_required=True, group=money, aliases=("award date",)),
        Field(
            "vehicle",
            _("vehicle (without one, each funder gets its own)"),
            FieldKind.CHOICE,
            choices=tuple((str(pk), name) for pk, name in vehicles.values_list("pk", "name")),
            group=money,
        ),
        Field(
            "funder",
            _("funder"),
            FieldKind.NAMED,
            names="organisation",
            is_required=True,
            group=who,
            aliases=("funding organization name", "funding org name", "funder", "funder name"),
        ),
        Field(
            RECIPIENT,
            _("recipient"),
            FieldKind.NAMED,
            names="organisation",
            group=who,
            aliases=("recipient organization name", "recipient org name", "recipient", "recipient name"),
        ),
    )


def activity_fields(portfolio: Portfolio) -> tuple[Field, ...]:
    """What an IATI activity can say, by the names that the reader of such files gives its columns."""
    about, money, who = _("About it"), _("Money"), _("Who")

    def organisation(name: str, label: Text, column: str) -> Field:
        return Field(name, label, FieldKind.NAMED, names="organisation", group=who, aliases=(column,))

    same = {field.name: field for field in grant_fields(portfolio)}
    return (
        same["title"],
        same["description"],
        Field("status", _("status"), group=about, aliases=("=status",)),
        Field("started_on", _("started"), FieldKind.DATE, group=about, aliases=("actual start",)),
        Field("planned_started_on", _("planned start"), FieldKind.DATE, group=about, aliases=("planned start",)),
        Field("ended_on", _("ended"), FieldKind.DATE, group=about, aliases=("actual end",)),
        Field("planned_ended_on", _("planned end"), FieldKind.DATE, group=about, aliases=("planned end",)),
        same["circle"],
        Field("transactions", _("transactions"), FieldKind.LONG_TEXT, group=money, aliases=("transactions",)),
        replace(same["currency"], is_required=False),
        same["vehicle"],
        replace(same["funder"], aliases=("funding organisation",), is_required=False),
        organisation("reporter", _("who reports it"), "reporting organisation"),
        organisation(
            ROLE_PREFIX + ParticipationRole.CHALLENGE_OWNER.value, _("accountable"), "accountable organisation"
        ),
        organisation(ROLE_PREFIX + ParticipationRole.ORCHESTRATOR.value, _("extending"), "extending organisation"),
        organisation(RECIPIENT, _("implementing"), "implementing organisation"),
    )
