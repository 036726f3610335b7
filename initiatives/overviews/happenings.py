"""The entries that this floor puts into a timeline: updates, steps between stages, merges and splits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.activity import Entry
from initiatives.models import Challenge, Initiative, Lineage, Stage, StageChange, Update
from stakeholders.access import Access, Permission

STAGE_LABELS = {str(value): label for value, label in Stage.choices}
UPDATE = "initiatives/entries/update.html"


def by_whom(kind: str, name: str) -> str:
    """Update by Omar Haddad; only the kind when nobody is named."""
    return _("%(kind)s by %(name)s") % {"kind": kind, "name": name} if name else kind


def person(access: Access, row: Any) -> str:
    """The name of who did it, for those who may see people."""
    return str(row.by) if row.by and access.may(Permission.SEE_PEOPLE) else ""


def photo_of(row: Update, access: Access) -> dict[str, str]:
    """Where the photo of an update is, if it has one."""
    if not row.photo:
        return {}
    return {"photo_url": reverse("media", args=[access.portfolio.slug, "update", row.pk]), "photo_alt": row.photo_alt}


def edit_links(row: Update, access: Access) -> list[tuple[str, str]]:
    """The way to mend an update, for its author and for stewards."""
    is_own = row.by_id is not None and row.by_id == access.user.pk
    if not access.may(Permission.POST) or not (is_own or access.is_steward):
        return []
    return [(_("Edit"), reverse("sensemaking:update-edit", args=[access.portfolio.slug, row.pk]))]


class UpdateActivity:
    """Dated accounts of an initiative."""

    label = gettext_lazy("Updates")
    day = "happened_on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[Update]:
        """Updates in this portfolio that the circle reaches."""
        return Update.objects.filter(initiative=initiative).seen_with(access)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Updates with their author and photo."""
        return [self._entry(row, access) for row in Update.objects.filter(pk__in=ids).select_related("by")]

    def _entry(self, row: Update, access: Access) -> Entry:
        is_quiet = row.kind == Update.Kind.NOTHING_NEW
        title = row.title or (_("Nothing new") if is_quiet else _("Update"))
        return Entry(
            kind="update", on=row.happened_on, pk=row.pk, title=title, body=row.body, template=UPDATE,
            byline=by_whom(_("Update"), row.author_name or person(access, row)),
            icon="clock-pause" if is_quiet else "photo" if row.photo else "notes",
            facts=photo_of(row, access), links=edit_links(row, access),
        )  # fmt: skip


class StageActivity:
    """Steps from one stage to another."""

    label = gettext_lazy("Stage changes")
    day = "on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[StageChange]:
        """All steps; whoever sees the initiative sees its stages."""
        return StageChange.objects.filter(initiative=initiative)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Steps with who made them."""
        return [self._entry(row, access) for row in StageChange.objects.filter(pk__in=ids).select_related("by")]

    def _entry(self, row: StageChange, access: Access) -> Entry:
        return step_entry(row.pk, row.on, (row.from_stage, row.to_stage), row.reason, person(access, row))


def step_entry(pk: int, on: date, stages: tuple[str, str], reason: str, name: str) -> Entry:
    """A step between stages as an entry: Moved from Testing to Growing."""
    before, after = (STAGE_LABELS.get(stage, "") for stage in stages)
    title = _("Moved from %(before)s to %(after)s") if before else _("Began as %(after)s")
    return Entry(
        kind="stage", on=on, pk=pk, title=title % {"before": before, "after": after}, body=reason, icon="trending-up",
        byline=by_whom(_("Stage change"), name),
    )  # fmt: skip


class LineageActivity:
    """Where an initiative came from and what it became."""

    label = gettext_lazy("Came from and became")
    day = "on"

    def rows(self, initiative: Initiative, access: Access) -> QuerySet[Lineage]:
        """Steps to and from it whose ends may be seen."""
        ours = Q(initiative=initiative) | Q(other=initiative)
        return Lineage.objects.seen_with(access).filter(ours)

    def load(self, ids: Sequence[int], initiative: Initiative, access: Access) -> list[Entry]:
        """Steps with what stands at the other end."""
        rows = Lineage.objects.filter(pk__in=ids)
        rows = rows.select_related("by", "initiative", "other", "challenge", "policy", "organisation")
        return [self._entry(row, initiative, access) for row in rows]

    def _entry(self, row: Lineage, initiative: Initiative, access: Access) -> Entry:
        is_mine = row.initiative_id == initiative.pk
        end = row.end if is_mine else row.initiative
        said = SAID_HERE if is_mine else SAID_THERE
        return Entry(
            kind="lineage", on=row.on, pk=row.pk, title=str(said[row.kind]) % {"title": end}, body=row.why,
            icon=LINEAGE_ICONS.get(row.kind, "git-fork"),
            byline=by_whom(str(BYLINES.get(row.kind) or _("Said")), person(access, row)), url=self._url(end, access),
        )  # fmt: skip

    def _url(self, end: object, access: Access) -> str:
        """The page of what stands there, if it has one."""
        slug = access.portfolio.slug
        if isinstance(end, Initiative):
            return end.get_portfolio_url(slug)
        return reverse("initiatives:challenge", args=[slug, end.pk]) if isinstance(end, Challenge) else ""


SAID_HERE: dict[str, Promise] = {
    Lineage.Kind.MERGED_INTO: gettext_lazy("Merged into %(title)s"),
    Lineage.Kind.SPLIT_FROM: gettext_lazy("Split from %(title)s"),
    Lineage.Kind.CAME_FROM: gettext_lazy("Came from %(title)s"),
    Lineage.Kind.BECAME: gettext_lazy("Became %(title)s"),
    Lineage.Kind.SPUN_OUT: gettext_lazy("Spun out as %(title)s"),
}
SAID_THERE: dict[str, Promise] = {
    Lineage.Kind.MERGED_INTO: gettext_lazy("%(title)s was merged into this"),
    Lineage.Kind.SPLIT_FROM: gettext_lazy("%(title)s was split off"),
    Lineage.Kind.CAME_FROM: gettext_lazy("%(title)s came from this"),
    Lineage.Kind.BECAME: gettext_lazy("%(title)s became this"),
    Lineage.Kind.SPUN_OUT: gettext_lazy("%(title)s spun out as this"),
}
BYLINES: dict[str, Promise] = {
    Lineage.Kind.MERGED_INTO: gettext_lazy("Merge"),
    Lineage.Kind.SPLIT_FROM: gettext_lazy("Split"),
}
LINEAGE_ICONS: dict[str, str] = {Lineage.Kind.MERGED_INTO: "arrow-merge", Lineage.Kind.SPLIT_FROM: "arrows-split-2"}
