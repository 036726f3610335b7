"""The tokens keep the promises of the design language: enough contrast, and systems that everybody can tell apart."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from tests.lib.colour import VISIONS, contrast, distance, mixed

TOKENS = (Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css").read_text()
TEXT = 4.5
GRAPHIC = 3.0
APART = 8.0
GROUNDS = ("bg", "surface", "sunken")
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *((ink, ground) for ink in ("accent", "accent-hover") for ground in ("bg", "surface", "accent-soft")),
    *((tone, ground) for tone in ("good", "warn", "bad") for ground in ("bg", "surface", f"{tone}-soft")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("ink", "accent-soft"),
    ("ink", "pressed"),
    ("mark-ink", "mark"),
    ("bg", "ink"),
    ("heat-ink-1", "q1"),
    ("heat-ink-2", "q2"),
    ("heat-ink-3", "q3"),
    ("heat-ink-4", "heat-4"),
    ("heat-ink-5", "q5"),
]
GRAPHIC_PAIRS = [
    *((mark, ground) for mark in ("line-strong", "focus", "warn-line", "accent") for ground in ("bg", "surface")),
    *((f"system-{index}", ground) for index in range(1, 9) for ground in ("bg", "surface")),
]


def colours(selector: str) -> dict[str, str]:
    """The colour tokens of one theme."""
    block = re.search(re.escape(selector) + r" \{(.*?)\n\}", TOKENS, re.DOTALL)
    assert block, f"tokens.css has no block for {selector}"
    return dict(re.findall(r"--ph-([\w-]+): (#[0-9A-F]{6});", block[1]))


THEMES = {"light": colours('[data-bs-theme="light"]'), "dark": colours('[data-bs-theme="dark"]')}


def test_both_themes_name_the_same_tokens() -> None:
    assert THEMES["light"].keys() == THEMES["dark"].keys()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[ink], tokens[ground]) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), GRAPHIC_PAIRS)
def test_marks_and_borders_can_be_seen(theme: str, mark: str, ground: str) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[mark], tokens[ground]) >= GRAPHIC


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("index", range(1, 9))
def test_text_on_a_system_tint_can_be_read(theme: str, index: int) -> None:
    tokens = THEMES[theme]
    tint = mixed(tokens[f"system-{index}"], tokens["surface"], 0.10)
    assert contrast(tokens["ink"], tint) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISIONS)
def test_systems_look_different_to_everybody(theme: str, vision: str) -> None:
    systems = [THEMES[theme][f"system-{index}"] for index in range(1, 9)]
    closest = min(distance(one, other, vision) for one, other in combinations(systems, 2))
    assert closest >= APART


def test_the_arithmetic_agrees_with_the_design_language() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    light = [THEMES["light"][f"system-{index}"] for index in range(1, 9)]
    closest = min(distance(one, other, "normal") for one, other in combinations(light, 2))
    assert closest == pytest.approx(15.1, abs=0.1)
