"""What suggestions do when other things happen: imports bring a search, merges answer a question."""

from typing import Any

from django.db.models.signals import post_save

from initiatives.models import CombinationMember, Initiative
from initiatives.signals import import_written, initiatives_merged
from sensemaking.services.suggestions import combining, deciding, searching
from stakeholders.models import Portfolio, User


def search_imported(portfolio: Portfolio, **kwargs: Any) -> None:
    """What came in is compared with what is there."""
    searching.search(portfolio=portfolio, is_whole=False)


def accept_merged(source: Initiative, target: Initiative, by: User | None, **kwargs: Any) -> None:
    """Two that the hub took for one are one now."""
    deciding.settle_merged(source=source.pk, target=target.pk, by=by)


def register() -> None:
    """Listen to the floor below."""
    import_written.connect(search_imported, dispatch_uid="search after an import")
    post_save.connect(combining.settle, sender=CombinationMember, dispatch_uid="settle suggested combinations")
    initiatives_merged.connect(accept_merged, dispatch_uid="accept what was merged")
