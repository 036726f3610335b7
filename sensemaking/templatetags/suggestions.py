"""What templates of suggestions need: the reasons against one, and the answers of leads."""

from typing import Any

from django import template

from sensemaking.models import ConnectionSuggestion, SuggestionAsk

register = template.Library()


@register.simple_tag
def dismissals() -> list[tuple[str, Any]]:
    """Values and words of the reasons with which a suggestion is dismissed."""
    return list(ConnectionSuggestion.Dismissal.choices)


@register.simple_tag
def answers() -> list[tuple[str, Any]]:
    """Values and words of what a lead may answer."""
    return list(SuggestionAsk.Answer.choices)
