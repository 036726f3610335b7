"""What a new decision begins with: the finding, the option or the log that somebody wants to decide on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from initiatives.models import Initiative
from sensemaking.models import Finding, LearningLog, Option, SenseMakingReport
from sensemaking.veiling import veil
from stakeholders.access import Access

MOST_LOGS = 12


@dataclass(frozen=True)
class Given:
    """What the form is opened with, and the options and findings that it must offer for that."""

    initial: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[int, ...] = ()
    findings: tuple[int, ...] = ()


def published(access: Access) -> Any:
    """Reports that stay as they are, and that this reader may open."""
    return SenseMakingReport.objects.seen_with(access).filter(status=SenseMakingReport.Status.PUBLISHED)


def given(access: Access, asked: Mapping[str, str]) -> Given:
    """What the address names, as far as the reader may see it: `finding`, `option` or `log` with a number."""
    if pk := _number(asked.get("finding", "")):
        return _of_finding(access, pk)
    if pk := _number(asked.get("option", "")):
        return _of_option(access, pk)
    if pk := _number(asked.get("log", "")):
        return _of_logs(access, [pk])
    return Given()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _of_finding(access: Access, pk: int) -> Given:
    """The finding with the logs that weigh most in it, and the initiatives that wrote them."""
    finding = Finding.objects.filter(pk=pk, report__in=published(access).values("pk")).first()
    if finding is None:
        return Given()
    veil([finding])
    cited = finding.citations.filter(was_before=False, log__in=LearningLog.objects.seen_with(access).values("pk"))
    logs = list(cited.order_by("-weight", "pk").values_list("log", flat=True)[:MOST_LOGS])
    begun = _of_logs(access, logs)
    question = _("What do we do about “%(finding)s”?") % {"finding": finding.title}
    return Given({**begun.initial, "question": question, "findings": [pk]}, findings=(pk,))


def _of_option(access: Access, pk: int) -> Given:
    option = Option.objects.seen_with(access).filter(pk=pk).first()
    if option is None:
        return Given()
    begun = _of_logs(access, [option.log_id] if option.log_id else [])
    return Given({**begun.initial, "question": option.title, "options": [pk]}, options=(pk,))


def _of_logs(access: Access, ids: list[int]) -> Given:
    seen = dict(LearningLog.objects.seen_with(access).filter(pk__in=ids).values_list("pk", "initiative"))
    about = {initiative for initiative in seen.values() if initiative}
    named = Initiative.objects.seen_with(access).filter(pk__in=about).order_by("title", "pk")
    logs = ", ".join(str(pk) for pk in ids if pk in seen)
    return Given({"logs": logs, "initiatives": list(named.values_list("pk", flat=True))})
