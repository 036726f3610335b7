"""Says in sentences what a roll-up found; call it in the language of the portfolio."""

from collections.abc import Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sensemaking.periods import Period
from sensemaking.records import FoundTheme, Heard, Movement, Rollup

LONGEST_TITLE = 200
THEMES_NAMED = 2
FEW_VOICES = 2


def listed(words: Sequence[str]) -> str:
    """Join words as people say them: “kerbs, cafés and school runs”."""
    if len(words) < 2:
        return words[0] if words else ""
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def theme_title(theme: FoundTheme) -> str:
    """A headline: the name that people gave, or one from the words of the logs."""
    return (theme.name or found_title(theme))[:LONGEST_TITLE]


def found_title(theme: FoundTheme) -> str:
    """A headline from the words of the logs: a clause that one of them has, or the words that many have."""
    return theme.phrase[:LONGEST_TITLE] or words_title(theme.words)


def words_title(words: Sequence[str]) -> str:
    """A headline from words that many logs have."""
    return capfirst(listed(words))[:LONGEST_TITLE]


def theme_body(theme: FoundTheme, system_names: Mapping[int, str]) -> str:
    """Where the theme was heard, and how often a year before."""
    return " ".join(part for part in (_where(theme, system_names), _a_year_before(theme)) if part)


def _a_year_before(theme: FoundTheme) -> str:
    """How many logs the theme had in the same period a year before, where a report tells."""
    earlier = theme.known.year_before if theme.known else None
    if earlier is None or not theme.logs:
        return ""
    if not earlier:
        return _("Nobody spoke of it in the same period a year before.")
    return ngettext(
        "%(count)d log in the same period a year before.", "%(count)d logs in the same period a year before.", earlier
    ) % {"count": earlier}


def _where(theme: FoundTheme, system_names: Mapping[int, str]) -> str:
    """From how many initiatives it was heard, and in which systems most."""
    count = len(theme.initiatives)
    systems = [system_names[system] for system, _logs in theme.systems[:2] if system in system_names]
    if not count:
        return _("Heard before, not in this period.") if not theme.logs else ""
    if not systems:
        return ngettext("Heard from %(count)d initiative.", "Heard from %(count)d initiatives.", count) % {
            "count": count
        }
    return ngettext(
        "Heard from %(count)d initiative, most in %(systems)s.",
        "Heard from %(count)d initiatives, most in %(systems)s.",
        count,
    ) % {"count": count, "systems": listed(systems)}


def theme_rule(theme: FoundTheme) -> str:
    """How the theme was found and when it counts as rising."""
    if theme.fewest > FEW_VOICES:
        rule = _(
            "Logs grouped by their wording; what binds these is %(words)s. As many initiatives spoke, a theme needs at "
            "least three different logs from at least three of them. It rises or fades when it changed by at least "
            "two logs and by a fifth."
        )
    else:
        rule = _(
            "Logs grouped by their wording; what binds these is %(words)s. A theme needs at least three different logs "
            "from at least two initiatives. It rises or fades when it changed by at least two logs and by a fifth."
        )
    return rule % {"words": listed(theme.words)}


def silence_title(row: Heard, system_names: Mapping[int, str]) -> str:
    """Who of a system was heard from."""
    return _("%(system)s: %(heard)d of %(expected)d initiatives heard from") % {
        "system": system_names.get(row.system or 0, _("No system")),
        "heard": row.heard,
        "expected": row.expected,
    }


def silence_rule() -> str:
    """When a silence is worth naming."""
    return _("A system is named when it has at least three active initiatives and fewer than a third of them posted.")


def report_title(period: Period) -> str:
    """The title until a steward writes a better one."""
    return _("What we learned, %(period)s") % {"period": period.name()}


def standfirst(rollup: Rollup) -> str:
    """One or two sentences that open the report until a steward writes better ones."""
    if not rollup.logs:
        return _("No learning logs came in for this period.")
    opening = _("%(logs)s from %(initiatives)s.") % {
        "logs": ngettext("%(count)d learning log", "%(count)d learning logs", rollup.logs) % {"count": rollup.logs},
        "initiatives": ngettext("%(count)d initiative", "%(count)d initiatives", rollup.initiatives)
        % {"count": rollup.initiatives},
    }
    present = [theme for theme in rollup.themes if theme.is_heard]
    if not present:
        return f"{opening} {_('They speak of different things: no theme runs through several of them.')}"
    sentences = [opening, _("Most speak of %(words)s.") % {"words": listed(present[0].words)}]
    if rollup.logs_before:
        grew = [theme for theme in present if theme.movement == Movement.RISING and theme is not present[0]]
        faded = [theme for theme in rollup.themes if theme.movement == Movement.FADING]
        if grew:
            sentences.append(_("More than before is said about %(words)s.") % {"words": _named(grew)})
        if faded:
            sentences.append(_("Less is said about %(words)s.") % {"words": _named(faded)})
    return " ".join(sentences)


def _named(themes: Sequence[FoundTheme]) -> str:
    """The first words of the themes that changed most."""
    by_change = sorted(themes, key=lambda theme: -abs(len(theme.logs) - len(theme.before)))
    return listed([theme.words[0] for theme in by_change[:THEMES_NAMED] if theme.words])


def worker_lost() -> str:
    """What a steward reads when a report could not be made although it was tried several times."""
    return _(
        "The report was started several times and never came to its end; the machine may be short of memory. "
        "No log is lost. Choose a shorter period, or try again later."
    )


def unexpected() -> str:
    """What a steward reads when making the report met an error nobody foresaw."""
    return _(
        "Something unexpected went wrong while the logs were being grouped. No log is lost and nothing you wrote "
        "has changed. Try again; if it fails once more, tell whoever runs the hub: the reason is in its log."
    )
