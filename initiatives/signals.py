"""What this floor tells the floors above it, within the same transaction."""

from django.dispatch import Signal

challenge_moved = Signal()
"""A challenge came into another state, or things were hung on it. Sends `challenge`."""

initiatives_merged = Signal()
"""Two initiatives became one. Sends `source`, `target` and `by`."""

import_written = Signal()
"""An import has written its rows, or taken them back. Sends `portfolio`."""
