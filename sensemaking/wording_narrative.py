"""Says in sentences why a draft did not come, and why a sentence of it was dropped."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portfolio_hub.lib.language_model import Trouble
from sensemaking.checking import Fault

FAULTS: dict[str, Promise] = {
    Fault.UNREADABLE: gettext_lazy("It holds signs that nobody can read."),
    Fault.TOO_LONG: gettext_lazy("It is too long for one sentence."),
    Fault.MARKUP: gettext_lazy("It holds markup, a link or an address."),
    Fault.NOTHING_CITED: gettext_lazy("It cites no log."),
    Fault.UNKNOWN: gettext_lazy("It cites a finding or a log that the report does not have."),
    Fault.NOT_ITS_LOGS: gettext_lazy("The logs it cites do not belong to the finding it cites."),
    Fault.QUOTE: gettext_lazy("Words in quotation marks do not stand so in the log it cites."),
    Fault.NUMBER: gettext_lazy("It states an amount that is not in what it cites."),
    Fault.NAME: gettext_lazy("It names somebody or something that is not in what it cites."),
    Fault.VERDICT: gettext_lazy("It reads as a verdict on work or people."),
    Fault.UNFOUNDED: gettext_lazy("Too little of it stands in what it cites."),
}

TROUBLES: dict[str, Promise] = {
    Trouble.OFF: gettext_lazy("No language model is set up here any more."),
    Trouble.ADDRESS: gettext_lazy("At the address that is set for the language model, nothing answers as one."),
    Trouble.UNREACHABLE: gettext_lazy("The language model could not be reached."),
    Trouble.REFUSED: gettext_lazy("The language model refused the key that is set for it."),
    Trouble.BUSY: gettext_lazy("The language model is overloaded or out of order."),
    Trouble.SLOW: gettext_lazy("The language model took too long to answer."),
    Trouble.LARGE: gettext_lazy("The language model answered with far too much text."),
    Trouble.MOVED: gettext_lazy("The language model sends the hub on to another address, and the hub does not follow."),
    Trouble.STRANGE: gettext_lazy("The language model answered something other than what it was asked for."),
}


def trouble(kind: str) -> str:
    """What went wrong with the model, and what is still true."""
    return f"{TROUBLES[kind]} {_('Nothing in the report has changed. Try again later, or tell whoever runs the hub.')}"


def nothing_held(dropped: int) -> str:
    """When the checker left no sentence of a draft."""
    return ngettext(
        "The language model drafted %(count)d sentence, and it does not hold against what it cites. "
        "Nothing in the report has changed.",
        "The language model drafted %(count)d sentences, and none holds against what it cites. "
        "Nothing in the report has changed.",
        dropped,
    ) % {"count": dropped}


def nothing_to_tell() -> str:
    """When there is nothing that a draft could stand on."""
    return _("The report has no findings yet that a narrative could stand on.")


def made_again() -> str:
    """When the findings changed under the draft."""
    return _("The report was made again or changed while the draft was being written. Ask for the draft once more.")


def worker_lost() -> str:
    """When drafting was begun several times and never came to its end."""
    return _("The draft was begun several times and never came to its end. Nothing in the report has changed.")


def unexpected() -> str:
    """When drafting met an error that nobody foresaw."""
    return _(
        "Something unexpected went wrong while the draft was being made. Nothing in the report has changed. Try again; "
        "if it fails once more, tell whoever runs the hub: the reason is in its log."
    )
