"""The statements that count the choices of each facet, over a table `base` of logs with a mark for every group."""

from dataclasses import dataclass
from typing import Any

from sensemaking.models import Theme
from sensemaking.overviews.wall.conditions import in_themes
from sensemaking.overviews.wall.filters import LogFilter
from stakeholders.access import Access

FEW = 12
MONTHS = 24
FEATURES = "sensemaking_logfeatures f ON f.log_id = base.id AND f.language <> ''"
PLACES = (
    "initiatives_initiative_places tie ON tie.initiative_id = base.shown "
    "JOIN stakeholders_place p ON p.id = tie.place_id"
)
MONTH = "SUBSTR(CAST(happened_on AS varchar(10)), 1, 7)"

Part = tuple[str, list[Any]]
"""A statement and its parameters."""


@dataclass(frozen=True, slots=True)
class Statements:
    """Each answers with facet, choice, label, icon, colour and a count; `active` are the groups with something chosen.

    `base` has the columns of a log, `shown` (its initiative, where the reader may see that one) and a mark
    `in_<group>` for every active group.
    """

    access: Access
    filter: LogFilter
    active: tuple[str, ...]

    def all(self, months: str) -> list[Part]:
        """Every one of them; months are counted in the table of that name."""
        return [
            self._plain("all", "''", where="1 = 1"),
            self._plain("total", "''"),
            *(self._plain(name, name) for name in ("kind", "mark", "circle")),
            self._plain("used", "CASE WHEN is_used THEN 'yes' ELSE 'no' END"),
            self._plain("photo", "'yes'", where=f"has_photo AND {self._where('photo')}"),
            self._plain("who", "'me'", where=f"is_mine AND {self._where('who')}"),
            self._months(months),
            *self._systems(),
            self._named("language", "f.language", "f.language", FEATURES),
            self._named("tag", "t.name", "t.name", "sensemaking_logtag t ON t.log_id = base.id"),
            self._named("initiative", "i.id", "i.title", "initiatives_initiative i ON i.id = base.shown"),
            self._named("place", "p.id", "p.name", PLACES),
            self._themes(),
        ]  # fmt: skip

    def _where(self, but: str = "") -> str:
        """What fits in every group but one."""
        return " AND ".join(f"in_{name}" for name in self.active if name != but) or "1 = 1"

    def _plain(self, facet: str, column: str, *, where: str = "", table: str = "base") -> Part:
        """Count by something that stands in the row."""
        return (
            f"SELECT '{facet}' AS facet, {column} AS choice, '' AS label, '' AS icon, 0 AS colour, COUNT(*) AS many "
            f"FROM {table} WHERE {where or self._where(facet)} GROUP BY 1, 2"
        ), []

    def _named(self, facet: str, key: str, label: str, joined: str, values: tuple[Any, ...] = ()) -> Part:
        """Count by rows of another table: those chosen first, then the largest."""
        chosen = self.filter.values(facet)
        marks = ", ".join(["%s"] * len(chosen))
        first = f"CASE WHEN CAST({key} AS varchar(40)) IN ({marks}) THEN 0 ELSE 1 END, " if chosen else ""
        return (
            f"SELECT '{facet}' AS facet, CAST({key} AS varchar(40)) AS choice, {label} AS label, '' AS icon, "
            f"0 AS colour, COUNT(DISTINCT base.id) AS many FROM base JOIN {joined} WHERE {self._where(facet)} "
            f"GROUP BY {key}, {label} ORDER BY {first}COUNT(DISTINCT base.id) DESC, {label} LIMIT {FEW}"
        ), [*values, *chosen]

    def _months(self, table: str) -> Part:
        statement, values = self._plain("month", MONTH, where="" if table == "base" else "1 = 1", table=table)
        return f"{statement} ORDER BY 2 DESC LIMIT {MONTHS}", values

    def _themes(self) -> Part:
        """Themes in which reports found the logs, as far as the reader may see both."""
        ties, tie_values = in_themes(self.access).values("log_id", "theme").query.sql_with_params()
        seen = Theme.objects.seen_with(self.access).shown().order_by().values("pk")
        shown, shown_values = seen.query.sql_with_params()
        joined = (
            f"({ties}) tie ON tie.log_id = base.id JOIN sensemaking_theme h ON h.id = tie.theme AND h.id IN ({shown})"
        )
        label = "COALESCE(NULLIF(h.name, ''), h.found_name)"
        return self._named("theme", "h.id", label, joined, (*tie_values, *shown_values))

    def _systems(self) -> list[Part]:
        """The frame, and logs by system: by their own where they have any, else by those of their initiative."""
        portfolio, where = self.access.portfolio.pk, self._where("system")
        frame = (
            "SELECT 'frame' AS facet, CAST(id AS varchar(40)) AS choice, name AS label, icon, colour, "
            '"order" AS many FROM initiatives_system WHERE portfolio_id = %s'
        )
        own = "sensemaking_logsystem o"
        about = (
            f"SELECT base.id, o.system_id FROM base JOIN {own} ON o.log_id = base.id WHERE {where} "
            "UNION SELECT base.id, t.system_id FROM base JOIN initiatives_placement p "
            "ON p.initiative_id = base.initiative_id AND p.portfolio_id = %s "
            "JOIN initiatives_placementsystem t ON t.placement_id = p.id "
            f"WHERE {where} AND NOT EXISTS (SELECT 1 FROM {own} WHERE o.log_id = base.id)"
        )
        counted = (
            "SELECT 'system' AS facet, CAST(about.system_id AS varchar(40)) AS choice, '' AS label, '' AS icon, "
            f"0 AS colour, COUNT(*) AS many FROM ({about}) about GROUP BY about.system_id"
        )
        return [(frame, [portfolio]), (counted, [portfolio])]
