"""Take the pictures of README and guide: `make shots`.

Starts the hub with the demo city in a temporary folder, looks at it as three people, writes PNGs to docs/images/.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from portfolio_hub.demo import SIGN_INS, SLUG, SignIn
from portfolio_hub.lib.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
EXAMPLE = ROOT / "docs" / "examples" / "initiatives.csv"
STEWARD, CONTRIBUTOR, FUNDER, *_others = SIGN_INS
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MOST_BYTES = 250_000
START_SECONDS = 240


@dataclass(frozen=True)
class Shot:
    """One picture: its name, who looks, the way there, and the size of the window."""

    name: str
    person: SignIn
    go: Callable[[Page], None]
    width: int = 1440
    height: int = 900
    is_dark: bool = False


def at(path: str) -> Callable[[Page], None]:
    """The way to an address of Riverton."""

    def go(page: Page) -> None:
        page.goto(path)

    return go


def initiative(page: Page) -> None:
    """Warm Streets Millbrook, from the list."""
    page.goto("initiatives/?q=Warm+Streets+Millbrook")
    page.get_by_role("link", name="Warm Streets Millbrook", exact=True).first.click()


def report(page: Page) -> None:
    """The summer report of the stewards."""
    page.goto("sense-making/")
    page.get_by_role("link", name="Trust moves at the speed of neighbours").first.click()


def columns(page: Page) -> None:
    """The example file on its way in, with its columns matched."""
    page.goto("initiatives/import/")
    page.set_input_files("input[type=file]", str(EXAMPLE))
    page.get_by_role("button", name="Look into the file").click()


def funding(page: Page) -> None:
    """The funding page, once its chart is drawn."""
    page.goto("funding/")
    page.wait_for_selector(".sankey-node")


def answers(page: Page) -> None:
    """The posting form with a learning log written, not yet sent."""
    page.goto("sense-making/post/")
    page.get_by_label("What did you try?").fill("Asked the hosts to choose the day of the scaffold.")
    page.get_by_label("What did you see?").fill("They chose Saturdays. Nobody complained about noise.")
    page.get_by_label("What will you do next?").fill("Ask before we book, on every street.")
    page.evaluate("document.activeElement.blur()")


SHOTS = (
    Shot("overview", STEWARD, at(""), height=980),
    Shot("overview-dark", STEWARD, at(""), height=980, is_dark=True),
    Shot("initiatives", STEWARD, at("initiatives/")),
    Shot("initiative", STEWARD, initiative, height=1000),
    Shot("import", STEWARD, columns, height=1000),
    Shot("report", STEWARD, report, height=960),
    Shot("intent", STEWARD, at("intent/?show=changes"), height=1000),
    Shot("funding", FUNDER, funding, height=1000),
    Shot("post-390", CONTRIBUTOR, answers, width=390, height=880),
    Shot("overview-390", CONTRIBUTOR, at(""), width=390, height=844),
)


def main() -> None:
    """Take every picture, or those named on the command line."""
    wanted = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with running_hub() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for shot in wanted:
            path = take(shot, browser, address)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")
        browser.close()


@contextmanager
def running_hub() -> Iterator[str]:
    """Start the whole hub with the demo city in a temporary folder, and stop it at the end; give its address."""
    port = free_port()
    address = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="portfolio-hub-") as folder:
        log = Path(folder) / "log"
        environment = os.environ | {
            "VAR_DIR": f"{folder}/var",
            "STATIC_ROOT": f"{folder}/static",
            "DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3",
            "REDIS_URL": "",
            "EMAIL_URL": "",
            "SITE_URL": address,
            "LANGUAGE_CODE": "en-gb",
            "WEB_WORKERS": "1",
            "WORKER_PROCESSES": "1",
        }
        print("Starting the hub with the demo city …")
        with log.open("w") as output:
            hub = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(port)],
                cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        try:
            wait_until_it_answers(f"{address}/healthz/", hub, log)
            yield address
        finally:
            hub.send_signal(signal.SIGINT)
            hub.wait(timeout=60)


def wait_until_it_answers(url: str, hub: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the hub is well; leave with what it said when it stops or takes too long."""
    for _ in range(START_SECONDS):
        time.sleep(1)
        if hub.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            continue
    raise SystemExit(f"The hub did not start:\n{log.read_text()[-2000:]}")


def take(shot: Shot, browser: Browser, address: str) -> Path:
    """Sign in, go there, take the picture; return its file."""
    context = browser.new_context(
        base_url=f"{address}/{SLUG}/",
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.is_dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Berlin",
    )
    page = context.new_page()
    sign_in(page, address, shot.person)
    shot.go(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = IMAGES / f"{shot.name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    context.close()
    shrink(path)
    return path


def sign_in(page: Page, address: str, person: SignIn) -> None:
    """Sign in by the form, as a person does."""
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", person.password)
    page.locator("form:has(input[name=login]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def shrink(path: Path) -> None:
    """Write the picture as small as it goes with all its colours; raise ValueError when it is still too large."""
    with Image.open(path) as picture:
        opaque = picture.convert("RGB")
    opaque.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size:,} bytes; make its window smaller.")


def chromium() -> str:
    """The machine's Chromium: `CHROMIUM`, or the first of its usual names on the path."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise SystemExit("There is no Chromium here: install it, or name it with CHROMIUM=/path/to/chromium.")
    return found


if __name__ == "__main__":
    main()
