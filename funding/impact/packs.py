"""Sets of concerns to begin with; a portfolio renames, orders and retires them as it needs."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Named = tuple[Promise, Promise]


@dataclass(frozen=True)
class Pack:
    """Concerns that go together, each with what is meant by it."""

    label: Promise
    about: Promise
    concerns: tuple[Named, ...]


PACKS: dict[str, Pack] = {
    "city": Pack(
        _("A city in transition"),
        _("Six concerns of a place that changes how it lives."),
        (
            (_("Emissions"), _("Less greenhouse gas from homes, transport, energy and what we buy.")),
            (_("Adaptation"), _("People and places that cope better with heat, floods and drought.")),
            (_("Health"), _("Longer lives in better health, and smaller gaps between neighbourhoods.")),
            (_("Cohesion"), _("People know, trust and help each other, and have a say in what changes.")),
            (_("Jobs and skills"), _("Decent work, and the skills that the coming years ask for.")),
            (_("Fair costs"), _("Nobody pays more than they can bear, and those with least gain most.")),
        ),
    ),
    "sdg": Pack(
        _("After the Sustainable Development Goals"),
        _("Eight of the goals of the United Nations that a place can act on itself."),
        (
            (_("No poverty"), _("Goal 1: fewer people who can't meet their basic needs.")),
            (_("Good health and well-being"), _("Goal 3: healthy lives at all ages.")),
            (_("Quality education"), _("Goal 4: learning that is open to everybody, all life long.")),
            (_("Gender equality"), _("Goal 5: equal rights, pay, safety and voice.")),
            (_("Decent work"), _("Goal 8: work that pays, is safe and lasts.")),
            (_("Reduced inequalities"), _("Goal 10: smaller gaps between people and between places.")),
            (_("Sustainable communities"), _("Goal 11: homes, transport and public space for everybody.")),
            (_("Climate action"), _("Goal 13: less greenhouse gas, and better protection from what is coming.")),
        ),
    ),
    "wellbeing": Pack(
        _("Well-being"),
        _("Seven sides of a good life, now and for those who come later."),
        (
            (_("Health"), _("How people feel, in body and mind.")),
            (_("Home"), _("A warm, safe and affordable place to live.")),
            (_("Income and work"), _("Enough to live on, and work with meaning.")),
            (_("Learning"), _("Knowing and being able to do what one needs.")),
            (_("Belonging"), _("Friends, neighbours and a place in the community.")),
            (_("Nature"), _("Clean air and water, and living nature near by.")),
            (_("Voice"), _("A say in what concerns one, and trust in those who decide.")),
        ),
    ),
}
