"""The window that a request asks for, and what it is called in words."""

from dataclasses import dataclass, replace

from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property

from funding.forms.window import WindowForm
from funding.overviews import FunderOverview, VehicleLine, funder_overview, vehicle_lines
from funding.overviews.window import Window, words_of
from funding.overviews.within import Within, outcomes_within
from stakeholders.access import PortfolioRequest


@dataclass
class Asked:
    """What one request shows of the portfolio's money; sums are read when they are needed, and once."""

    request: PortfolioRequest
    form: WindowForm
    lines: tuple[VehicleLine, ...]

    @cached_property
    def window(self) -> Window:
        return self.form.window

    @cached_property
    def facts(self) -> FunderOverview:
        return funder_overview(self.request.access, self.window, self.lines)

    @cached_property
    def words(self) -> str:
        """What is shown, in a sentence."""
        return words_of(self.window.first, self.window.last, self._names)

    @cached_property
    def months(self) -> str:
        """What learning and options are counted within, in a sentence."""
        return words_of(self.within.since, self.within.until, self._names)

    @property
    def own(self) -> list[VehicleLine]:
        """The vehicles that the reader sees in detail."""
        return [line for line in self.lines if line.is_open]

    @property
    def own_query(self) -> str:
        """The same period of those vehicles alone, as an address has it."""
        return replace(self.window, vehicles=frozenset(line.pk for line in self.own)).query

    @property
    def _names(self) -> list[str]:
        return [line.name for line in self.lines if line.pk in self.window.vehicles]

    @cached_property
    def outcomes(self) -> Within | None:
        """The same for outcomes, which begin with the first one."""
        return outcomes_within(self.window)

    @cached_property
    def within(self) -> Within:
        """The same in whole months, for what learning and options return."""
        return Within.of(self.window.first, self.window.last, vehicles=sorted(self.window.vehicles))


def asked(request: PortfolioRequest) -> Asked:
    """Read the address; a vehicle that the reader does not see in detail is not there. Raises Http404."""
    lines = vehicle_lines(request.access)
    form = WindowForm(
        request.GET, vehicles=[(line.pk, line.name) for line in lines if line.is_open], today=timezone.localdate()
    )
    if "vehicle" in form.errors:
        raise Http404
    return Asked(request, form, lines)
