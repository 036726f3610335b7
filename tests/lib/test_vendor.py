"""What static/vendor/ serves is what the manifest says, and everything else is named there too."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
MANIFEST: list[dict[str, str]] = json.loads((VENDOR / "manifest.json").read_text())


def test_every_file_has_the_sum_in_the_manifest() -> None:
    for row in MANIFEST:
        found = hashlib.sha256((VENDOR / row["file"]).read_bytes()).hexdigest()
        assert found == row["sha256"], f"{row['file']} is not what scripts/vendor.py fetched"


def test_the_manifest_names_every_file() -> None:
    served = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert served - {"manifest.json"} == {row["file"] for row in MANIFEST}


def test_every_package_brings_its_licence() -> None:
    licensed = {row["name"] for row in MANIFEST if "LICENSE" in row["file"]}
    assert licensed == {row["name"] for row in MANIFEST}
    assert all(row["licence"] in {"MIT", "0BSD", "OFL-1.1"} for row in MANIFEST)


def test_no_file_points_to_a_source_map() -> None:
    for path in VENDOR.rglob("*.js"):
        assert "sourceMappingURL" not in path.read_text()


def test_nothing_is_evaluated_from_text() -> None:
    assert not re.search(r"\bnew Function\(|\beval\(", (VENDOR / "plotly.min.js").read_text())


def test_the_sprite_holds_the_listed_icons() -> None:
    listed = [line for line in (ROOT / "scripts" / "icons.txt").read_text().splitlines() if line and line[0] != "#"]
    drawn = re.findall(r'<symbol id="([^"]+)"', (VENDOR / "icons.svg").read_text())
    assert drawn == sorted(set(listed))
