"""The measures by the number they have in the table; each returns its results."""

from collections.abc import Callable

from tests.performance.measures.pages import b1, b2, b3, b4, b8
from tests.performance.setting import Setting
from tests.performance.timing import Result

MEASURES: dict[str, Callable[[Setting], list[Result]]] = {
    "b1": b1, "b2": b2, "b3": b3, "b4": b4, "b8": b8,
}  # fmt: skip
