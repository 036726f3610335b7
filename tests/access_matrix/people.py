"""Who gets what at the addresses of people, organisations, places and settings."""

from tests.access_matrix.codes import Row, _organisation, _place, both, everyone, members, readers, signed_in, stewards

PEOPLE = {
    "people:invitation": Row(get=everyone(200), post=both("422 200 200 200 200 200"), args={"token": "token"}),
    "people:profile": Row(get=signed_in(200), post=signed_in(422)),
    "people:tokens": Row(get=signed_in(200), post=signed_in(422)),
    "people:token-revoke": Row(
        get=both("302 404 200 404 404 404"), post=both("302 404 302 404 404 404"), args={"pk": "key"}
    ),
    "people:portfolio-new": Row(get=both("302 200 200 403 403 403"), post=both("302 422 422 403 403 403")),
}

STAKEHOLDERS = {
    "stakeholders:directory": Row(get=readers()),
    "stakeholders:directory-export": Row(get=readers(), args={"format": "csv"}),
    "stakeholders:organisation": _organisation(get=readers()),
    "stakeholders:organisation-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:organisation-edit": _organisation(get=stewards(), post=stewards(422)),
    "stakeholders:organisation-merge": _organisation(get=stewards(), post=stewards(422)),
    "stakeholders:speaker-add": _organisation(post=stewards(302)),
    "stakeholders:speaker-end": Row(post=stewards(302), args={"pk": "organisation", "affiliation_pk": "affiliation"}),
    "stakeholders:places": Row(get=readers()),
    "stakeholders:place": _place(get=readers()),
    "stakeholders:place-new": Row(get=stewards(), post=stewards(422)),
    "stakeholders:place-edit": _place(get=stewards(), post=stewards(422)),
    "stakeholders:settings": Row(get=stewards(), post=stewards(422)),
    "stakeholders:settings-launch": Row(get=stewards(), post=stewards(302)),
    "stakeholders:members": Row(get=members()),
    "stakeholders:invite": Row(post=stewards(422)),
    "stakeholders:invitation-resend": Row(post=stewards(302), args={"pk": "invitation"}),
    "stakeholders:invitation-revoke": Row(post=stewards(302), args={"pk": "invitation"}),
    "stakeholders:member-role": Row(get=stewards(), post=stewards(422), args={"pk": "membership"}),
    "stakeholders:member-remove": Row(get=stewards(), post=stewards(302), args={"pk": "membership"}),
}
