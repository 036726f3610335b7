"""What this floor tells the floors above it, within the same transaction."""

from django.dispatch import Signal

challenge_moved = Signal()
"""A challenge came into another state, or things were hung on it. Sends `challenge`."""
