"""Invented data for the gallery, where people who build pages see every component once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NAMES = (
    ("Mobility", "bus"),
    ("Energy & buildings", "bolt"),
    ("Food & land", "carrot"),
    ("Health & care", "heartbeat"),
    ("Economy & skills", "briefcase"),
    ("Community & democracy", "users-group"),
    ("Water & nature", "droplet"),
    ("Cross-cutting", "circles-relation"),
)
SYSTEMS = [{"name": name, "icon": icon, "colour": colour} for colour, (name, icon) in enumerate(NAMES, start=1)]
TOUCHED = {2, 3, 4, 6}
STAGES = (("exploring", _("Exploring"), 85), ("testing", _("Testing"), 72), ("growing", _("Growing"), 42),
          ("embedded", _("Embedded"), 21), ("closed", _("Closed"), 20))  # fmt: skip
SECTORS = (("Public bodies", 18, 16), ("Business", 14, 20), ("Civil society", 21, 18), ("Finance", 4, 8))
HEAT = (("Halve transport emissions by 2030", (31, 4, 2, 3, 2, 5, 0), "Covered"),
        ("Tree canopy to 30% by 2035", (2, 0, 5, None, 0, 4, 9), "Gap"),
        ("6,000 good green jobs", (3, 9, 2, 4, 17, 2, 1), "Covered"))  # fmt: skip
VEHICLES = (("Riverton Transition Fund", "Blended", 64_000_000, 60), ("Retrofit Bond 2031", "Bond", 58_000_000, 0),
            ("Neighbourhood Commons Fund", "Grants", 18_500_000, 80))  # fmt: skip
FLOWS = ((0, 2, 34, 8), (1, 2, 30, 8), (1, 3, 18, 8), (2, 4, 40, 2), (2, 5, 24, 1), (3, 5, 18, 1))
NODES = ("National Climate Mission", "City of Riverton", "Riverton Transition Fund", "Commons Fund",
         "Energy & buildings", "Mobility")  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), help_text=_("As people in the street would call it."))
    stage = forms.ChoiceField(label=_("Stage"), choices=[(key, label) for key, label, _count in STAGES])
    horizon = forms.IntegerField(label=_("Horizon"), min_value=2027, max_value=2060, required=False)
    what = forms.CharField(label=_("What did you see?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    systems = forms.MultipleChoiceField(
        label=_("Systems"), choices=[(s["colour"], s["name"]) for s in SYSTEMS[:3]],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    is_public = forms.BooleanField(label=_("Everyone may read this"), required=False)


def sankey() -> dict[str, Any]:
    """A small Sankey, as a charts module would make it."""
    return {
        "data": [{
            "type": "sankey",
            "arrangement": "fixed",
            "node": {"label": list(NODES), "pad": 24, "thickness": 12, "line": {"width": 0},
                     "color": ["var(--ph-ink-3)"] * 2 + ["var(--ph-accent)"] * 2
                     + ["var(--ph-system-2)", "var(--ph-system-1)"]},
            "link": {"source": [f[0] for f in FLOWS], "target": [f[1] for f in FLOWS],
                     "value": [f[2] for f in FLOWS], "color": [f"var(--ph-system-{f[3]})/0.3" for f in FLOWS]},
        }],
        "layout": {"height": 320},
    }  # fmt: skip


SAMPLES: dict[str, Any] = {
    "systems": SYSTEMS,
    "seven": SYSTEMS[:7],
    "touched": [{**system, "is_on": system["colour"] in TOUCHED} for system in SYSTEMS[:7]],
    "stages": [{"key": key, "label": label, "count": count, "url": "#"} for key, label, count in STAGES],
    "track": [
        {"label": _("Exploring"), "note": "Mar 2024", "is_done": True},
        {"label": _("Testing"), "note": "Feb 2025", "is_done": True},
        {"label": _("Growing"), "note": "since 12 June 2026", "is_current": True},
        {"label": _("Embedded")},
        {"label": _("Closed")},
    ],
    "steps": [
        {"label": _("File"), "is_done": True},
        {"label": _("Columns"), "is_current": True},
        {"label": _("Check")},
        {"label": _("Done")},
    ],
    "views": [
        {"label": _("Commitments"), "url": "#", "is_current": True},
        {"label": _("Stages"), "url": "#"},
        {"label": _("Table"), "url": "#", "icon": "table"},
    ],
    "velocity": [14, 15, 15, 22, 20, 23, 28, 32],
    "sectors": [
        {"name": name, "signed": signed, "enough": enough, "css": "ph-bar-fill" if signed >= enough else "ph-bar-short"}
        for name, signed, enough in SECTORS
    ],
    "heat": [{"name": name, "cells": cells, "state": state} for name, cells, state in HEAT],
    "vehicles": [
        {"name": name, "kind": kind, "size": size, "flexible": flexible} for name, kind, size, flexible in VEHICLES
    ],
    "figure": sankey(),
    "sequential": range(7),
    "diverging": range(1, 8),
    "commitments": ["is-full"] * 7 + ["is-thin"] * 2 + ["gap"] * 3,
}
