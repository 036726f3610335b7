"""The one table of who gets what at every address: rows are routes, columns are people.

A value is six status codes in the order of COLUMNS, once for a closed portfolio (members only) and once for an open
one (launched, public). A method that a row leaves out is refused, or answered as GET by a page that only reads. POST
goes without any field that a form knows, so 422 means: let in, and told what is missing.
"""

from tests.access_matrix.asking import ASKING
from tests.access_matrix.beside import BESIDE
from tests.access_matrix.codes import COLUMNS, Codes, Row
from tests.access_matrix.combinations import COMBINATIONS
from tests.access_matrix.connections import CONNECTIONS
from tests.access_matrix.dashboard import DASHBOARD
from tests.access_matrix.exchange import EXCHANGE
from tests.access_matrix.funder_reports import FUNDER_REPORTS
from tests.access_matrix.funding import FUNDING
from tests.access_matrix.impact import IMPACT
from tests.access_matrix.indicators import INDICATORS
from tests.access_matrix.initiatives import FACETS, FRAME, IMPORTS, INITIATIVES, SNAPSHOTS
from tests.access_matrix.intent import ENDORSING, INTENT
from tests.access_matrix.learning import GARDEN, NARRATIVE, POSTING, QUESTIONS, REPORTS, SENSEMAKING, THEMES, WALL
from tests.access_matrix.levels import LEVELS
from tests.access_matrix.map_data import MAP_DATA
from tests.access_matrix.map_page import MAP_PAGE
from tests.access_matrix.matching import MATCHING
from tests.access_matrix.network import NETWORK
from tests.access_matrix.outcomes import OUTCOMES
from tests.access_matrix.people import PEOPLE, STAKEHOLDERS
from tests.access_matrix.problems import CHALLENGES, COMMITMENTS
from tests.access_matrix.programs import API
from tests.access_matrix.roof import ROOF
from tests.access_matrix.shifts import SHIFTS
from tests.access_matrix.stories import STORIES
from tests.access_matrix.suggestions import SUGGESTIONS

__all__ = ["COLUMNS", "NOT_OURS", "TABLE", "Codes", "Row"]

TABLE: dict[str, Row] = {
    **ROOF, **PEOPLE, **STAKEHOLDERS, **FRAME, **INITIATIVES, **IMPORTS, **SENSEMAKING, **POSTING, **FUNDING,
    **INTENT, **ENDORSING, **GARDEN, **CHALLENGES, **API, **LEVELS, **SNAPSHOTS, **FACETS, **COMMITMENTS, **THEMES,
    **REPORTS, **NARRATIVE, **QUESTIONS, **WALL, **STORIES, **SHIFTS,
    **ASKING, **CONNECTIONS,
    **COMBINATIONS,
    **MAP_PAGE, **MAP_DATA,
    **NETWORK,
    **SUGGESTIONS,
    **INDICATORS,
    **IMPACT,
    **OUTCOMES,
    **FUNDER_REPORTS,
    **EXCHANGE,
    **BESIDE,
    **DASHBOARD,
    **MATCHING,
}  # fmt: skip

NOT_OURS = {
    "account_": "django-allauth's own pages: they concern only the session that asks",
    "admin:": "Django's admin: staff only, by its own check",
}
"""Beginnings of names whose routes the table leaves out, each with its reason."""
