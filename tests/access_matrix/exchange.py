"""Who gets the money as files for others: members, each with what they may see."""

from tests.access_matrix.codes import Row, members

EXCHANGE = {
    "funding:exchange": Row(get=members()),
    "funding:exchange-grants-json": Row(get=members()),
    "funding:exchange-grants-csv": Row(get=members()),
    "funding:exchange-activities": Row(get=members()),
    "funding:exchange-organisations": Row(get=members()),
}
