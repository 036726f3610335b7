"""Says why two initiatives may belong together: one sentence made of what speaks for it, from facts and names."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portfolio_hub.lib.formats import inside_quotes, number
from sensemaking.models import ReasonKind
from sensemaking.wording import listed

NAMED, WORDS, CLAUSES = 2, 3, 3
LINE_CHARS = 80
LONG_ENOUGH = 170
SLIGHT = 0.04
SPEAKING = (ReasonKind.TEXT, ReasonKind.LEARNING)


@dataclass(frozen=True, slots=True)
class Seen:
    """A reason as one reader may know it: the names that stand behind its facts, none of them hidden from them.

    `names` are those of organisations, places, systems, levers, commitments or challenges; `gives` and `takes` what is
    offered and needed, or the titles of whom it helped and whom it holds back, or of who has done it and who is about
    to.
    """

    kind: str
    share: float
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    metres: float | None = None
    gives: str = ""
    takes: str = ""
    giver: str = ""
    taker: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def clause(self) -> str:
        """What it says, as a part of a sentence."""
        return CLAUSES_OF[self.kind](self)

    @property
    def label(self) -> str:
        return str(ReasonKind(self.kind).label)


def because(reasons: Sequence[Seen]) -> str:
    """What stands after “Because”: the strongest reasons in a sentence; empty where the reader may see none."""
    clauses = _clauses(reasons)
    if not clauses:
        return ""
    if len(clauses) == 1:
        return _("%(reason)s.") % {"reason": clauses[0]}
    return _("%(reasons)s, and %(last)s.") % {"reasons": ", ".join(clauses[:-1]), "last": clauses[-1]}


def _clauses(reasons: Sequence[Seen]) -> list[str]:
    """As many as make a sentence that is read at one go; of texts and logs that tell the same, the stronger."""
    told: list[str] = []
    has_words = False
    for reason in reasons:
        clause = reason.clause
        is_told = reason.kind in SPEAKING and has_words
        is_slight = reason.share < SLIGHT or len(" ".join((*told, clause))) > LONG_ENOUGH
        if is_told or (told and is_slight):
            continue
        told.append(clause)
        has_words = has_words or reason.kind in SPEAKING
    return told[:CLAUSES]


def as_line(text: str) -> str:
    """Words of people, short enough to stand in a sentence."""
    return inside_quotes(Truncator(text.strip().rstrip(".")).chars(LINE_CHARS))


def _quoted(words: Sequence[str]) -> str:
    return listed([_("“%(word)s”") % {"word": inside_quotes(word)} for word in words])


def _names(names: Sequence[str], *, quoted: bool = False) -> str:
    shown = [_("“%(word)s”") % {"word": inside_quotes(name)} for name in names] if quoted else list(names)
    rest = len(shown) - NAMED
    if rest > 1:
        more = ngettext("%(many)d more", "%(many)d more", rest) % {"many": rest}
        return listed([*shown[:NAMED], more])
    return listed(shown)


def _text(reason: Seen) -> str:
    if not reason.words:
        return _("what is written of them reads alike")
    return _("both speak of %(words)s") % {"words": _quoted(reason.words[:WORDS])}


def _learning(reason: Seen) -> str:
    if not reason.words:
        return _("their learning logs tell of the same thing")
    return _("the logs of both tell of %(words)s") % {"words": _quoted(reason.words[:WORDS])}


def _organisation(reason: Seen) -> str:
    words = ngettext("%(names)s takes part in both", "%(names)s take part in both", len(reason.names))
    return words % {"names": _names(reason.names)}


def _place(reason: Seen) -> str:
    return _("both work in %(names)s") % {"names": _names(reason.names)}


def _near(reason: Seen) -> str:
    metres = reason.metres or 0
    if metres < 50:
        return _("both are at the same spot")
    return _("they are only %(distance)s apart") % {"distance": distance(metres)}


def distance(metres: float) -> str:
    """240 m, 1.2 km: rounded as people say it."""
    language = get_language() or "en"
    if metres < 1_000:
        return _("%(metres)s m") % {"metres": number(round(metres, -1), language)}
    return _("%(kilometres)s km") % {"kilometres": number(round(metres / 1_000, 1), language, 1)}


def _system(reason: Seen) -> str:
    return _("both touch %(names)s") % {"names": _names(reason.names)}


def _lever(reason: Seen) -> str:
    return _("both use %(names)s") % {"names": _names(reason.names)}


def _commitment(reason: Seen) -> str:
    return _("both serve %(names)s") % {"names": _names(reason.names, quoted=True)}


def _challenge(reason: Seen) -> str:
    return _("both answer %(names)s") % {"names": _names(reason.names, quoted=True)}


def _barrier(reason: Seen) -> str:
    names = {"held": reason.taker, "helped": reason.giver}
    if not reason.words:
        return _("what holds %(held)s back is what helped %(helped)s") % names
    words = {"words": _quoted(reason.words[:WORDS])}
    return _("what holds %(held)s back, %(words)s, is what helped %(helped)s") % {**names, **words}


def _need(reason: Seen) -> str:
    return _("%(taker)s looks for “%(need)s”, and %(giver)s offers “%(offer)s”") % {
        "taker": reason.taker, "need": as_line(reason.takes), "giver": reason.giver, "offer": as_line(reason.gives),
    }  # fmt: skip


def _stage(reason: Seen) -> str:
    if not reason.giver:
        return _("one of them has done what the other is about to try")
    return _("%(giver)s has done what %(taker)s is about to try") % {"giver": reason.giver, "taker": reason.taker}


CLAUSES_OF: Mapping[str, Callable[[Seen], str]] = {
    ReasonKind.TEXT: _text,
    ReasonKind.LEARNING: _learning,
    ReasonKind.ORGANISATION: _organisation,
    ReasonKind.PLACE: _place,
    ReasonKind.NEAR: _near,
    ReasonKind.SYSTEM: _system,
    ReasonKind.LEVER: _lever,
    ReasonKind.COMMITMENT: _commitment,
    ReasonKind.CHALLENGE: _challenge,
    ReasonKind.BARRIER: _barrier,
    ReasonKind.NEED: _need,
    ReasonKind.STAGE: _stage,
}


def group_because(reasons: Sequence[Mapping[str, Any]], systems: Sequence[str], promise: str) -> str:
    """What stands after “Because” of a group that may make a combination: what it brings, and what ties it."""
    ties: Mapping[str, Any] = next((reason["facts"] for reason in reasons if reason["kind"] == "ties"), {})
    clauses = []
    if systems and promise:
        reach = _("together they reach into %(systems)s, as “%(promise)s” needs and none of them does alone")
        clauses.append(reach % {"systems": listed(list(systems)), "promise": inside_quotes(promise)})
    if many := len(ties.get("connected", ())):
        held = ngettext("%(many)d connection holds them together", "%(many)d connections hold them together", many)
        clauses.append(held % {"many": many})
    if many := len(ties.get("suggested", ())):
        clauses.append(ngettext("%(many)d is suggested", "%(many)d are suggested", many) % {"many": many})
    if len(clauses) > 1:
        return _("%(reasons)s, and %(last)s.") % {"reasons": ", ".join(clauses[:-1]), "last": clauses[-1]}
    return _("%(reason)s.") % {"reason": clauses[0] if clauses else _("they hang together closely")}


def how_it_works() -> str:
    """How suggestions come about, for the page that shows their weights."""
    return _(
        "Each night, and after an import, the hub compares what is written of the initiatives, their learning logs, "
        "and what they share. What few have counts more than what many have. Each suggestion you accept lets its "
        "kinds of reasons count a little more here, each you dismiss a little less: never more than twice as much, "
        "never less than half. Where two know each other already, nothing moves: the reasons were right."
    )
