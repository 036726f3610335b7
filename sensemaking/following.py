"""Learning goes along when one initiative is merged into another, and is counted where it then stands."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from initiatives.followers import Follower, followers
from sensemaking.models import LearningLog, LogTally
from sensemaking.services import tallies


def recount(initiatives: Collection[int]) -> None:
    """Count the logs of these initiatives anew."""
    LogTally.objects.filter(initiative__in=initiatives).update(count=0)
    tallies.added(LearningLog.objects.filter(initiative__in=initiatives).iterator(chunk_size=2000))


def register() -> None:
    """Say what follows."""
    followers.add("logs", Follower(LearningLog._meta.label, _("learning logs"), after=recount))
    heard = LearningLog.listeners.through._meta.label
    followers.add("heard", Follower(heard, _("learning logs heard"), unique_with="learninglog"))
