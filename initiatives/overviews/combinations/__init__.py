"""What the pages of combinations show."""
