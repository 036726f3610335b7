"""The frame as a page of its own: any two axes as a heat map, a table, or a map of the districts; and as a file."""

from dataclasses import replace
from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portfolio_hub.lib.exports import PlainTable, Text, download
from portfolio_hub.lib.pages import render_page
from portfolio_hub.overviews.district_map import district_map
from portfolio_hub.overviews.frame.axes import AXES, NAMED_PAIRS
from portfolio_hub.overviews.frame.choice import COUNT, LEARNING, MAP, MONEY, TABLE, Choice, chosen, shows
from portfolio_hub.overviews.frame.counting import last_quarter
from portfolio_hub.overviews.frame.heat import Frame, without_limits
from portfolio_hub.overviews.frame.heat import frame as read_frame
from stakeholders.access import Access, Permission, PortfolioRequest, in_portfolio

TARGET = "ph-frame"
LABELS = {COUNT: gettext_lazy("Initiatives"), MONEY: gettext_lazy("Money"), LEARNING: gettext_lazy("Learning logs")}


@require_safe
@in_portfolio(Permission.READ)
def frame(request: PortfolioRequest) -> HttpResponseBase:
    """Two axes of the reader's choice against each other."""
    choice = chosen(request.GET, request.access)
    context = {
        "choice": choice, **ways(request.access, choice), "quarter": last_quarter(),
        "shown_label": LABELS[choice.show],
        "explained": [AXES[name] for name in (choice.rows, choice.columns) if AXES[name].explanation],
    }  # fmt: skip
    if choice.as_ == MAP:
        found = district_map(request.access, choice)
        context |= {"map": found, "counts": found.counts, "parts": found.parts}
    else:
        shown = read_frame(request.access, choice)
        context |= {"frame": shown, "counts": shown.counts, "parts": shown.parts}
    return render_page(request, "frame.html", context, fragment="partials/frame_page.html", target=TARGET)


def ways(access: Access, choice: Choice) -> dict[str, Any]:
    """What else may be looked at, each with its address."""
    as_ = "" if choice.as_ == MAP else choice.as_
    pairs = [replace(choice, rows=rows, columns=columns, as_=as_, only="") for rows, columns in NAMED_PAIRS]
    views = [("", _("Heat map"), ""), (TABLE, _("Table"), "table")]
    views += [(MAP, _("Map"), "map")] if choice.has_places else []
    return {
        "pairs": [
            {
                "label": pair.title,
                "url": f"?{pair.query}",
                "is_current": (choice.rows, choice.columns) == (pair.rows, pair.columns),
            }
            for pair in pairs
        ],
        "axes": AXES.values(),
        "shows": [{"key": name, "label": LABELS[name], "is_current": name == choice.show} for name in shows(access)],
        "views": [
            {"label": label, "icon": icon, "url": f"?{choice.but(as_=key)}", "is_current": key == choice.as_}
            for key, label, icon in views
        ],
        "turned": f"?{choice.but(rows=choice.columns, columns=choice.rows)}",
    }


@require_safe
@in_portfolio(Permission.READ)
def frame_export(request: PortfolioRequest, format: str) -> HttpResponseBase:
    """What the page shows, all rows and columns of it."""
    choice = chosen(request.GET, request.access)
    if choice.as_ == MAP:
        found = district_map(request.access, choice)
        label = LABELS[choice.show] if found.only is None else f"{LABELS[choice.show]}: {found.only.name}"
        table = PlainTable([AXES["places"].one, label], ([one.name, one.value] for one in found.districts))
    else:
        table = as_table(without_limits(request.access, choice))
    name = f"{request.portfolio.slug}-{choice.rows}-{choice.columns}"
    return download(table, format=format, name=name)


def as_table(found: Frame) -> PlainTable:
    """The frame with the names of its columns, and how each commitment stands where the frame says so."""
    status = [_("Covered?")] if found.has_words else []
    columns: list[Text] = [found.choice.row_axis.one, *(column.name for column in found.columns), *status]
    words = ([row.member.word] if status else [] for row in found.rows)
    rows = (
        [row.member.name, *(cell.value for cell in row.cells), *word]
        for row, word in zip(found.rows, words, strict=True)
    )
    return PlainTable(columns, rows)
