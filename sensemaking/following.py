"""Learning and options go along when initiatives or challenges are merged, and stand as they should where they are."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from initiatives.carried import Carried, carried
from initiatives.followers import Follower, followers
from initiatives.models import Challenge
from initiatives.signals import challenge_moved
from sensemaking.models import Decision, LearningLog, LearningQuestion, Option, ReportScope
from sensemaking.services import options, tallies
from stakeholders.services.history import restorers


def register() -> None:
    """Say what follows."""
    followers.add("logs", Follower(LearningLog._meta.label, _("learning logs"), after=tallies.recount))
    heard = LearningLog.listeners.through._meta.label
    followers.add("heard", Follower(heard, _("learning logs heard"), unique_with="learninglog"))
    decided = Decision.initiatives.through._meta.label
    followers.add("decisions", Follower(decided, _("decisions about it"), unique_with="decision"))
    followers.add("options", Follower(Option._meta.label, _("options taken up"), field="taken_up_as"))
    asked = LearningQuestion._meta.label
    followers.add("questions", Follower(asked, _("learning questions and assumptions")))
    told = ReportScope.initiatives.through._meta.label
    followers.add("report scopes", Follower(told, _("reports about it"), unique_with="reportscope"))
    carried.add("options", Carried(Option._meta.label, _("solutions offered")))
    restorers.add(Option._meta.label, options.restore)
    challenge_moved.connect(settle_options, dispatch_uid="settle options of a challenge")


def settle_options(challenge: Challenge, **kwargs: Any) -> None:
    """Options wait while their challenge is being framed."""
    options.settle(challenge)
