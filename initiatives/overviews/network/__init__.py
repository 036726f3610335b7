"""Readings of the network, as far as one reader may see."""

from initiatives.overviews.network.latest import newest, positions

__all__ = ["newest", "positions"]
