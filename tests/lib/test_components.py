"""Templates use what exists: icons of the sprite, classes of the stylesheet, nothing inline."""

import importlib.util
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from portfolio_hub.gallery import SYSTEMS, SampleForm
from portfolio_hub.lib.toasts import toast
from portfolio_hub.templatetags.hub import icon_names

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = (ROOT / "static" / "css" / "hub.css").read_text()
DEFINED = set(re.findall(r"\.((?:ph|htmx)-[\w-]+)", CSS))
PRINTED = set(re.findall(r"\.(ph-[\w-]+)", (ROOT / "static" / "pdf" / "pdf.css").read_text()))
"""Classes that only PDFs have rules for."""
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)


def render(source: str, **context: object) -> str:
    """The text that a template makes, without spaces at its ends."""
    return Template(source).render(Context(context)).strip()


def plain(path: Path) -> str:
    """A template without its tags; what a value fills in shows as a star."""
    return VALUE.sub("*", TAG.sub(" ", path.read_text()))


def test_hub_css_is_current() -> None:
    spec = importlib.util.spec_from_file_location("css", ROOT / "scripts" / "css.py")
    assert spec
    assert spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.stylesheet() == CSS, "run python scripts/css.py"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_uses_icons_and_classes_that_exist(path: Path) -> None:
    icons = set(re.findall(r'\{% icon "([\w-]+)"', path.read_text()))
    assert icons <= icon_names(), f"not in scripts/icons.txt: {icons - icon_names()}"
    if "emails" in path.parts or "email" in path.parts:
        return
    defined = DEFINED | PRINTED if "print" in (*path.parts, path.stem) else DEFINED
    used = {name for text in re.findall(r'class="([^"]*)"', plain(path)) for name in text.split() if "*" not in name}
    assert used <= defined, f"no rule in hub.css: {used - defined}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = plain(path)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son\w+\s*=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_colours_come_from_tokens_only() -> None:
    for path in (ROOT / "static" / "css").rglob("*.css"):
        if path.name in {"tokens.css", "hub.css", "print.css"}:
            continue
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", path.read_text()), f"{path.name} names a colour by itself"


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "bolt" %}')
    assert 'role="img" aria-label="Close"' in render('{% icon "x" "Close" %}')
    assert "#circle-dashed" in render("{% icon name %}", name="no-such-icon")


def test_a_label_is_escaped() -> None:
    assert "<b>" not in render("{% icon 'x' label %}", label="<b>")


def test_numbers_and_money_follow_the_language() -> None:
    source = "{{ n|number }} {{ m|money:'EUR' }} {{ none|number }}"
    with translation.override("en-gb"):
        assert render(source, n=2946, m=186_400_000, none=None) == "2,946 €186.4m –"
    with translation.override("de"):
        assert render(source, n=2946, m=186_400_000, none=None) == "2.946 186,4\u00a0Mio.\u00a0€ –"


def test_days_say_the_year_only_when_it_is_not_this_one() -> None:
    today = timezone.localdate()
    assert str(today.year) not in render("{{ d|day }}", d=today)
    assert render("{{ d|day }}", d=date(2024, 3, 1)) == "1 March 2024"
    assert render("{{ d|ago }}", d=today - timedelta(days=1)) == "yesterday"
    assert render("{{ d|ago }}", d=today - timedelta(days=3)) == "3 days ago"
    assert render("{{ d|ago }}", d=None) == "never"
    assert render("{% when d %}", d=date(2024, 3, 1)) == '<time datetime="2024-03-01">1 March 2024</time>'


def test_bars_carry_sizes_as_attributes() -> None:
    drawn = render("{% share_bar 39 100 40 %}")
    assert 'width="39.0%"' in drawn
    assert "style" not in drawn
    assert render("{% sparkline values %}", values=[3]) == ""


def test_a_form_joins_help_and_error_to_its_field() -> None:
    form = SampleForm({"horizon": "99"})
    html = str(form)
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="ph-input"' in html
    assert "Optional" in html
    assert 'value="99"' in html


def test_a_choice_of_several_is_a_fieldset_with_labels() -> None:
    html = SampleForm()["systems"].as_field_group()
    assert "<fieldset" in html
    assert html.count('<label class="ph-check"') == 3


def test_a_widget_keeps_the_class_it_was_given() -> None:
    form = SampleForm()
    form.fields["title"].widget.attrs["class"] = "ph-code-input"
    assert 'class="ph-input ph-code-input"' in str(form["title"])


def test_a_toast_offers_undo() -> None:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    toast(request, "Moved to Growing.", undo="/riverton/undo/7/")
    toast(request, "It could not be sent.", level=messages.ERROR)
    html = render_to_string("components/toasts.html", {"messages": messages.get_messages(request)})
    assert 'action="/riverton/undo/7/"' in html
    assert 'data-toast="10"' in html
    assert 'data-toast="stays"' in html


def test_a_system_is_named_beside_its_icon() -> None:
    html = render_to_string("components/system.html", {"system": SYSTEMS[1]})
    assert "ph-s-2" in html
    assert "Energy &amp; buildings" in html
