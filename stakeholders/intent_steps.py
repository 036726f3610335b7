"""The steps in the life of a version: what each means in words, when it is possible, and what takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from stakeholders import intent_policies as policies
from stakeholders.forms.intent import NoQuestions, ReasonForm
from stakeholders.forms.people import WhyForm
from stakeholders.models import IntentVersion
from stakeholders.services import intents


@dataclass(frozen=True)
class Step:
    """One step; `why_not` says why it can't be taken now."""

    name: str
    icon: str
    title: str
    text: str
    button: str
    done: str
    form: type[forms.Form]
    take: Callable[..., Any]
    why_not: str
    is_ending: bool = False
    ends_here: bool = False


def steps_for(version: IntentVersion, *, all_of_them: bool = False) -> list[Step]:
    """The steps that a version's state allows, the usual one first; or all, each with what stands against it."""
    status = IntentVersion.Status
    by_state = {
        status.DRAFT: (_open, _discard),
        status.IN_DIALOGUE: (_share, _back),
        status.SHARED: (_retire,),
    }
    chosen = (_open, _share, _back, _retire, _discard) if all_of_them else by_state.get(status(version.status), ())
    return [make(version) for make in chosen]


def _open(version: IntentVersion) -> Step:
    return Step(
        name="open",
        icon="messages",
        title=_("Open %(version)s for dialogue?") % {"version": version},
        text=_(
            "Everybody with a role reads it from now on, comments on its words and suggests others. You can still "
            "write on it, and take it back to a draft."
        ),
        button=_("Open the dialogue"),
        done=_("%(version)s is in dialogue.") % {"version": version},
        form=NoQuestions,
        take=partial(intents.open_dialogue, version=version),
        why_not=policies.why_not_open(version),
    )


def _share(version: IntentVersion) -> Step:
    shared = IntentVersion.objects.filter(portfolio=version.portfolio).shared().first()
    text = _("From now on this is where the portfolio is heading, for everybody who reads it. Its text stays as it is.")
    if shared:
        text += " " + _("%(version)s becomes revised, and whoever endorsed it is asked again.") % {"version": shared}
    return Step(
        name="share",
        icon="flag",
        title=_("Make %(version)s the shared one?") % {"version": version},
        text=text,
        button=_("Share %(version)s") % {"version": version},
        done=_("%(version)s is the shared intent now.") % {"version": version},
        form=NoQuestions,
        take=partial(intents.share, version=version),
        why_not=policies.why_not_share(version, earlier=shared),
    )


def _back(version: IntentVersion) -> Step:
    return Step(
        name="back",
        icon="arrow-back-up",
        title=_("Take %(version)s back to a draft?") % {"version": version},
        text=_("Only stewards see it then. What was said stays with it, and shows again when you open the dialogue."),
        button=_("Back to a draft"),
        done=_("%(version)s is a draft again.") % {"version": version},
        form=WhyForm,
        take=partial(intents.back_to_draft, version=version),
        why_not=policies.why_not_back(version),
        is_ending=True,
    )


def _retire(version: IntentVersion) -> Step:
    return Step(
        name="retire",
        icon="archive",
        title=_("Retire %(version)s?") % {"version": version},
        text=_(
            "It holds no longer, and no other version takes its place until one is shared. It stays readable, with "
            "your reason and with who endorsed it. To change the words, write the next version instead."
        ),
        button=_("Retire it"),
        done=_("%(version)s is retired.") % {"version": version},
        form=ReasonForm,
        take=partial(intents.retire, version=version),
        why_not=policies.why_not_retire(version),
        is_ending=True,
    )


def _discard(version: IntentVersion) -> Step:
    return Step(
        name="discard",
        icon="trash",
        title=_("Throw the draft of version %(number)d away?") % {"number": version.number},
        text=_("The draft goes, with what was said about it. Its text stays in the history. This can't be undone."),
        button=_("Throw it away"),
        done=_("The draft is gone."),
        form=WhyForm,
        take=partial(intents.discard, version=version),
        why_not=policies.why_not_discard(version),
        is_ending=True,
        ends_here=True,
    )
