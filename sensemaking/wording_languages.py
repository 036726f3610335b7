"""Says in sentences which logs the engine could read only roughly; call it in the language of the reader."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language_info, gettext_lazy, ngettext

from sensemaking.text import UNKNOWN
from sensemaking.wording import listed

NAMES = {
    UNKNOWN: gettext_lazy("a language that was not recognised"),
    "am": gettext_lazy("Amharic"),
    "gu": gettext_lazy("Gujarati"),
    "lo": gettext_lazy("Lao"),
    "no": gettext_lazy("Norwegian"),
    "pa": gettext_lazy("Punjabi"),
    "si": gettext_lazy("Sinhala"),
    "so": gettext_lazy("Somali"),
    "tl": gettext_lazy("Tagalog"),
    "zh": gettext_lazy("Chinese"),
}
"""Languages of which the framework knows no name."""


def language_name(code: str) -> str:
    """The name of a language, or its code where nobody knows one."""
    if code in NAMES:
        return str(NAMES[code])
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def read_roughly(languages: Sequence[Sequence[Any]]) -> str:
    """Which logs were read only word by word; `languages` counts the logs of each. Empty where there are none."""
    if not languages:
        return ""
    total = sum(int(count) for _code, count in languages)
    named = listed([f"{language_name(code)} ({count})" for code, count in languages])
    return ngettext(
        "%(count)d log is in a language whose forms of words the hub does not know: %(named)s. It was compared word by "
        "word, so a theme that it belongs to may be missed.",
        "%(count)d logs are in languages whose forms of words the hub does not know: %(named)s. They were compared "
        "word by word, so themes among them may be missed or split.",
        total,
    ) % {"count": total, "named": named}
