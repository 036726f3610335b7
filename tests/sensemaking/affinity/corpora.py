"""Published portfolios as profiles: New York's capital projects and the solutions that UNDP's labs have mapped."""

import csv
import json
from pathlib import Path
from typing import Any

from sensemaking.affinity.profile import Profile

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
NYC = DATA / "1-nyc-capital-projects" / "projects.geojson"
UNDP = DATA / "2-undp-acclab-solutions" / "undp_labs_project_data - 1.csv"


def nyc() -> list[Profile]:
    """A profile for each project: its agency leads, its borough and community boards are places, its category is the
    system.
    """
    rows = [row["properties"] for row in json.loads(NYC.read_text(encoding="utf-8"))["features"]]
    rows.sort(key=lambda row: (str(row["project_id"]), row["managing_agency"], str(row["project_description"])))
    categories = {name: at for at, name in enumerate(sorted({row["ten_year_plan_category"] for row in rows}))}
    places = {name: at for at, name in enumerate(sorted({place for row in rows for place in _places(row)}))}
    return [
        Profile(
            at,
            str(row["project_description"] or ""),
            str(row["scope_summary"] or ""),
            organisations=frozenset({row["managing_agency_id"]}),
            leads=frozenset({row["managing_agency_id"]}),
            places=frozenset(places[place] for place in _places(row)),
            systems=frozenset({categories[row["ten_year_plan_category"]]}),
            at=(row["latitude"], row["longitude"]) if row["latitude"] else None,
        )
        for at, row in enumerate(rows)
    ]


def _places(row: dict[str, Any]) -> set[str]:
    return {part.strip() for part in f"{row['borough']} {row['community_boards_served'] or ''}".split() if part}


def undp() -> list[Profile]:
    """A profile for each mapped solution: its lab leads, its first goal is the system."""
    with UNDP.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    labs = {name: at for at, name in enumerate(sorted({row["mapper"] for row in rows}))}
    return [
        Profile(
            at,
            row["title_translated"] or row["title"],
            row["purspose_translated"] or row["purpose"],
            organisations=frozenset({labs[row["mapper"]]}),
            leads=frozenset({labs[row["mapper"]]}),
            systems=frozenset(int(row[f"sdg_tag_{n}"]) for n in range(1, 3) if row[f"sdg_tag_{n}"].isdigit()),
            at=_point(row),
        )
        for at, row in enumerate(rows)
    ]


def _point(row: dict[str, str]) -> tuple[float, float] | None:
    try:
        return float(row["Latitude "]), float(row["Longitude "])
    except ValueError:
        return None
