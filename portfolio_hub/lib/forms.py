"""Renders Django's forms with our fields: label, help and error joined to the control, our classes on it."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

TYPED = ("input", "text", "number", "email", "url", "password", "date", "datetime", "time", "tel", "search", "color")
CLASSES = {"textarea": "ph-textarea", "select": "ph-select", **dict.fromkeys(TYPED, "ph-input")}


def css_of(template_name: str) -> str:
    """Return our class for a widget by the name of its template, or nothing."""
    folder, _slash, name = template_name.rpartition("/")
    return CLASSES.get(name.removesuffix(".html"), "") if folder == "django/forms/widgets" else ""


class HubRenderer(TemplatesSetting):
    """Finds form templates among the project's own, and gives widgets their class."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Render a form, field or widget."""
        css = css_of(template_name)
        if css and "widget" in context:
            attrs = context["widget"]["attrs"]
            if css not in attrs.get("class", ""):
                attrs["class"] = f"{css} {attrs.get('class', '')}".strip()
        return super().render(template_name, context, request)
