"""Who gets what at the addresses of suggested connections and combinations."""

from tests.access_matrix.codes import Row, api_stewards, both, everyone, stewards, writers

PAIR, GROUP = {"pk": "suggested_pair"}, {"pk": "suggested_group"}
API_WRITERS = both("401 404 200 200 403 403")

SUGGESTIONS = {
    "sensemaking:suggestions": Row(get=writers()),
    "sensemaking:suggestion-tray": Row(get=writers()),
    "sensemaking:suggestions-export": Row(get=stewards(), args={"format": "csv"}),
    "sensemaking:suggestion-search": Row(post=stewards(302)),
    "sensemaking:suggestion-progress": Row(get=stewards(302)),
    "sensemaking:suggestion-weights-reset": Row(post=stewards(302)),
    "sensemaking:suggestion": Row(get=writers(), args=PAIR),
    "sensemaking:suggestion-accept": Row(get=stewards(), post=stewards(422), args=PAIR),
    "sensemaking:suggestion-dismiss": Row(get=stewards(), post=stewards(422), args=PAIR),
    "sensemaking:suggestion-reopen": Row(post=stewards(302), args={"pk": "decided_pair"}),
    "sensemaking:suggestion-ask": Row(get=stewards(), post=stewards(422), args=PAIR),
    "sensemaking:suggestion-answer": Row(post=both("302 404 403 302 403 403"), args=PAIR),
    "sensemaking:suggestion-groups": Row(get=stewards()),
    "sensemaking:suggestion-group-dismiss": Row(post=stewards(302), args=GROUP),
    "sensemaking:suggestion-group-reopen": Row(post=stewards(302), args=GROUP),
    "sensemaking-link:suggestion": Row(get=everyone(200), post=everyone(422), args={"token": "pair_key"}),
    "api:suggestion-list": Row(get=API_WRITERS),
    "api:suggestion-detail": Row(get=API_WRITERS, args=PAIR),
    "api:suggestion-accept": Row(post=api_stewards(200), args=PAIR),
    "api:suggestion-dismiss": Row(post=api_stewards(400), args=PAIR),
}
