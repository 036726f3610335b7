"""Measurements against raw SQL on a large portfolio: `make bench` (docs/performance.md)."""
