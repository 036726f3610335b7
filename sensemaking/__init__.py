"""What we are learning, and what it changes."""
