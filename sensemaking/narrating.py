"""Tells a report in a few paragraphs, by rule and from its findings alone; call it in the language of the portfolio."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sensemaking.material import Material, Paragraphs, Piece, Sentence
from sensemaking.records import Movement
from sensemaking.wording import listed

GREW, NEW, LESS, PULLS, BARRIERS, SILENCES = 3, 3, 3, 2, 2, 3
"""How many findings of each sort are told; the sections of the report have them all."""
LOGS_CITED = 3
THEMES = ("theme", "change")


def compose(material: Material) -> Paragraphs:
    """Return up to four paragraphs, each sentence with the findings and logs it stands on; nothing without findings."""
    themes = sorted((piece for piece in material.pieces if piece.kind == "theme"), key=lambda piece: -piece.logs)
    paragraphs = (
        [*_spoken_of(material, themes), *_grown(material, themes), *_few(themes)],
        list(_less(material)),
        [*_pulls(material), *_obstacles(material), *_answers(material), *_surprises(material), *_shifts(material)],
        list(_unheard(material)),
    )
    return tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)


def _sentence(text: str, pieces: Sequence[Piece]) -> Sentence:
    """The sentence with its findings and, of each, the logs that speak for it most."""
    logs = [log for piece in pieces for log in piece.cited[:LOGS_CITED]]
    return Sentence(text, tuple(piece.key for piece in pieces), tuple(dict.fromkeys(logs)))


def _called(piece: Piece) -> str:
    return _("“%(title)s”") % {"title": piece.title}


def _both(piece: Piece) -> str:
    """A theme with its logs in both periods."""
    return ngettext(
        "“%(title)s” (%(now)d log, %(before)d before)", "“%(title)s” (%(now)d logs, %(before)d before)", piece.logs
    ) % {"title": piece.title, "now": piece.logs, "before": piece.before}


def _spoken_of(material: Material, themes: Sequence[Piece]) -> Iterable[Sentence]:
    """What most logs speak of."""
    if not themes:
        return
    first = themes[0]
    said = {"total": material.logs, "count": first.logs, "title": first.title}
    if len(themes) == 1:
        text = ngettext(
            "Of %(total)d logs, %(count)d speaks of “%(title)s”.",
            "Of %(total)d logs, %(count)d speak of “%(title)s”.",
            first.logs,
        )
        yield _sentence(text % said, themes[:1])
        return
    text = ngettext(
        "Of %(total)d logs, %(count)d speaks of “%(title)s” and %(second)d of “%(other)s”.",
        "Of %(total)d logs, %(count)d speak of “%(title)s” and %(second)d of “%(other)s”.",
        first.logs,
    )
    yield _sentence(text % {**said, "second": themes[1].logs, "other": themes[1].title}, themes[:2])


def _grown(material: Material, themes: Sequence[Piece]) -> Iterable[Sentence]:
    """What is said more than before, and what is new."""
    if not material.logs_before:
        return
    grew = [piece for piece in themes if piece.movement == Movement.RISING]
    grew = sorted(grew, key=lambda piece: piece.before - piece.logs)[:GREW]
    if grew:
        yield _sentence(_("More is said about %(themes)s.") % {"themes": listed([_both(one) for one in grew])}, grew)
    new = [piece for piece in themes if piece.movement == Movement.NEW][:NEW]
    if new:
        names = listed([_called(one) for one in new])
        yield _sentence(_("Not heard in the period before: %(themes)s.") % {"themes": names}, new)


def _few(themes: Sequence[Piece]) -> Iterable[Sentence]:
    """Where few logs stand behind a theme that was told, the reader is told too."""
    told = [piece for piece in themes if piece.movement in (Movement.RISING, Movement.NEW)]
    few = [piece for piece in [*themes[:2], *told] if piece.is_few]
    few = list({piece.key: piece for piece in few}.values())[:GREW]
    if few:
        names = listed([_called(piece) for piece in few])
        yield _sentence(_("Few logs stand behind %(themes)s: read with care.") % {"themes": names}, few)


def _less(material: Material) -> Iterable[Sentence]:
    """What is said less than before."""
    faded = [
        piece
        for piece in material.pieces
        if piece.kind in THEMES
        and piece.logs < piece.before
        and (piece.kind == "change" or piece.movement == Movement.FADING)
    ]
    faded = sorted(faded, key=lambda piece: piece.logs - piece.before)[:LESS]
    if faded:
        yield _sentence(_("Less is said about %(themes)s.") % {"themes": listed([_both(one) for one in faded])}, faded)


def _pulls(material: Material) -> Iterable[Sentence]:
    """What pulls in two directions: sliders first, then themes."""
    tensions = [piece for piece in material.pieces if piece.kind == "tension"]
    for piece in sorted(tensions, key=lambda one: "ends" not in one.data)[:PULLS]:
        data = piece.data
        if "ends" in data:
            left, _middle, right = data["ends"]
            said = {"left_pole": data["left"], "right_pole": data["right"], "left": left, "right": right}
            text = _(
                "Between “%(left_pole)s” and “%(right_pole)s”, %(left)d logs lean to the one, %(right)d to the other."
            )
            yield _sentence(text % said, [piece])
            continue
        against = ngettext(
            "%(count)d initiative tells of it as a barrier", "%(count)d initiatives tell of it as a barrier",
            data.get("against", 0),
        ) % {"count": data.get("against", 0)}  # fmt: skip
        helping = ngettext("%(count)d as a help", "%(count)d as a help", data.get("helping", 0)) % {
            "count": data.get("helping", 0)
        }
        words = {"title": piece.title, "against": against, "helping": helping}
        yield _sentence(_("“%(title)s”: %(against)s, %(helping)s.") % words, [piece])


def _obstacles(material: Material) -> Iterable[Sentence]:
    """The same obstacle in several places."""
    barriers = [piece for piece in material.pieces if piece.kind == "barrier"]
    for piece in sorted(barriers, key=lambda one: -len(one.data.get("initiatives", ())))[:BARRIERS]:
        count = len(piece.data.get("initiatives", ()))
        said = {"count": count, "title": piece.title, "systems": listed(piece.systems)}
        if piece.systems:
            text = ngettext(
                "%(count)d initiative meets one and the same obstacle in %(systems)s: “%(title)s”.",
                "%(count)d initiatives meet one and the same obstacle in %(systems)s: “%(title)s”.",
                count,
            )
        else:
            text = ngettext(
                "%(count)d initiative meets one and the same obstacle: “%(title)s”.",
                "%(count)d initiatives meet one and the same obstacle: “%(title)s”.",
                count,
            )
        yield _sentence(text % said, [piece])


def _answers(material: Material) -> Iterable[Sentence]:
    """Somebody's barrier that somebody else's log may answer."""
    pairs = [piece for piece in material.pieces if piece.kind == "transfer" and len(piece.cited) > 1]
    if not pairs:
        return
    text = ngettext(
        "What stands in somebody's way, somebody else may have found a way round: both speak of %(words)s.",
        "What stands in somebody's way, somebody else may have found a way round, %(count)d times: "
        "in the first pair both speak of %(words)s.",
        len(pairs),
    )
    words = listed(pairs[0].data.get("words", ())[:3])
    yield _sentence(text % {"count": len(pairs), "words": words}, pairs)


def _surprises(material: Material) -> Iterable[Sentence]:
    """How many logs surprised, in which way."""
    rows = [piece for piece in material.pieces if piece.kind == "surprise" and piece.cited]
    marked = [piece for piece in rows if piece.data.get("is_marked")]
    unlike = [piece for piece in rows if not piece.data.get("is_marked")]
    if marked:
        text = ngettext(
            "%(count)d log surprised its own author.", "%(count)d logs surprised their own authors.", len(marked)
        )
        yield _sentence(text % {"count": len(marked)}, marked)
    if unlike:
        text = ngettext(
            "%(count)d log is unlike anything said before.", "%(count)d logs are unlike anything said before.",
            len(unlike),
        )  # fmt: skip
        yield _sentence(text % {"count": len(unlike)}, unlike)


def _shifts(material: Material) -> Iterable[Sentence]:
    """How many logs tell of something that changed around the portfolio."""
    rows = [piece for piece in material.pieces if piece.kind == "shift" and piece.cited]
    if rows:
        text = ngettext(
            "%(count)d log tells of a change around us.", "%(count)d logs tell of changes around us.", len(rows)
        )
        yield _sentence(text % {"count": len(rows)}, rows)


def _unheard(material: Material) -> Iterable[Sentence]:
    """Who was hardly heard from; a silence is a question, not a fault."""
    silences = [piece for piece in material.pieces if piece.kind == "blind_spot" and "expected" in piece.data]
    named = [piece for piece in silences if piece.systems][:SILENCES]
    if not named:
        return
    rows = [
        ngettext("%(name)s (%(heard)d of %(expected)d initiative)", "%(name)s (%(heard)d of %(expected)d initiatives)",
                 piece.data["expected"])
        % {"name": piece.systems[0], "heard": piece.data["heard"], "expected": piece.data["expected"]}
        for piece in named
    ]  # fmt: skip
    yield _sentence(_("Little was heard from %(places)s.") % {"places": listed(rows)}, named)
