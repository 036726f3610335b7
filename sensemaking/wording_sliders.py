"""Says in sentences where placings pull apart; call it in the language of the portfolio."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sensemaking.models import Slider
from sensemaking.pulling import FEWEST_AT_AN_END, FEWEST_INITIATIVES, FEWEST_LOGS, Apart


def slider_body(slider: Slider, apart: Apart) -> str:
    """How many lean to which pole, and how many stand between."""
    lean = _("%(left)d lean to “%(left_pole)s”, %(right)d to “%(right_pole)s”") % {
        "left": apart.left, "left_pole": slider.left, "right": apart.right, "right_pole": slider.right,
    }  # fmt: skip
    if not apart.middle:
        return _("%(lean)s, and nobody stands between.") % {"lean": lean}
    between = ngettext("%(count)d stands between", "%(count)d stand between", apart.middle) % {"count": apart.middle}
    return _("%(lean)s, and %(between)s.") % {"lean": lean, "between": between}


def slider_rule(fewest_people: int) -> str:
    """When a slider is told as a tension."""
    return _(
        "Authors placed their logs between the two poles. At least %(logs)d logs of %(initiatives)d initiatives, by at "
        "least %(people)d people, stand on it; each outer third holds a quarter of them, of at least %(ends)d "
        "initiatives, and fewer stand in the middle third than in either."
    ) % {
        "logs": FEWEST_LOGS, "initiatives": FEWEST_INITIATIVES, "people": fewest_people, "ends": FEWEST_AT_AN_END,
    }  # fmt: skip
