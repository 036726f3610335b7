"""The map in Chromium with 2,000 initiatives and 5,000 connections: frames a second while one pans and zooms."""

import json
import os
import random
import shutil
from math import cos, pi, sin
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from tests.performance.server import session_of
from tests.performance.setting import Setting
from tests.performance.timing import Result

NODES, LINKS, SYSTEMS = 2_000, 5_000, 8
STAGES = ("embedded", "growing", "testing", "exploring", "idea", "closed")
FRAMES = """() => {
  window.frames_seen = [];
  let last = performance.now();
  const next = (now) => {
    window.frames_seen.push(now - last);
    last = now;
    window.frames_on = requestAnimationFrame(next);
  };
  window.frames_on = requestAnimationFrame(next);
}"""


def b14(at: Setting) -> list[Result]:
    """Frames a second while panning and zooming, the slowest frame, and how long drawing takes."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise SystemExit("There is no Chromium on this machine; set CHROMIUM to its path.")
    address = f"/{at.large.portfolio.slug}/map/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 1040}, base_url=at.server.url)
        context.add_cookies([{"name": "sessionid", "value": session_of(at.large.steward), "url": at.server.url}])
        page = context.new_page()
        found = measured(page, address)
        browser.close()
    told = f"{NODES:,} initiatives, {LINKS:,} connections, drawn by the processor"
    return [
        Result("B14", "map, panning", found["pan"], 20, is_least=True, unit=" frames/s", note=told),
        Result("B14", "map, zooming", found["zoom"], 20, is_least=True, unit=" frames/s"),
        Result("B14", "map, slowest frame", found["slowest"], unit=" ms"),
        Result("B14", "map, drawing", found["drawing"], 2_000, unit=" ms"),
    ]


def measured(page: Page, address: str) -> dict[str, Any]:
    """Open the page with made-up data, drag it about for two seconds, then turn the wheel."""
    body = json.dumps(made_up())

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="application/json")

    page.route("**/map/data/**", answer)
    page.goto(address, wait_until="networkidle")
    page.wait_for_selector("[data-map].ph-is-live")
    started = page.evaluate("performance.now()")
    page.evaluate("window.phMap.page.load({ speak: false })")
    drawing = round(page.evaluate("performance.now()") - started)
    box = page.locator("#map-stage").bounding_box() or {"x": 0.0, "y": 0.0, "width": 800.0, "height": 600.0}
    x, y = box["x"] + 40, box["y"] + box["height"] - 120
    page.wait_for_timeout(500)
    panned = _frames(page, lambda: _drag(page, x, y))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    zoomed = _frames(page, lambda: _turn(page))
    return {
        "pan": _rate(panned), "zoom": _rate(zoomed), "slowest": round(max(panned + zoomed)), "drawing": drawing,
    }  # fmt: skip


def made_up() -> dict[str, Any]:
    """A rose as large as the map draws initiatives one by one; the same every time."""
    dice = random.Random(7)
    wide = 332 / SYSTEMS
    wedges = [
        {"system": n + 1, "name": f"System {n + 1}", "icon": "bolt", "colour": n + 1, "from": -14 + wide * n,
         "to": -14 + wide * (n + 1), "count": NODES // SYSTEMS, "x": 0, "y": -1165, "anchor": "middle"}
        for n in range(SYSTEMS)
    ]  # fmt: skip
    rings = [
        {"stage": stage, "label": stage, "inner": 200 + 200 * n, "outer": 400 + 200 * n, "x": -50, "y": -300 - 200 * n}
        for n, stage in enumerate(STAGES[:4])
    ]
    wedge = [n % SYSTEMS for n in range(NODES)]
    stage = [dice.randrange(4) for _node in range(NODES)]
    turns = [(-14 + wide * (wedge[n] + dice.random())) / 180 * pi for n in range(NODES)]
    radii = [210 + 200 * (stage[n] + dice.random() * 0.9) for n in range(NODES)]
    ends = [dice.sample(range(NODES), 2) for _link in range(LINKS)]
    zeros = [0] * NODES
    return {
        "mode": "rose", "at": None, "dot": 6, "groups": None,
        "frame": {"rim": 1000, "core": 200, "wedges": wedges, "rings": rings},
        "nodes": {
            "id": list(range(1, NODES + 1)), "title": [f"Initiative {n}" for n in range(NODES)], "wedge": wedge,
            "stage": stage, "x": [round(r * sin(t)) for r, t in zip(radii, turns, strict=True)],
            "y": [round(-r * cos(t)) for r, t in zip(radii, turns, strict=True)], "paused": zeros, "links": zeros,
            "suggested": zeros,
        },
        "edges": {
            "id": list(range(1, LINKS + 1)), "source": [one for one, _other in ends],
            "target": [other for _one, other in ends], "kind": [0] * LINKS, "status": [0] * LINKS,
            "strength": [2] * LINKS,
        },
        "suggested": {"id": [], "source": [], "target": [], "kind": [], "score": []},
        "words": {
            "stages": [{"key": key, "label": key} for key in STAGES],
            "kinds": [{"key": "enables", "out": "enables", "into": "is enabled by", "directed": True}],
            "statuses": [{"key": "observed", "label": "Observed"}],
        },
        "urls": {"initiative": "", "connection": "", "suggestion": ""},
        "counts": {
            "initiatives": NODES, "of": NODES, "connections": LINKS, "suggested": 0, "systems": {}, "stages": {},
            "kinds": {}, "statuses": {}, "links": {},
        },
    }  # fmt: skip


def _frames(page: Page, act: Any) -> list[float]:
    """The milliseconds between frames while something is done."""
    page.evaluate(FRAMES)
    act()
    page.evaluate("cancelAnimationFrame(window.frames_on)")
    return [float(gap) for gap in page.evaluate("window.frames_seen")][2:] or [1000.0]


def _drag(page: Page, x: float, y: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(x + 200 * sin(step / 12), y - 100 + 100 * cos(step / 12))
        page.wait_for_timeout(8)
    page.mouse.up()


def _turn(page: Page) -> None:
    for step in range(60):
        page.mouse.wheel(0, -60 if step < 30 else 60)
        page.wait_for_timeout(16)


def _rate(gaps: list[float]) -> float:
    """Frames a second."""
    return round(1000 * len(gaps) / sum(gaps), 1)
