"""Learning goes along when one initiative is merged into another, and is counted where it then stands."""

from django.utils.translation import gettext_lazy as _

from initiatives.followers import Follower, followers
from sensemaking.models import LearningLog
from sensemaking.services import tallies


def register() -> None:
    """Say what follows."""
    followers.add("logs", Follower(LearningLog._meta.label, _("learning logs"), after=tallies.recount))
    heard = LearningLog.listeners.through._meta.label
    followers.add("heard", Follower(heard, _("learning logs heard"), unique_with="learninglog"))
