"""Who gets what at the addresses of combinations, lineage, offers and needs."""

from tests.access_matrix.codes import (
    INITIATIVE,
    Row,
    api_readers,
    api_writers,
    both,
    members,
    readers,
    stewards,
    writers,
)

A_COMBINATION = {"pk": "combination"}
AN_OFFER, A_NEED = {"side": "offer_side", "pk": "offer"}, {"side": "need_side", "pk": "need"}
IN_PORTFOLIO = ("302 404 200 200 404 200", "404 404 200 200 404 200")
API_IN_PORTFOLIO = ("401 404 200 200 404 200", "401 404 200 200 404 200")
"""What is shared with the portfolio, and no further."""


COMBINATIONS = {
    "initiatives:combinations": Row(get=readers()),
    "initiatives:combinations-export": Row(get=readers(), args={"format": "csv"}),
    "initiatives:combination": Row(get=readers(), args=A_COMBINATION),
    "initiatives:combination-history": Row(get=members(), args=A_COMBINATION),
    "initiatives:combination-new": Row(get=stewards(), post=stewards(422)),
    "initiatives:combination-edit": Row(get=stewards(), post=stewards(422), args=A_COMBINATION),
    "initiatives:combination-members": Row(get=stewards(), post=stewards(302), args=A_COMBINATION),
    "initiatives:combination-add": Row(post=stewards(302), args=A_COMBINATION),
    "initiatives:combination-member-remove": Row(
        post=stewards(302), args={**A_COMBINATION, "member": "combination_member"}
    ),
    "initiatives:combination-end": Row(get=stewards(), post=stewards(422), args=A_COMBINATION),
    "initiatives:combination-reopen": Row(post=stewards(302), args=A_COMBINATION),
    "initiatives:combination-undo": Row(post=stewards(302), args={**A_COMBINATION, "change": "combination_change"}),
    "initiatives:combination-delete": Row(get=stewards(), post=stewards(302), args=A_COMBINATION),
    "initiatives:initiative-combinations": Row(get=readers(), args=INITIATIVE),
    "initiatives:lineage": Row(get=readers(), args=INITIATIVE),
    "initiatives:lineage-new": Row(get=writers(200), post=writers(422), args=INITIATIVE),
    "initiatives:lineage-remove": Row(post=writers(302), args={**INITIATIVE, "step": "lineage_step"}),
    "initiatives:offers": Row(get=readers()),
    "initiatives:offers-export": Row(get=readers(), args={"format": "csv"}),
    "initiatives:initiative-offers": Row(get=readers(), args=INITIATIVE),
    "initiatives:given-new": Row(get=writers(), post=writers(422), args={"side": "need_side"}),
    "initiatives:given": Row(get=IN_PORTFOLIO, args=AN_OFFER),
    "initiatives:given-edit": Row(get=writers(200), post=writers(422), args=AN_OFFER),
    "initiatives:given-history": Row(get=both("302 404 200 200 404 200"), args=A_NEED),
    "initiatives:given-match": Row(get=writers(200), post=writers(302), args={**AN_OFFER, "other": "need"}),
    "initiatives:given-withdraw": Row(post=writers(302), args=AN_OFFER),
    "initiatives:given-reopen": Row(post=writers(302), args=AN_OFFER),
    "initiatives:given-undo": Row(post=writers(302), args={**AN_OFFER, "change": "offer_change"}),
    "sensemaking:combination-evidence": Row(get=readers(), args=A_COMBINATION),
    "sensemaking:combination-evidence-new": Row(get=stewards(), post=stewards(422), args=A_COMBINATION),
    "sensemaking:combination-evidence-remove": Row(
        post=stewards(302), args={**A_COMBINATION, "piece": "combination_piece"}
    ),
    "sensemaking:combination-learning": Row(get=readers(), args=A_COMBINATION),
    "funding:combination-money": Row(get=members(), args=A_COMBINATION),
    "api:combination-list": Row(get=api_readers()),
    "api:combination-detail": Row(get=api_readers(), args=A_COMBINATION),
    "api:lineage-list": Row(get=api_readers()),
    "api:lineage-detail": Row(get=api_readers(), args={"pk": "lineage_step"}),
    "api:offer-list": Row(get=api_readers(), post=api_writers(400)),
    "api:offer-detail": Row(get=API_IN_PORTFOLIO, args={"pk": "offer"}),
    "api:need-list": Row(get=api_readers(), post=api_writers(400)),
    "api:need-detail": Row(get=API_IN_PORTFOLIO, args={"pk": "need"}),
}
