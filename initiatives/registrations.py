"""What this floor puts into the registries: how edits are undone, what follows a merge, what a timeline shows."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Fill the registries, once, when the app is ready."""
    from initiatives.activity import activity
    from initiatives.followers import Follower, followers
    from initiatives.models import Initiative
    from initiatives.overviews.exports import all_initiatives, all_updates
    from initiatives.overviews.happenings import LineageActivity, StageActivity, UpdateActivity
    from initiatives.services import state
    from portfolio_hub.lib.exports import sources
    from stakeholders.services.history import restorers

    restorers.add(Initiative._meta.label, state.restore)
    sources.add("initiatives", all_initiatives())
    sources.add("updates", all_updates())
    followers.add("updates", Follower("initiatives.Update", _("updates")))
    followers.add("links", Follower("initiatives.PostingLink", _("posting links")))
    followers.add("placements", Follower("initiatives.Placement", _("placements in other portfolios")))
    activity.add("update", UpdateActivity())
    activity.add("stage", StageActivity())
    activity.add("lineage", LineageActivity())
    register_imports()
    register_for_people()


def register_for_people() -> None:
    """What the floor below asks: who takes part in what, and what a new portfolio may begin with."""
    from initiatives import starting_packs
    from initiatives.involvement import InInitiatives
    from stakeholders.involvement import involvements

    involvements.add("initiatives", InInitiatives())
    starting_packs.register()


def register_imports() -> None:
    """What can come in from files on this floor."""
    from initiatives.imports.initiatives_target import InitiativesTarget
    from initiatives.imports.organisations_target import OrganisationsTarget
    from initiatives.imports.targets import targets

    for target in (InitiativesTarget(), OrganisationsTarget()):
        targets.add(target.name, target)
