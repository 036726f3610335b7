"""What the stakeholders' floor tells the others; each is sent after the commit."""

from django.dispatch import Signal

intent_shared = Signal()
"""A version of the intent is shared now: `version`, the `earlier` one that it replaced or None, `by` whom."""
