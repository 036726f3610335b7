"""Who gets what at the addresses of the funding page: its parts, its rows and files, and the conversation on it."""

from tests.access_matrix.codes import Row, both, members

QUESTION = {"pk": "money_question"}
WHO_ASKED = both("302 404 403 403 200 403")
"""The funder asked; people change only their own words."""

DASHBOARD = {
    "funding:overview-file": Row(get=members(), args={"format": "xlsx"}),
    "funding:over-time": Row(get=members()),
    "funding:contributes": Row(get=members()),
    "funding:reserve-now": Row(get=members()),
    "funding:rows": Row(get=members(), args={"which": "committed"}),
    "funding:rows-export": Row(get=members(), args={"which": "paid", "format": "csv"}),
    "funding:talk": Row(get=members()),
    "funding:talk-ask": Row(get=members(), post=members(422)),
    "funding:talk-answer": Row(get=members(), post=members(422), args=QUESTION),
    "funding:talk-edit": Row(get=WHO_ASKED, post=both("302 404 403 403 422 403"), args=QUESTION),
    "funding:talk-settle": Row(post=both("302 404 302 403 302 403"), args=QUESTION),
}
