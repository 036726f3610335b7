"""Who gets what at the addresses of outcomes, of what learning and options returned, and of flexible money."""

from tests.access_matrix.codes import Row, api_readers, both, everyone, members, readers, stewards, writers

OUTCOME = {"pk": "outcome"}
AS_CSV = {"format": "csv"}

OUTCOMES = {
    "funding:outcomes": Row(get=readers()),
    "funding:outcomes-export": Row(get=readers(), args=AS_CSV),
    "funding:outcomes-told": Row(get=readers()),
    "funding:outcome": Row(get=readers(), args=OUTCOME),
    "funding:outcome-new": Row(get=writers(), post=writers(422)),
    "funding:outcome-history": Row(get=members(), args=OUTCOME),
    "funding:outcome-edit": Row(get=writers(), post=writers(422), args=OUTCOME),
    "funding:outcome-remove": Row(post=writers(302), args=OUTCOME),
    "funding:outcome-undo": Row(post=both("302 404 302 403 403 403"), args={**OUTCOME, "change": "outcome_change"}),
    "funding:outcome-ask": Row(get=stewards(), post=stewards(422), args=OUTCOME),
    "funding:outcome-ask-withdraw": Row(post=stewards(302), args={**OUTCOME, "ask": "outcome_ask"}),
    "funding:outcome-decide": Row(get=stewards(), post=stewards(422), args=OUTCOME),
    "funding-link:outcome": Row(get=everyone(200), post=everyone(422), args={"token": "outcome_key"}),
    "funding:learning-return": Row(get=members()),
    "funding:learning-return-export": Row(get=members(), args={**AS_CSV, "part": "spent"}),
    "funding:learning-part": Row(get=members(), args={"part": "redirected"}),
    "funding:option-value": Row(get=members()),
    "funding:option-value-export": Row(get=members(), args=AS_CSV),
    "funding:freedom": Row(get=members()),
    "funding:freedom-export": Row(get=members(), args=AS_CSV),
    "funding:freedom-part": Row(get=members(), args={"side": "tied", "part": "agreed"}),
    "funding:freedom-part-export": Row(get=members(), args={**AS_CSV, "side": "free", "part": "initiatives"}),
    "api:outcome-list": Row(get=api_readers()),
    "api:outcome-detail": Row(get=api_readers(), args=OUTCOME),
}
