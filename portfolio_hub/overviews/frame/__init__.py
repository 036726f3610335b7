"""The frame: how much stands where a member of one axis meets a member of another."""

from portfolio_hub.overviews.frame.axes import AXES, NAMED_PAIRS
from portfolio_hub.overviews.frame.base import placed
from portfolio_hub.overviews.frame.choice import Choice, chosen
from portfolio_hub.overviews.frame.heat import Frame, frame

__all__ = ["AXES", "NAMED_PAIRS", "Choice", "Frame", "chosen", "frame", "placed"]
