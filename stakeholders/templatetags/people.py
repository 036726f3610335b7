"""How roles read in a sentence."""

from django import template

from stakeholders.models import Role

register = template.Library()


@register.filter
def role_name(value: str) -> str:
    """steward → Steward, in the reader's language."""
    return str(Role(value).label) if value in Role.values else value
