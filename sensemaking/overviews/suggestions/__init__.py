"""What pages show of suggestions."""
