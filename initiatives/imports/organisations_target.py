"""Organisations as something that can be imported."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Field, FieldKind, Record
from initiatives.imports.held import with_other_rows
from initiatives.imports.targets import Scope, Target, Values
from stakeholders.models import Organisation, Portfolio
from stakeholders.models.organisation import Sector

_COLUMNS = ("name", "short_name", "sector", "description", "website", "external_id")


class OrganisationsTarget(Target):
    """Organisations, listed in the portfolio they come in through."""

    name: ClassVar[str] = "organisations"
    label = _("organisation")
    label_many = _("organisations")
    explanation = _("Who is at the table: one row for each organisation, with its sector and place.")
    model = Organisation
    home_view = "stakeholders:directory"
    order = 1

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return (
            Field(
                "name",
                _("name"),
                is_required=True,
                max_length=200,
                aliases=("name", "organisation", "organization", "organisation name", "agency", "title"),
            ),
            Field(
                "short_name", _("short name"), max_length=60, aliases=("short name", "acronym", "abbreviation", "alias")
            ),
            Field(
                "sector",
                _("sector"),
                FieldKind.CHOICE,
                choices=tuple(Sector.choices),
                aliases=("sector", "type", "organisation type"),
            ),
            Field(
                "description",
                _("what it does"),
                FieldKind.LONG_TEXT,
                aliases=("description", "what it does", "about", "mission"),
            ),
            Field(
                "website",
                _("website"),
                FieldKind.LINK,
                max_length=200,
                aliases=("website", "url", "web", "homepage", "link"),
            ),
            Field(
                "external_id",
                _("identifier elsewhere"),
                max_length=120,
                aliases=("id", "identifier", "org id", "registration number", "charity number"),
            ),
            Field(
                "place",
                _("place"),
                FieldKind.NAMED,
                names="place",
                aliases=("place", "city", "town", "location", "address locality", "country"),
            ),
        )

    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        """Organisations have no source: one is the same when its name or its identifier is the key."""
        here = Organisation.objects.listed_in(scope.portfolio)
        found = dict(here.filter(name__in=keys).values_list("name", "pk"))
        return dict(here.filter(external_id__in=[key for key in keys if key]).values_list("external_id", "pk")) | found

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        rows = Organisation.objects.filter(pk__in=ids).values("pk", "place_id", *_COLUMNS)
        return {
            row["pk"]: {name: row[name] or None for name in _COLUMNS}
            | {"place": [row["place_id"]] if row["place_id"] else None}
            for row in rows
        }

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        made = Organisation.objects.bulk_create(
            [
                Organisation(
                    place_id=next(iter(record.values.get("place") or ()), None),
                    **{name: record.values.get(name, "") for name in _COLUMNS},
                )
                for record in records
            ]
        )
        through = Organisation.portfolios.through
        through.objects.bulk_create([through(organisation_id=row.pk, portfolio_id=scope.portfolio.pk) for row in made])
        return [row.pk for row in made]

    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        rows = Organisation.objects.in_bulk(changes.keys())
        for pk, row in rows.items():
            for name in _COLUMNS:
                if name in changes[pk]:
                    setattr(row, name, changes[pk][name] or "")
            if "place" in changes[pk]:
                row.place_id = next(iter(changes[pk]["place"] or ()), None)
        Organisation.objects.bulk_update(rows.values(), [*_COLUMNS, "place"], batch_size=200)

    def delete(self, ids: Collection[int]) -> None:
        Organisation.objects.filter(pk__in=ids).delete()

    def held(self, ids: Collection[int]) -> set[int]:
        return with_other_rows(Organisation, ids, own={"portfolios"})
