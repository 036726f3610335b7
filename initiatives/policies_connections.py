"""Who may say how initiatives hang together, change it and take it back; each refusal with a sentence."""

from django.utils.translation import gettext as _

from initiatives.models import Connection, Initiative
from initiatives.policies import YES, Ruling
from initiatives.querysets import team_initiatives
from stakeholders.access import Access, Permission


def may_connect(access: Access, *ends: Initiative) -> Ruling:
    """Stewards connect whatever they see; contributors what their organisations take part in, with others."""
    if not access.may(Permission.EDIT):
        return Ruling(False, _("Your role here reads along. A steward can change that."))
    if access.is_steward or team_initiatives(access.user).filter(initiative__in=[end.pk for end in ends]).exists():
        return YES
    return Ruling(
        False, _("You can connect the initiatives of your own organisations with others. A steward connects all.")
    )


def may_change(access: Access, connection: Connection) -> Ruling:
    """Whoever may connect the two, in the portfolio where it was said."""
    if connection.portfolio_id != access.portfolio.pk:
        return Ruling(False, _("The stewards of %(portfolio)s keep it.") % {"portfolio": connection.portfolio})
    return may_connect(access, connection.source, connection.target)


def may_delete(access: Access, connection: Connection) -> Ruling:
    """Stewards delete; others only what they said themselves."""
    if access.is_steward or (connection.said_by_id is not None and connection.said_by_id == access.user.pk):
        return may_change(access, connection)
    return Ruling(False, _("Whoever said it and the stewards can delete it. You can refute it, which keeps it."))
