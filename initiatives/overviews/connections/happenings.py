"""Connections in the timeline of an initiative: the day they came, and the days they changed or ended."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.activity import Entry
from initiatives.models import Connection, Initiative
from initiatives.overviews.happenings import by_whom, person
from initiatives.wording_connections import LABELS, verb
from stakeholders.access import Access, Permission
from stakeholders.models import Change


def seen_of(initiative: Initiative, access: Access) -> QuerySet[Connection]:
    """The connections of an initiative that the reader may see, with both of their ends."""
    return Connection.objects.visible_to(access.user).of(initiative.pk)


def sentence(row: Connection, initiative: Initiative) -> str:
    """How a connection reads from one of its ends: enables Repair hubs."""
    is_source = row.source_id == initiative.pk
    other = row.target if is_source else row.source
    return f"{verb(row.kind, from_source=is_source)} {other.title}"


class ConnectionActivity:
    """The day on which somebody said that an initiative hangs together with another."""

    label = gettext_lazy("Connections")
    day = "said_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[Connection]:
        """All of its connections, refuted and ended ones too."""
        return seen_of(initiative, access)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Connections with the other end's title and who said so."""
        rows = self.rows(initiative, access).filter(pk__in=ids)
        found = rows.select_related("portfolio", "source", "target", "said_by", "said_for")
        return [self._entry(row, initiative, access) for row in found]

    def _entry(self, row: Connection, initiative: Initiative, access: Access) -> Entry:
        named = str(row.said_by) if row.said_by and access.may(Permission.SEE_PEOPLE) else ""
        return Entry(
            kind="connection", on=row.said_on, pk=row.pk, body=row.statement, icon="link",
            title=_("Connected: %(sentence)s") % {"sentence": sentence(row, initiative)},
            byline=by_whom(_("Connection said"), named or str(row.said_for or "")), url=row.get_absolute_url(),
        )  # fmt: skip


class ConnectionMoves:
    """The days on which a connection was seen, refuted, ended, taken up again, or said in another way."""

    label = gettext_lazy("Changed connections")
    day = "moved_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[Any]:
        """Edits of the state or the kind."""
        told = Q(fields__has_key="status") | Q(fields__has_key="kind")
        rows = Change.objects.filter(
            content_type=ContentType.objects.get_for_model(Connection),
            object_id__in=seen_of(initiative, access).values("pk"),
            kind__in=(Change.Kind.EDITED, Change.Kind.UNDONE),
        )
        # A deletion that was undone writes everything anew; nothing moved by it.
        brought_back = Q(kind=Change.Kind.UNDONE, fields__has_key="said_on")
        return rows.filter(told).exclude(brought_back).annotate(moved_on=TruncDate("at"))

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Edits with their connection, in two queries."""
        edits = list(self.rows(initiative, access).filter(pk__in=ids).select_related("by"))
        rows = seen_of(initiative, access).filter(pk__in={edit.object_id for edit in edits})
        ties = {row.pk: row for row in rows.select_related("portfolio", "source", "target")}
        return [self._entry(edit, ties[edit.object_id], initiative, access) for edit in edits if edit.object_id in ties]

    def _entry(self, edit: Any, row: Connection, initiative: Initiative, access: Access) -> Entry:
        if "status" in edit.fields:
            states = {str(value): label for value, label in Connection.Status.choices}
            title = _("%(state)s: %(sentence)s") % {
                "state": states.get(edit.fields["status"][1], ""), "sentence": sentence(row, initiative)
            }  # fmt: skip
        else:
            title = _("Said in another way: %(sentence)s") % {"sentence": sentence(row, initiative)}
        was = LABELS.get(edit.fields.get("kind", [""])[0], "")
        body = (edit.fields.get("outcome") or ["", ""])[1] or (_("Before: %(verb)s") % {"verb": was} if was else "")
        return Entry(
            kind="connection-moves", on=edit.moved_on, pk=edit.pk, title=title, body=body, icon="link",
            byline=by_whom(_("Changed"), person(access, edit)), url=row.get_absolute_url(),
        )  # fmt: skip
