"""What this floor puts into the registries: how edits are undone, what follows a merge, what a timeline shows."""

from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Fill the registries, once, when the app is ready."""
    from initiatives.activity import activity
    from initiatives.followers import Follower, followers
    from initiatives.models import Initiative, Placement
    from initiatives.overviews.exports import all_initiatives, all_updates
    from initiatives.overviews.happenings import LineageActivity, StageActivity, UpdateActivity
    from initiatives.services import placements, state
    from portfolio_hub.lib.exports import sources
    from stakeholders.services.history import restorers

    restorers.add(Initiative._meta.label, state.restore)
    restorers.add(Placement._meta.label, placements.restore)
    sources.add("initiatives", all_initiatives())
    sources.add("updates", all_updates())
    followers.add("updates", Follower("initiatives.Update", _("updates")))
    followers.add("links", Follower("initiatives.PostingLink", _("posting links")))
    followers.add("policies", Follower("initiatives.PolicyTouch", _("policies that touch it"), unique_with="policy"))
    followers.add("placements", Follower("initiatives.Placement", _("placements in other portfolios")))
    activity.add("update", UpdateActivity())
    activity.add("stage", StageActivity())
    activity.add("lineage", LineageActivity())
    register_commitments()
    register_challenges()
    register_connections()
    register_combinations()
    register_facets_and_snapshots()
    register_network()
    register_imports()
    register_for_people()
    register_attention()


def register_commitments() -> None:
    """How edits of commitments are undone, what follows a merge, and the tables to take along."""
    from initiatives.followers import Follower, followers
    from initiatives.models import PolicyCommitment
    from initiatives.overviews.commitment_tables import all_commitments, all_services
    from initiatives.services import commitments
    from portfolio_hub.lib.exports import sources
    from stakeholders.services.history import restorers

    restorers.add(PolicyCommitment._meta.label, commitments.restore)
    followers.add("services", Follower("initiatives.Service", _("commitments served"), unique_with="commitment"))
    sources.add("commitments", all_commitments())
    sources.add("services", all_services())


def register_challenges() -> None:
    """What challenges carry, how their edits are undone, where their answers show, and their table."""
    from initiatives.activity import activity
    from initiatives.carried import Carried, carried
    from initiatives.followers import Follower, followers
    from initiatives.models import Challenge, Framing
    from initiatives.overviews.challenges.answering import AnswerActivity
    from initiatives.overviews.challenges.exports import all_challenges
    from initiatives.services.challenges import state
    from portfolio_hub.lib.exports import sources
    from stakeholders.services.history import restorers

    restorers.add(Challenge._meta.label, state.restore)
    restorers.add(Framing._meta.label, state.restore_framing)
    carried.add("framings", Carried("initiatives.Framing", _("framings")))
    carried.add("answers", Carried("initiatives.Answer", _("initiatives that answer"), unique_with="initiative"))
    followers.add("answers", Follower("initiatives.Answer", _("challenges answered"), unique_with="challenge"))
    activity.add("answer", AnswerActivity())
    sources.add("challenges", all_challenges())


def register_connections() -> None:
    """What follows a merge of how initiatives hang together, and how edits of connections are undone."""
    from initiatives.activity import activity
    from initiatives.followers import Follower, followers
    from initiatives.models import Connection
    from initiatives.overviews.connections.exports import all_connections
    from initiatives.overviews.connections.happenings import ConnectionActivity, ConnectionMoves
    from initiatives.services import connections
    from initiatives.services.connections_merging import ConnectionFollower
    from portfolio_hub.lib.exports import sources
    from stakeholders.services.history import restorers

    restorers.add(Connection._meta.label, connections.restore)
    activity.add("connection", ConnectionActivity())
    activity.add("connection-moves", ConnectionMoves())
    sources.add("connections", all_connections())
    followers.add("connections", ConnectionFollower("initiatives.Connection", _("connections")))
    followers.add(
        "combinations", Follower("initiatives.CombinationMember", _("combinations"), unique_with="combination")
    )
    followers.add("offers", Follower("initiatives.Offer", _("offers")))
    followers.add("needs", Follower("initiatives.Need", _("needs")))


def register_combinations() -> None:
    """How edits of combinations, offers and needs are undone, and their tables to take along."""
    from initiatives.activity import activity
    from initiatives.models import Combination, Need, Offer
    from initiatives.overviews.combinations.exports import all_combinations
    from initiatives.overviews.combinations.happenings import CombinationActivity
    from initiatives.overviews.offers.exports import all_offers
    from initiatives.services import combinations, offers
    from portfolio_hub.lib.exports import sources
    from stakeholders.services.history import restorers

    activity.add("combination", CombinationActivity())
    restorers.add(Combination._meta.label, combinations.restore)
    restorers.add(Offer._meta.label, offers.restore)
    restorers.add(Need._meta.label, offers.restore)
    sources.add("combinations", all_combinations())
    sources.add("offers", all_offers())


def register_facets_and_snapshots() -> None:
    """Which judgements follow a merge, and the tables of judgements and of snapshots."""
    from initiatives.followers import followers
    from initiatives.overviews.facet_judgements import all_judgements
    from initiatives.overviews.snapshots import all_snapshots
    from initiatives.services.facets import JudgementFollower
    from portfolio_hub.lib.exports import sources

    judgements = JudgementFollower(
        "initiatives.FacetJudgement", _("judgements of its facet"), field="placement__initiative", unique_with="by"
    )
    followers.add("facet-judgements", judgements)
    sources.add("facet-judgements", all_judgements())
    sources.add("snapshots", all_snapshots())


def register_network() -> None:
    """The tables of measures of the network, and who is credited for what."""
    from initiatives import credits
    from initiatives.overviews.network.tables import network_sources
    from portfolio_hub.lib.exports import sources

    for source in network_sources():
        sources.add(source.name, source)
    credits.register()


def register_attention() -> None:
    """What the garden looks for on this floor."""
    from initiatives import attention, attention_connections, attention_offers

    attention.register()
    attention_connections.register()
    attention_offers.register()


def register_for_people() -> None:
    """What the floor below asks: who takes part in what, and what a new portfolio may begin with."""
    from initiatives import starting_packs
    from initiatives.involvement import InInitiatives
    from stakeholders.involvement import involvements

    involvements.add("initiatives", InInitiatives())
    starting_packs.register()


def register_imports() -> None:
    """What can come in from files on this floor."""
    from initiatives.imports.connections_target import ConnectionsTarget
    from initiatives.imports.initiatives_target import InitiativesTarget
    from initiatives.imports.organisations_target import OrganisationsTarget
    from initiatives.imports.targets import targets

    for target in (InitiativesTarget(), OrganisationsTarget(), ConnectionsTarget()):
        targets.add(target.name, target)
