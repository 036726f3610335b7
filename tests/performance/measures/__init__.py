"""The measures by the number they have in the table; each returns its results."""

from collections.abc import Callable

from tests.performance.measures.browser import b12
from tests.performance.measures.map_frames import b14
from tests.performance.measures.money import b15
from tests.performance.measures.pages import b1, b2, b3, b4, b8
from tests.performance.measures.quality import b10
from tests.performance.measures.reports import b9
from tests.performance.measures.snapshots import b13
from tests.performance.measures.suggestions import b11
from tests.performance.measures.tables import b6, b7
from tests.performance.measures.tallying import b5
from tests.performance.setting import Setting
from tests.performance.timing import Result

MEASURES: dict[str, Callable[[Setting], list[Result]]] = {
    "b1": b1, "b2": b2, "b3": b3, "b4": b4, "b5": b5, "b8": b8, "b9": b9, "b10": b10,
    "b11": b11, "b12": b12, "b13": b13, "b14": b14, "b15": b15, "b6": b6, "b7": b7,
}  # fmt: skip
"""B6 and B7 come last, because they add portfolios."""
