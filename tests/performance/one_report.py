"""Make a report over the newest logs in this process, and say in JSON how long it took and how much memory."""

import json
import resource
import sys
import time
from datetime import timedelta
from statistics import median


def memory() -> int:
    """Megabytes that this process held at most so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(portfolio_id: int, logs: int, times: int) -> None:
    """Make the report over the newest days that have so many logs, and vectorise their texts, in turn."""
    import django

    django.setup()
    from django.utils import timezone

    from sensemaking.models import LearningLog, SenseMakingReport
    from sensemaking.services.making import make, question_of
    from tests.performance.world import last_day

    days = LearningLog.objects.filter(portfolio=portfolio_id).order_by("-happened_on", "-pk")
    newest = days.values_list("happened_on", flat=True)
    span = (last_day() - newest[min(logs, newest.count() - 1)]).days
    length = timedelta(days=max((span + 1) // 2, 1))
    until = last_day() + timedelta(days=1)

    def ask() -> SenseMakingReport:
        return SenseMakingReport.objects.create(
            portfolio_id=portfolio_id, from_on=until - length, to_on=until, as_of=timezone.now(), circle="team"
        )

    start, took, vectors = memory(), [], []
    for number in range(times):
        report = ask()
        began = time.perf_counter()
        if not make(report.pk):
            raise SystemExit("The report did not become ready.")
        took.append(time.perf_counter() - began)
        if not number:
            peak = memory()
            question = question_of(report)
            texts = [record.text for record in (*question.now, *question.before)]
        report.delete()
        vectors.append(vectorised(texts))
    print(
        json.dumps(
            {"logs": len(texts), "start": start, "memory": peak, "report": median(took), "vectors": median(vectors)}
        )
    )


def vectorised(texts: list[str]) -> float:
    """Seconds that scikit-learn takes to turn the texts into TF-IDF vectors."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    began = time.perf_counter()
    TfidfVectorizer().fit_transform(texts)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
