#!/usr/bin/env python3
"""Joins static/css/*.css and static/css/pages/*.css into the one stylesheet a page loads, hub.css.

Run after a change: `python scripts/css.py`; a test holds that hub.css is current.
"""

import re
import sys
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
PARTS = ["tokens", "base", "layout", "forms", "components", "data", "print"]
DARK = re.compile(r'\[data-bs-theme="dark"\] \{(.*?)\n\}', re.DOTALL)


def themed(tokens: str) -> str:
    """The tokens with the dark ones twice: where dark was chosen, and where nothing was and the device is dark.

    Both hold on screens only, so paper is always light.
    """
    dark = DARK.search(tokens)
    if dark is None:
        raise ValueError("tokens.css has no dark block")
    chosen = f'@media screen {{ [data-bs-theme="dark"] {{{dark[1]}}} }}'
    followed = f"@media screen and (prefers-color-scheme: dark) {{ :root:not([data-bs-theme]) {{{dark[1]}}} }}"
    return tokens.replace(dark[0], f"{chosen}\n{followed}")


def squeeze(css: str) -> str:
    """The same rules without comments and needless space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return css.replace(";}", "}").replace("}", "}\n").strip() + "\n"


def stylesheet() -> str:
    """All of hub.css, tokens first and print last."""
    parts = {name: (CSS / f"{name}.css").read_text() for name in PARTS}
    pages = [path.read_text() for path in sorted((CSS / "pages").glob("*.css"))]
    head = themed(parts["tokens"])
    middle = [parts[name] for name in PARTS[1:-1]]
    return squeeze("\n".join([head, *middle, *pages, parts["print"]]))


if __name__ == "__main__":
    (CSS / "hub.css").write_text(stylesheet())
    sys.stdout.write(f"hub.css: {len(stylesheet()) / 1024:.0f} kB\n")
