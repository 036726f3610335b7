"""Make reports over the newest logs in this process, and say in JSON how long they took and how much memory."""

import json
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

NEW = 1_000


def memory() -> int:
    """Megabytes that this process held at most since it began; what its parent held is none of its own."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024)


def main(portfolio_id: int, logs: int, times: int) -> None:
    """Report on the newest days that have so many logs: from nothing, from what is kept, and with some logs new."""
    import django

    django.setup()
    from django.utils import timezone

    from sensemaking.models import LearningLog, LogFeatures, LogWord, SenseMakingReport
    from sensemaking.services.making import make, question_of
    from tests.performance.world import last_day

    days = LearningLog.objects.filter(portfolio=portfolio_id).order_by("-happened_on", "-pk")
    newest = days.values_list("happened_on", flat=True)
    span = (last_day() - newest[min(logs, newest.count() - 1)]).days
    length = timedelta(days=max((span + 1) // 2, 1))
    until = last_day() + timedelta(days=1)

    def reported() -> tuple[float, SenseMakingReport]:
        report = SenseMakingReport.objects.create(
            portfolio_id=portfolio_id, from_on=until - length, to_on=until, as_of=timezone.now(), circle="team"
        )
        began = time.perf_counter()
        if not make(report.pk):
            raise SystemExit("The report did not become ready.")
        return time.perf_counter() - began, report

    LogFeatures.objects.filter(log__portfolio=portfolio_id).delete()
    LogWord.objects.filter(portfolio=portfolio_id).delete()
    start = memory()
    nothing, report = reported()
    peak = memory()
    question = question_of(report)
    records = (*question.now, *question.before)
    texts, ids = [record.text for record in records], sorted(record.id for record in records)
    report.delete()
    kept, some, vectors = [], [], []
    for _time in range(times):
        vectors.append(vectorised(texts))
        took, report = reported()
        kept.append(took)
        report.delete()
        LogFeatures.objects.filter(log__in=ids[-NEW:]).update(digest="")
        took, report = reported()
        some.append(took)
        report.delete()
    print(json.dumps({
        "logs": len(texts), "start": start, "memory": peak, "nothing": nothing, "report": median(kept),
        "some_new": median(some), "vectors": median(vectors),
    }))  # fmt: skip


def vectorised(texts: list[str]) -> float:
    """Seconds that scikit-learn takes to turn the texts into TF-IDF vectors."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    began = time.perf_counter()
    TfidfVectorizer().fit_transform(texts)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
