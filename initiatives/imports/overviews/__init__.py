"""What the pages of an import show."""

from initiatives.imports.overviews.columns import ColumnsPage, columns_page
from initiatives.imports.overviews.names import names_page
from initiatives.imports.overviews.preview import grouped_problems, preview_page, problems_page
from initiatives.imports.overviews.runs import kept_rows, named_runs

__all__ = [
    "ColumnsPage",
    "columns_page",
    "grouped_problems",
    "kept_rows",
    "named_runs",
    "names_page",
    "preview_page",
    "problems_page",
]
