"""Names of findings whose words are gone from where the reader may look: told by their words instead."""

from collections.abc import Iterable

from sensemaking.models import Finding, FindingName, LearningLog
from sensemaking.querysets import at_least_as_wide_as
from sensemaking.wording import words_title


def veil(findings: Iterable[Finding]) -> None:
    """Put another title on findings named by a clause that no log says any more which the report's circle may see.

    One query, however many findings, and none where no title is a clause; what is published stays in the database.
    """
    by_pk: dict[int, list[Finding]] = {}
    for finding in findings:
        if "data" in finding.get_deferred_fields() or finding.title == finding.data.get("phrase"):
            by_pk.setdefault(finding.pk, []).append(finding)
    for pk, name in unseen_names(by_pk).items():
        for finding in by_pk[pk]:
            if finding.title == name:
                finding.title = other_title(finding)


def told_otherwise(findings: Iterable[int]) -> dict[tuple[int, str], str]:
    """By finding and name that no visible log says any more: what to call it instead; for titles kept elsewhere."""
    names = unseen_names(findings)
    rows = Finding.objects.in_bulk(list(names)) if names else {}
    return {(pk, name): other_title(rows[pk]) for pk, name in names.items() if pk in rows}


def unseen_names(findings: Iterable[int]) -> dict[int, str]:
    """The names, by finding, that no visible log says any more."""
    asked = list(findings)
    if not asked:
        return {}
    rows = FindingName.objects.filter(finding__in=asked).values_list(
        "finding", "name", "log__circle", "log__status", "finding__report__circle"
    )
    names: dict[int, str] = {}
    seen: set[int] = set()
    for finding, name, circle, status, readers in rows:
        names[finding] = name
        if circle in at_least_as_wide_as(readers) and status != LearningLog.Status.DRAFT:
            seen.add(finding)
    return {finding: name for finding, name in names.items() if finding not in seen}


def other_title(finding: Finding) -> str:
    """The words that many logs of the theme share."""
    return words_title(finding.data.get("words", ())) or str(finding.get_kind_display())
