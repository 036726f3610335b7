"""What people wrote into a report stands when it is made again: it moves on to the same findings of the new run."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet

from sensemaking.kept import Known, changes, known, same_findings
from sensemaking.models import Finding, FindingLog, ReportComment, ReportRerun, SenseMakingReport
from sensemaking.services import narrative_standing, released_findings
from sensemaking.services.findings_across import Cited


def earlier(report: SenseMakingReport) -> list[Known]:
    """The findings of the run before, as the logs made them; none when this is the first."""
    titles = dict(report.finding_edits.exclude(key="").values_list("key", "found_title"))
    cited: dict[int, list[int]] = defaultdict(list)
    themes = (Finding.Kind.THEME, Finding.Kind.CHANGE)
    rows = FindingLog.objects.filter(finding__report=report).exclude(finding__kind__in=themes)
    for finding, log in rows.values_list("finding", "log"):
        cited[finding].append(log)
    return [known(row, cited[row.pk], titles.get(row.key, "")) for row in report.findings.order_by("pk")]


def keep(report: SenseMakingReport, before: Sequence[Known], pairs: Sequence[Cited]) -> None:
    """Put the stewards' words on the new findings, move the comments along, and note what changed.

    Runs within the transaction that writes the run; the findings are not saved yet. What finds no place any more is
    not thrown away: an edit without a key is shown in the editor, a comment falls back to its section.
    """
    if not before:
        return
    now = [known(finding, [citation.log_id for citation in cited]) for finding, cited in pairs]
    same = same_findings(before, now)
    kept, lost = _rewrite(report, same, {finding.key: finding for finding, _cited in pairs})
    narrative_standing.move_keys(report, same)
    _move_comments(report.remarks.exclude(key=""), same)
    released_findings.move_along(report, same)
    said = {**changes(before, now, same), "kept": kept, "lost": lost}
    ReportRerun.objects.update_or_create(report=report, defaults={"changes": said, "at": report.as_of})


def _rewrite(
    report: SenseMakingReport, same: dict[str, str], findings: dict[str, Finding]
) -> tuple[list[str], list[str]]:
    """Move each edit to its finding of this run and put its words there; return the titles kept and lost."""
    kept, lost = [], []
    edits = list(report.finding_edits.exclude(key="").order_by("pk"))
    report.finding_edits.update(key="")
    for edit in edits:
        finding = findings.get(same.get(edit.key, ""))
        if finding is None:
            lost.append(edit.title)
            continue
        edit.key, edit.found_title, edit.found_body = finding.key, finding.title, finding.body
        finding.title, finding.body = edit.title, edit.body
        edit.save(update_fields=["key", "found_title", "found_body"])
        kept.append(edit.title)
    return kept, lost


def _move_comments(remarks: QuerySet[ReportComment], same: dict[str, str]) -> None:
    for remark in remarks:
        remark.key = same.get(remark.key, "")
        remark.save(update_fields=["key"])
