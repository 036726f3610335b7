"""Who gets what at the addresses of connections and of what shows them."""

from tests.access_matrix.codes import (
    INITIATIVE,
    Row,
    api_readers,
    api_stewards,
    api_writers,
    members,
    readers,
    stewards,
    writers,
)

A_CONNECTION = {"pk": "connection"}
ITS_EVIDENCE = {"connection_pk": "connection"}

CONNECTIONS = {
    "initiatives:connections": Row(get=readers()),
    "initiatives:connections-export": Row(get=readers(), args={"format": "csv"}),
    "initiatives:connection-new": Row(get=writers(), post=writers(422)),
    "initiatives:initiative-connections": Row(get=readers(), args=INITIATIVE),
    "initiatives:connection": Row(get=readers(), args=A_CONNECTION),
    "initiatives:connection-history": Row(get=members(), args=A_CONNECTION),
    "initiatives:connection-edit": Row(get=writers(), post=writers(422), args=A_CONNECTION),
    "initiatives:connection-observe": Row(post=writers(302), args=A_CONNECTION),
    "initiatives:connection-doubt": Row(post=writers(302), args=A_CONNECTION),
    "initiatives:connection-refute": Row(get=writers(), post=writers(422), args=A_CONNECTION),
    "initiatives:connection-end": Row(get=writers(), post=writers(422), args=A_CONNECTION),
    "initiatives:connection-reopen": Row(post=writers(302), args=A_CONNECTION),
    "initiatives:connection-delete": Row(get=stewards(), post=stewards(302), args=A_CONNECTION),
    "initiatives:connection-undo": Row(post=stewards(302), args={"change": "connection_change"}),
    "sensemaking:connection-evidence": Row(get=readers(), args=A_CONNECTION),
    "sensemaking:connection-evidence-new": Row(get=writers(), post=writers(422), args=A_CONNECTION),
    "sensemaking:connection-evidence-remove": Row(
        post=stewards(302), args={**A_CONNECTION, "piece": "connection_piece"}
    ),
    "api:connection-list": Row(get=api_readers(), post=api_writers(400)),
    "api:connection-detail": Row(get=api_readers(), patch=api_writers(200), args=A_CONNECTION),
    "api:connection-refute": Row(post=api_writers(400), args=A_CONNECTION),
    "api:connection-end": Row(post=api_writers(400), args=A_CONNECTION),
    "api:connection-reopen": Row(post=api_writers(409), args=A_CONNECTION),
    "api:connection-evidence-list": Row(get=api_readers(), post=api_writers(400), args=ITS_EVIDENCE),
    "api:connection-evidence-detail": Row(delete=api_stewards(204), args={**ITS_EVIDENCE, "pk": "connection_piece"}),
}
