"""What we do about it, and how the pieces hang together."""
