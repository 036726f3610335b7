"""What a log leaves behind when it is narrowed, reworded or taken back: nothing that only it has said."""

import json
from collections.abc import Mapping, Sequence

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import translation

from sensemaking.models import (
    Finding,
    FindingEdit,
    FindingLog,
    FindingName,
    LearningLog,
    ReportRerun,
    SenseMakingReport,
    SuggestionLog,
    Theme,
)
from sensemaking.querysets import CIRCLES_BY_WIDTH, at_least_as_wide_as
from sensemaking.services.suggestions import quoting
from sensemaking.text import Analyser
from sensemaking.veiling import other_title, unseen_names
from sensemaking.wording import words_title

FIELDS = ("title", "tried", "saw", "next")
NAMING_LOGS = 50
LOGS_COMPARED = 200


def says(words: str) -> Q:
    """The condition that a log has these words in one of its fields, in small letters or capitals."""
    return Q(saw__icontains=words) | Q(tried__icontains=words) | Q(next__icontains=words) | Q(title__icontains=words)


def remember_names(report: SenseMakingReport) -> None:
    """Keep from which logs the themes of a new run have their names; within the transaction that writes the run.

    A name that no log says any more, because it was narrowed or taken back while the report was made, goes at once.
    """
    rows: list[FindingName] = []
    for finding in report.findings.filter(kind__in=(Finding.Kind.THEME, Finding.Kind.CHANGE)):
        phrase = finding.data.get("phrase")
        if not phrase:
            continue
        logs = LearningLog.objects.filter(says(phrase[1:]), cited_by__finding=finding).order_by("pk")
        found = logs.values_list("pk", flat=True)[:NAMING_LOGS]
        rows += [FindingName(finding=finding, log_id=pk, name=phrase) for pk in found]
        if not found:
            _rename(finding, phrase)
            Theme.objects.filter(found__finding=finding, found_name=phrase).update(found_name=other_title(finding))
    FindingName.objects.bulk_create(rows, batch_size=500)


def follow(*, was: LearningLog, now: LearningLog | None) -> None:
    """Let reports and themes follow a change of a log, or (without `now`) its end.

    Drafts lose quotes and names that only this log gave them; what is published stays in the database, and its pages
    show neither. Call it before the log is deleted.
    """
    is_reworded = now is None or any(getattr(was, name) != getattr(now, name) for name in FIELDS)
    is_narrowed = now is not None and CIRCLES_BY_WIDTH.index(now.circle) < CIRCLES_BY_WIDTH.index(was.circle)
    if not (is_reworded or is_narrowed):
        return
    if is_reworded:
        quoting.follow(log=was, now=now)
        named = FindingName.objects.filter(log=was.pk)
        gone = [row.pk for row in named if now is None or not now.says(row.name[1:])]
        named.filter(pk__in=gone).update(log=None)
    with translation.override(was.portfolio.language):
        _unquote_in_drafts(was, now)
        themes = Theme.objects.filter(found__finding__citations__log=was.pk).select_related("portfolio")
        for theme in themes.distinct():
            _forget_in_theme(theme, was, now, is_reworded=is_reworded)


def follow_many(*, was: Mapping[int, LearningLog], now: Mapping[int, LearningLog]) -> None:
    """The same for many logs by id; those that nothing cites need nothing."""
    cited = FindingLog.objects.filter(log__in=list(now)).order_by().values_list("log", flat=True)
    suggesting = SuggestionLog.objects.filter(log__in=list(now)).order_by().values_list("log", flat=True)
    for pk in sorted({*cited, *suggesting}):
        follow(was=was[pk], now=now[pk])


def _unquote_in_drafts(was: LearningLog, now: LearningLog | None) -> None:
    """Take its quotes and its names out of reports that are not published."""
    rows = FindingLog.objects.filter(log=was.pk).exclude(finding__report__status="published")
    cited = list(rows.select_related("finding__report"))
    for row in cited:
        is_seen = now is not None and now.circle in at_least_as_wide_as(row.finding.report.circle)
        if row.quote and not (is_seen and now is not None and now.says(row.quote)):
            row.quote = ""
            row.save(update_fields=["quote"])
            row.finding.data.get("near", {}).pop(str(was.pk), None)
            row.finding.save(update_fields=["data"])
    names = unseen_names([row.finding_id for row in cited])
    for row in cited:
        if name := names.get(row.finding_id):
            _rename(row.finding, name)


def _rename(finding: Finding, name: str) -> None:
    """Tell a draft's finding by its words, and wherever the draft keeps the name it was found by."""
    other = other_title(finding)
    if finding.title == name:
        finding.title = other
        finding.save(update_fields=["title"])
    FindingEdit.objects.filter(report=finding.report_id, found_title=name).update(found_title=other)
    rerun = ReportRerun.objects.filter(report=finding.report_id).first()
    if rerun is not None:
        rerun.changes = json.loads(json.dumps(rerun.changes).replace(json.dumps(name), json.dumps(other)))
        rerun.save(update_fields=["changes"])


def _forget_in_theme(theme: Theme, was: LearningLog, now: LearningLog | None, *, is_reworded: bool) -> None:
    """Let a theme keep neither a name nor words that only this log gave it."""
    others = LearningLog.objects.filter(cited_by__finding__of_theme__theme=theme).exclude(pk=was.pk)
    if is_reworded:
        kept = _still_said(others, [*theme.profile, *theme.words], was, now, theme.portfolio.language)
        theme.profile = {stem: weight for stem, weight in theme.profile.items() if stem in kept}
        theme.words = [word for word in theme.words if word in kept]
    clause = theme.found_name[1:]
    still_says = now is not None and now.circle in at_least_as_wide_as(was.circle) and now.says(clause)
    is_its = bool(clause) and was.says(clause) and not still_says
    if is_its and not others.filter(says(clause), circle__in=at_least_as_wide_as(was.circle)).exists():
        theme.found_name = words_title(theme.words)
    theme.save(update_fields=["profile", "words", "found_name"])


def _still_said(
    others: QuerySet[LearningLog], words: Sequence[str], was: LearningLog, now: LearningLog | None, language: str
) -> set[str]:
    """Those words and stems that do not come from this log alone, as far as its newest companions tell."""
    analyser = Analyser(language)
    before, after = was.searchable_text(), now.searchable_text() if now is not None else ""
    lost = set(analyser.stems(before)[1]) - set(analyser.stems(after)[1])
    doubtful = [
        word for word in dict.fromkeys(words)
        if word in lost or (word.lower() in before.lower() and word.lower() not in after.lower())
    ]  # fmt: skip
    if not doubtful:
        return set(words)
    newest = list(others.order_by("-pk").values_list("pk", flat=True).distinct()[:LOGS_COMPARED])
    counts = LearningLog.objects.filter(pk__in=newest).aggregate(
        **{f"w{at}": Count(Case(When(says(word), then=1))) for at, word in enumerate(doubtful)}
    )
    return set(words) - {word for at, word in enumerate(doubtful) if not counts[f"w{at}"]}
