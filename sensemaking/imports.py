"""Learning logs as something that can be imported."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives.imports.fields import Field, FieldKind, Problem, Record
from initiatives.imports.held import with_other_rows
from initiatives.imports.names import named
from initiatives.imports.targets import Scope, Target, Values
from initiatives.models import Initiative
from initiatives.services import posts
from sensemaking.models import Kind, LearningLog, LogTag, Mark
from sensemaking.services import features, forgetting, releases, tallies
from sensemaking.tagging import LONGEST, tidied
from stakeholders.models import Circle, Portfolio

_COLUMNS = (
    "saw", "tried", "next", "title", "kind", "mark", "circle", "happened_on", "author_name", "author_title",
)  # fmt: skip


def _words() -> tuple[Field, ...]:
    said = _("What it says")
    return (
        Field(
            "saw",
            _("what we saw"),
            FieldKind.LONG_TEXT,
            is_required=True,
            group=said,
            aliases=(
                "saw",
                "what we saw",
                "lesson",
                "lessons",
                "lesson learned",
                "lessons learned",
                "Lesson(s) Learned",
                "learning",
                "finding",
                "observation",
                "insight",
                "what happened",
            ),
        ),
        Field(
            "tried",
            _("what we tried"),
            FieldKind.LONG_TEXT,
            group=said,
            aliases=("tried", "what we tried", "driving event", "event", "context", "background", "experiment"),
        ),
        Field(
            "next",
            _("what we do next"),
            FieldKind.LONG_TEXT,
            group=said,
            aliases=(
                "next",
                "what we do next",
                "so we will",
                "recommendation",
                "recommendations",
                "Recommendation(s)",
                "next step",
                "next steps",
                "action",
            ),
        ),
        Field("title", _("headline"), max_length=200, group=said, aliases=("title", "headline", "subject", "=name")),
    )


def _marks() -> tuple[Field, ...]:
    about, who = _("When, and about what"), _("Who")
    return (
        Field(
            "happened_on",
            _("when"),
            FieldKind.DATE,
            is_required=True,
            group=about,
            aliases=("=when", "=date", "=day", "happened on", "event date", "lesson date", "=created"),
        ),
        Field(
            "initiative",
            _("initiative (its title or its identifier)"),
            max_length=300,
            group=about,
            aliases=("=initiative", "=project", "project title", "initiative title", "=about"),
        ),
        Field("kind", _("kind"), FieldKind.CHOICE, choices=tuple(Kind.choices), group=about, aliases=("kind", "type")),
        Field(
            "mark",
            _("barrier or enabler"),
            FieldKind.CHOICE,
            choices=tuple(Mark.choices),
            group=about,
            aliases=("barrier or enabler", "mark"),
        ),
        Field(
            "circle",
            _("who may see it"),
            FieldKind.CHOICE,
            choices=tuple(Circle.choices),
            group=about,
            aliases=("circle", "visibility"),
        ),
        Field(
            "tags",
            _("tags"),
            FieldKind.LIST,
            max_length=LONGEST,
            group=about,
            aliases=("tags", "=tag", "keywords", "labels"),
        ),
        Field(
            "author_name",
            _("author"),
            max_length=150,
            group=who,
            aliases=("author", "author name", "=by", "submitted by", "contributor"),
        ),
        Field("author_title", _("author's role"), max_length=120, group=who, aliases=("author role", "=role")),
    )


class LogsTarget(Target):
    """Learning logs; those that name no initiative are about the portfolio."""

    name: ClassVar[str] = "logs"
    label = _("learning log")
    label_many = _("learning logs")
    explanation = _(
        "What was tried, seen and comes next: one row for each, with its day and, if known, its initiative."
    )
    model = LearningLog
    home_view = "sensemaking:logs"
    order = 2

    def fields(self, portfolio: Portfolio) -> tuple[Field, ...]:
        return (*_words(), *_marks())

    def tidy(self, record: Record) -> tuple[Record, Sequence[Problem]]:
        """A day that has not come yet cannot be looked back on."""
        last = (timezone.localdate() + timedelta(days=1)).isoformat()
        day = record.values.get("happened_on", "")
        if day <= last:
            return record, ()
        return record, (Problem(record.row, "", day, _now("a day that has come already"), is_skipped=True),)

    def settle(self, scope: Scope, records: Sequence[Record]) -> tuple[list[Record], list[Problem]]:
        """Find the initiatives that are named, and keep logs from reaching further than theirs does."""
        wanted = {text for record in records if (text := record.values.get("initiative"))}
        known = _initiatives(scope.portfolio, wanted) if wanted else {}
        settled, problems = [], []
        for record in records:
            text = record.values.get("initiative")
            if not text:
                settled.append(record)
                continue
            found = known.get(named(text))
            if found is None:
                expected = _now("the title or the identifier of an initiative in this portfolio")
                problems.append(Problem(record.row, "", text[:200], expected, is_skipped=True))
            elif record.values.get("circle", Circle.PORTFOLIO) not in posts.circles_within(found.circle):
                expected = _now("a circle no wider than that of “%(title)s”") % {"title": found.title}
                shown = str(Circle(record.values.get("circle", Circle.PORTFOLIO)).label)
                problems.append(Problem(record.row, "", shown, expected, is_skipped=True))
            else:
                settled.append(replace(record, values={**record.values, "initiative": found.pk}))
        return settled, problems

    def find(self, scope: Scope, keys: Collection[str]) -> dict[str, int]:
        if not keys:
            return {}
        here = LearningLog.objects.filter(portfolio=scope.portfolio, source=scope.source, external_id__in=keys)
        return dict(here.values_list("external_id", "pk"))

    def load(self, ids: Collection[int], scope: Scope) -> dict[int, dict[str, Any]]:
        rows = LearningLog.objects.filter(pk__in=ids).values("pk", "initiative_id", *_COLUMNS)
        tags: dict[int, list[str]] = defaultdict(list)
        for log, name in LogTag.objects.filter(log__in=ids).order_by("name").values_list("log", "name"):
            tags[log].append(name)
        return {
            row["pk"]: {name: _plain(row[name]) for name in _COLUMNS}
            | {"initiative": row["initiative_id"], "tags": tags[row["pk"]] or None}
            for row in rows
        }

    def create(self, scope: Scope, records: Sequence[Record]) -> list[int]:
        at = timezone.now()
        made = LearningLog.objects.bulk_create([_log(scope, record, at) for record in records])
        _tag({log.pk: record.values for log, record in zip(made, records, strict=True)})
        tallies.added(made)
        features.want([log.pk for log in made])
        told_of = Initiative.objects.filter(pk__in={log.initiative_id for log in made if log.initiative_id})
        told_of.filter(Q(last_heard_at__isnull=True) | Q(last_heard_at__lt=at)).update(last_heard_at=at)
        return [log.pk for log in made]

    def update(self, scope: Scope, changes: Mapping[int, Values]) -> None:
        was = LearningLog.objects.in_bulk(changes.keys())
        now = {pk: copy(log) for pk, log in was.items()}
        for pk, log in now.items():
            _set(log, changes[pk])
            log.search, log.edited_at = log.searchable_text(), timezone.now()
        LearningLog.objects.bulk_update(now.values(), [*_COLUMNS, "initiative", "search", "edited_at"], batch_size=100)
        _tag(changes)
        tallies.moved(was=was.values(), now=now.values())
        forgetting.follow_many(was=was, now=now)
        releases.follow_edits(logs=now)
        features.want(now)

    def delete(self, ids: Collection[int]) -> None:
        logs = list(LearningLog.objects.filter(pk__in=ids).select_related("initiative"))
        tallies.removed(logs)
        features.forget(ids)
        LearningLog.objects.filter(pk__in=ids).delete()
        for initiative, at in {(log.initiative, log.created_at) for log in logs if log.initiative}:
            posts.unheard(initiative, at)

    def held(self, ids: Collection[int]) -> set[int]:
        return with_other_rows(LearningLog, ids, own={"features", "tags"})


def _initiatives(portfolio: Portfolio, texts: Collection[str]) -> dict[str, Initiative]:
    """The portfolio's initiatives of these titles or identifiers; two of one title stand for neither."""
    here = Initiative.objects.placed_in(portfolio).filter(merged_into__isnull=True)
    rows = here.only("pk", "title", "external_id", "circle")
    found: dict[str, Initiative | None] = {}
    wanted = {named(text) for text in texts}
    exact = rows.filter(Q(title__in=texts) | Q(external_id__in=texts))
    rest = rows if exact.count() < len(wanted) else exact
    for row in rest.iterator():
        for text in {named(row.title), named(row.external_id)} & wanted - {""}:
            found[text] = None if text in found else row
    return {text: row for text, row in found.items() if row is not None}


def _plain(value: Any) -> Any:
    """A column's value as JSON, None for nothing."""
    return (value.isoformat() if isinstance(value, date) else value) or None


def _log(scope: Scope, record: Record, at: datetime) -> LearningLog:
    log = LearningLog(portfolio=scope.portfolio, source=scope.source, external_id=record.key, created_at=at)
    _set(log, record.values)
    log.author_name = log.author_name or scope.source
    log.search = log.searchable_text()
    return log


def _tag(logs: Mapping[int, Values]) -> None:
    """Let logs have exactly the tags that their values name; those whose values name none keep theirs."""
    named_in = {pk: tidied(values["tags"] or ()) for pk, values in logs.items() if "tags" in values}
    if not named_in:
        return
    LogTag.objects.filter(log__in=named_in).delete()
    LogTag.objects.bulk_create([LogTag(log_id=pk, name=name) for pk, names in named_in.items() for name in names])


def _set(log: LearningLog, values: Values) -> None:
    """Write plain values on a log; what is empty becomes what it was by default."""
    for name in _COLUMNS:
        if name in values:
            field: Any = LearningLog._meta.get_field(name)
            value = values[name] if values[name] is not None else field.get_default()
            setattr(log, name, field.to_python(value))
    if "initiative" in values:
        log.initiative_id = values["initiative"]
