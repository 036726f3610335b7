#!/usr/bin/env python3
"""Fetches the fonts, icons, htmx, Cytoscape and Plotly the hub serves into static/vendor/, with a manifest of sums.

Run by hand when a version changes: `python scripts/vendor.py`. Needs npm; serving the hub does not.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
VENDOR = SCRIPTS.parent / "static" / "vendor"
ICON_LIST = SCRIPTS / "icons.txt"
GRID = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
PATH = re.compile(r'<path d="([^"]+)"\s*/>')
RELATIVE_START = re.compile(r"m\s*-?[\d.]+[\s,]*-?[\d.]+[\s,]*[-\d.]")  # "m" with lines implied after it


@dataclass(frozen=True)
class Package:
    """One npm package and the files of it that we serve, as source path -> name in static/vendor/."""

    name: str
    version: str
    licence: str
    files: dict[str, str]


PACKAGES = [
    Package(
        "@fontsource-variable/inter",
        "5.3.0",
        "OFL-1.1",
        {
            "files/inter-latin-opsz-normal.woff2": "fonts/inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
            "LICENSE": "fonts/inter-LICENSE.txt",
        },
    ),
    Package(
        "@fontsource-variable/newsreader",
        "5.3.0",
        "OFL-1.1",
        {
            "files/newsreader-latin-opsz-normal.woff2": "fonts/newsreader-latin.woff2",
            "files/newsreader-latin-opsz-italic.woff2": "fonts/newsreader-latin-italic.woff2",
            "files/newsreader-latin-ext-wght-normal.woff2": "fonts/newsreader-latin-ext.woff2",
            "LICENSE": "fonts/newsreader-LICENSE.txt",
        },
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "0BSD",
        {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "htmx-LICENSE.txt"},
    ),
    Package(
        "cytoscape",
        "3.34.4",
        "MIT",
        {"dist/cytoscape.min.js": "cytoscape.min.js", "LICENSE": "cytoscape-LICENSE.txt"},
    ),
]
ICONS = Package("@tabler/icons", "3.51.0", "MIT", {"LICENSE": "icons-LICENSE.txt"})
PLOTLY = Package("plotly.js", "4.1.1", "MIT", {"LICENSE": "plotly-LICENSE.txt"})


def unpack(package: Package, into: Path) -> Path:
    """The folder of the package's files, fetched with `npm pack`."""
    spec = f"{package.name}@{package.version}"
    packed = subprocess.run(["npm", "pack", spec, "--silent"], cwd=into, check=True, capture_output=True, text=True)
    folder = into / package.name.replace("/", "-")
    folder.mkdir()
    tarball = into / packed.stdout.strip().splitlines()[-1]
    subprocess.run(["tar", "xzf", tarball, "-C", folder, "--strip-components=1"], check=True)
    return folder


def copy(package: Package, folder: Path) -> list[str]:
    """Copies the package's files; text loses its source map line, which collectstatic would follow."""
    for source, name in package.files.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix in {".js", ".css"}:
            text = (folder / source).read_text()
            target.write_text(re.sub(r"\s*//[#@] sourceMappingURL=.*", "", text))
        else:
            shutil.copyfile(folder / source, target)
    return list(package.files.values())


def symbol(name: str, svg: str) -> str:
    """One icon as a `<symbol>`; its plain paths become one, which halves the sprite."""
    body = GRID.sub("", svg[svg.index(">") + 1 : svg.rindex("</svg>")])
    strokes = PATH.findall(body)
    rest = " ".join(PATH.sub("", body).split())
    if any(RELATIVE_START.match(stroke) for stroke in strokes):
        raise ValueError(f"{name}: a path opens in a way that cannot be joined to another")
    drawn = " ".join("M" + stroke[1:] for stroke in strokes)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{rest}<path d="{drawn}"/></symbol>'


def sprite(folder: Path) -> str:
    """Writes icons.svg from the names in icons.txt."""
    names = [line.strip() for line in ICON_LIST.read_text().splitlines() if line.strip() and line[0] != "#"]
    unknown = [name for name in names if not (folder / "icons" / "outline" / f"{name}.svg").exists()]
    if unknown:
        sys.exit(f"Tabler has no icon called {', '.join(unknown)}.")
    drawn = [symbol(name, (folder / "icons" / "outline" / f"{name}.svg").read_text()) for name in sorted(set(names))]
    lines = "\n".join(drawn)
    (VENDOR / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{lines}\n</svg>\n')
    return "icons.svg"


def plotly(into: Path) -> str:
    """Bundles the trace types we draw; needs esbuild, which npm installs into a folder that goes away."""
    work = into / "plotly"
    shutil.copytree(SCRIPTS / "plotly", work)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"], cwd=work, check=True)
    subprocess.run(["npm", "run", "build", "--silent"], cwd=work, check=True)
    notice = f"/* plotly.js {PLOTLY.version}, bundled by scripts/vendor.py. MIT, see plotly-LICENSE.txt */\n"
    (VENDOR / "plotly.min.js").write_text(notice + (work / "plotly.min.js").read_text())
    return "plotly.min.js"


def entry(package: Package, name: str) -> dict[str, str]:
    """What the manifest says of one served file."""
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "file": name,
        "sha256": hashlib.sha256((VENDOR / name).read_bytes()).hexdigest(),
    }


def main() -> None:
    """Fetches everything and writes the manifest."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    manifest: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as temporary:
        into = Path(temporary)
        for package in [*PACKAGES, ICONS, PLOTLY]:
            folder = unpack(package, into)
            names = copy(package, folder)
            if package is ICONS:
                names.append(sprite(folder))
            if package is PLOTLY:
                names.append(plotly(into))
            manifest += [entry(package, name) for name in names]
    manifest.sort(key=lambda row: row["file"])
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
