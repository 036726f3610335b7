"""What a new portfolio may begin with; the floor below offers these without knowing them."""

from functools import partial

from initiatives.services import frame_packs
from initiatives.services.frame_packs import PACKS, FramePack
from stakeholders.models import Portfolio, User
from stakeholders.services.portfolios import StartingPack, starting_packs


def fill(pack: FramePack, portfolio: Portfolio, by: User) -> None:
    """Write a pack into the frame of a new portfolio."""
    frame_packs.add(portfolio=portfolio, pack=pack, by=by)


def register() -> None:
    """Offer the packs."""
    for name, pack in PACKS.items():
        starting_packs.add(name, StartingPack(pack.label, pack.description, partial(fill, pack)))
