"""A log in two sentences, with the words marked that tell most."""

from dataclasses import dataclass

from sensemaking.models import FindingLog, LearningLog, SenseMakingReport
from sensemaking.quotes import LONGEST, SENTENCE
from stakeholders.access import Access

SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Told:
    """Words of a log, cut from it as they stand: before, marked, after."""

    before: str
    marked: str
    after: str


def told(log: LearningLog, access: Access) -> Told:
    """What was seen, in two sentences; marked is what a report quotes of it, else the last of the two."""
    cited = FindingLog.objects.filter(
        log=log,
        was_before=False,
        finding__report__in=SenseMakingReport.objects.seen_with(access).filter(status="published").values("pk"),
    ).exclude(quote="")
    quotes = cited.order_by("-weight", "-pk").values_list("quote", flat=True)[:5]
    return around(log.saw, next((quote for quote in quotes if quote in log.saw), ""))


def around(text: str, quote: str = "") -> Told:
    """The quote with the sentence before it; without a quote the first two sentences, the last of them marked."""
    spans = [match.span() for match in SENTENCE.finditer(text) if match.group().strip()]
    if not spans:
        return Told("", _cut(text), "")
    if quote:
        start = text.index(quote)
        earlier = [span for span in spans if span[1] <= start]
        from_ = earlier[-1][0] if earlier and len(quote) < LONGEST else start
        return Told(text[from_:start], quote, "")
    first, last = spans[0], spans[min(SENTENCES, len(spans)) - 1]
    if last[1] - first[0] > LONGEST:
        last = first
    before = text[first[0] : last[0]]
    return Told(before, _cut(text[last[0] : last[1]]), "")


def _cut(sentence: str) -> str:
    """The sentence, cut after a whole word where it is too long to stand beside the map."""
    if len(sentence) <= LONGEST:
        return sentence
    cut = sentence[:LONGEST]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut} …"
