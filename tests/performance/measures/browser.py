"""B12: the list in Chromium with an empty cache."""

import os
import shutil
from collections import Counter
from typing import Any

from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.performance.server import FRAGMENT, Client, session_of
from tests.performance.setting import Setting
from tests.performance.timing import Result

WATCH = """
window.longTasks = [];
new PerformanceObserver(list => list.getEntries().forEach(entry => window.longTasks.push(entry.duration)))
  .observe({type: 'longtask', buffered: true});
"""


def b12(at: Setting) -> list[Result]:
    """Kilobytes, requests, nodes and long tasks of the list's first visit, and kilobytes of its refresh."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise SystemExit("There is no Chromium on this machine; set CHROMIUM to its path.")
    session, address = session_of(at.large.steward), f"/{at.large.portfolio.slug}/initiatives/"
    seen = _visit(path, at.server.url, session, address)
    client = Client(at.server.port, at.large.steward)
    fragment = len(client.get(address, {**FRAGMENT, "Accept-Encoding": "gzip"})) / 1000
    bytes_of, requests = seen["bytes"], seen["requests"]
    without_fonts = sum(bytes_of.values()) - bytes_of["Font"]
    return [
        Result("B12", "list, all but its fonts", round(without_fonts / 1000, 1), 110, unit=" kB",
               note=", ".join(f"{kind} {size / 1000:.1f}" for kind, size in bytes_of.most_common())),
        Result("B12", "requests", sum(requests.values()), 8,
               note=", ".join(f"{kind} {count}" for kind, count in requests.most_common())),
        Result("B12", "refresh", round(fragment, 1), 5, unit=" kB"),
        Result("B12", "DOM nodes", seen["nodes"], 1500),
        Result("B12", "long tasks", round(sum(seen["long"])), 0, unit=" ms"),
    ]  # fmt: skip


def _visit(chromium: str, url: str, session: str, path: str) -> dict[str, Any]:
    """Open the page once and return what it took over the network and in the browser."""
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block")
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
        page = context.new_page()
        page.add_init_script(WATCH)
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        network.on(
            "Network.loadingFinished", lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])})
        )
        page.goto(f"{url}{path}", wait_until="networkidle")
        page.wait_for_timeout(300)
        found = page.evaluate("({nodes: document.querySelectorAll('*').length, long: window.longTasks})")
        browser.close()
    bytes_of: Counter[str] = Counter()
    for request, size in sizes.items():
        bytes_of[kinds.get(request, "Other")] += size
    return {**found, "bytes": bytes_of, "requests": Counter(kinds.values())}
