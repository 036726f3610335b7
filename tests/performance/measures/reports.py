"""B9: a whole report, in a process of its own, against turning the same texts into TF-IDF vectors."""

import json
import resource
import subprocess
import sys
import time
from datetime import timedelta
from statistics import median

from django.conf import settings

from tests.performance.setting import Setting
from tests.performance.timing import Result
from tests.performance.world import City, last_day

FEW, MANY = 10_000, 100_000
TIMES = 3


def b9(at: Setting) -> list[Result]:
    """The report over ten thousand logs: time, memory, and how it grows."""
    few = _in_process(at.large, FEW, TIMES)
    results = [
        Result("B9", f"report over {few['logs']:,} logs ÷ TF-IDF", few["report"] / few["vectors"], 8,
               note=f"TF-IDF {few['vectors']:.2f} s, report {few['report']:.1f} s"),
        Result("B9", "memory of the process", few["memory"], 400, unit=" MB", note=f"{few['start']} MB before the report"),
    ]  # fmt: skip
    if at.large.logs >= MANY * 5:
        many = _in_process(at.large, MANY, 1)
        took = many["report"] / few["report"]
        results.append(Result("B9", f"{many['logs']:,} ÷ {few['logs']:,} logs", took, 12, note=f"{many['report']:.1f} s"))
    return results


def _in_process(city: City, logs: int, times: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.performance.measures.reports", str(city.portfolio.pk), str(logs), str(times)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


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
