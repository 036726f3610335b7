"""Commands of the roof, run with `manage.py <name>`."""
