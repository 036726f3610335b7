"""Values that a file repeats, and the rows of ours they stand for: organisations, systems, places."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Text
from initiatives.imports.plan import ValuePlan
from initiatives.imports.targets import Scope
from initiatives.models import System
from portfolio_hub.lib.registry import Registry
from stakeholders.models import Change, Organisation, Place, Portfolio
from stakeholders.services import history

NEW, MATCH, IGNORE = "new", "match", "ignore"
COLOURS = 8


class Named(ABC):
    """One kind of row of ours that values of a file stand for."""

    name: ClassVar[str]
    label: ClassVar[Text]
    label_many: ClassVar[Text]
    model: ClassVar[type[models.Model]]
    default: ClassVar[str] = NEW
    has_shapes: ClassVar[bool] = False

    @abstractmethod
    def choices(self, portfolio: Portfolio) -> list[tuple[int, str]]:
        """Rows of this portfolio that a value may stand for, with their names."""

    @abstractmethod
    def create(self, scope: Scope, names: Sequence[str], shapes: Mapping[str, Any]) -> list[models.Model]:
        """Make new rows of these names, in order."""

    def guess(self, value: str, choices: Sequence[tuple[int, str]]) -> ValuePlan:
        """The row of the same name, else what this kind does by default."""
        wanted = named(value)
        for pk, name in choices:
            if named(name) == wanted:
                return ValuePlan(do=MATCH, id=pk)
        return ValuePlan(do=self.default, name=value)


class Organisations(Named):
    """Agencies, funders and partners that a file names."""

    name = "organisation"
    label, label_many = _("organisation"), _("organisations")
    model = Organisation

    def choices(self, portfolio: Portfolio) -> list[tuple[int, str]]:
        return list(Organisation.objects.listed_in(portfolio).values_list("pk", "name"))

    def create(self, scope: Scope, names: Sequence[str], shapes: Mapping[str, Any]) -> list[models.Model]:
        rows = Organisation.objects.bulk_create([Organisation(name=name[:200]) for name in names])
        through = Organisation.portfolios.through
        through.objects.bulk_create([through(organisation_id=row.pk, portfolio_id=scope.portfolio.pk) for row in rows])
        return list(rows)


class Places(Named):
    """Districts and neighbourhoods that a file names; their shapes may come from a second file."""

    name = "place"
    label, label_many = _("place"), _("places")
    model = Place
    has_shapes = True

    def choices(self, portfolio: Portfolio) -> list[tuple[int, str]]:
        return list(Place.objects.listed_in(portfolio).values_list("pk", "name"))

    def create(self, scope: Scope, names: Sequence[str], shapes: Mapping[str, Any]) -> list[models.Model]:
        within = scope.portfolio.place_id
        rows = Place.objects.bulk_create(
            [Place(name=name[:150], within_id=within, geometry=shapes.get(name.casefold())) for name in names]
        )
        through = Place.portfolios.through
        through.objects.bulk_create([through(place_id=row.pk, portfolio_id=scope.portfolio.pk) for row in rows])
        return list(rows)


class Systems(Named):
    """Columns of the frame; a file's categories rarely are, so nothing is made without being asked for."""

    name = "system"
    label, label_many = _("system"), _("systems")
    model = System
    default = IGNORE

    def choices(self, portfolio: Portfolio) -> list[tuple[int, str]]:
        return list(System.objects.filter(portfolio=portfolio).values_list("pk", "name"))

    def create(self, scope: Scope, names: Sequence[str], shapes: Mapping[str, Any]) -> list[models.Model]:
        last = System.objects.filter(portfolio=scope.portfolio).aggregate(last=models.Max("order"))["last"] or 0
        systems = [
            System(
                portfolio=scope.portfolio,
                name=name[:80],
                order=last + place,
                colour=(last + place) % COLOURS or COLOURS,
            )
            for place, name in enumerate(names, start=1)
        ]
        return list(System.objects.bulk_create(systems))


def named(text: str) -> str:
    """What names are compared by: neither case nor doubled spaces count."""
    return " ".join(text.split()).casefold()


named_kinds: Registry[Named] = Registry("named kind")
for _kind in (Organisations(), Places(), Systems()):
    named_kinds.add(_kind.name, _kind)


def settle_new(scope: Scope, kind: Named, wanted: Sequence[str], shapes: Mapping[str, Any]) -> dict[str, int]:
    """Create the rows that are wanted and not there yet, and return all of them by lower-case name."""
    by_name = {named(name): pk for pk, name in kind.choices(scope.portfolio)}
    missing = {named(name): " ".join(name.split()) for name in wanted if named(name) not in by_name}
    if missing:
        rows = kind.create(scope, list(missing.values()), shapes)
        by_name |= dict(zip(missing, (row.pk for row in rows), strict=True))
        history.record_many(
            history.build(
                row,
                kind=Change.Kind.CREATED,
                fields={"name": [None, str(row)]},
                by=scope.by,
                portfolio=scope.portfolio,
                why=scope.file_name,
                batch=scope.batch,
            )
            for row in rows
        )
    return by_name
