"""Who gets what at the addresses of initiatives, the frame, imports, snapshots and facets."""

from tests.access_matrix.codes import (
    INITIATIVE,
    RUN,
    Row,
    _organisation,
    _place,
    api_members,
    both,
    members,
    readers,
    stewards,
    writers,
)

SYSTEM = {"kind": "systems", "pk": "system"}

FRAME = {
    "initiatives:frame": Row(get=stewards()),
    "initiatives:frame-new": Row(get=stewards(), post=stewards(422), args={"kind": "systems"}),
    "initiatives:frame-edit": Row(get=stewards(), post=stewards(422), args=SYSTEM),
    "initiatives:frame-move": Row(post=stewards(302), args=SYSTEM),
    "initiatives:frame-delete": Row(get=stewards(), post=stewards(302), args=SYSTEM),
}


INITIATIVES = {
    "initiatives:list": Row(get=readers()),
    "initiatives:new": Row(get=writers(), post=writers(422)),
    "initiatives:export": Row(get=readers()),
    "initiatives:bulk": Row(get=stewards(302), post=stewards(302)),
    "initiatives:bulk-undo": Row(post=stewards(404), args={"batch": "batch"}),
    "initiatives:view-save": Row(get=members(), post=members(422)),
    "initiatives:view-delete": Row(post=both("302 404 302 404 404 404"), args={"pk": "view"}),
    "initiatives:organisation-initiatives": _organisation(get=readers()),
    "initiatives:place-initiatives": _place(get=readers()),
    "initiatives:detail": Row(get=readers(), args=INITIATIVE),
    "initiatives:timeline": Row(get=readers(), args=INITIATIVE),
    "initiatives:history": Row(get=members(), args=INITIATIVE),
    "initiatives:edit": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:stage": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:close": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:pause": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:participants": Row(get=writers(), post=writers(422), args=INITIATIVE),
    "initiatives:participant-end": Row(post=writers(302), args={**INITIATIVE, "part": "participation"}),
    "initiatives:merge": Row(get=stewards(), post=stewards(422), args=INITIATIVE),
    "initiatives:split": Row(get=stewards(), post=stewards(422), args=INITIATIVE),
    "initiatives:undo": Row(post=writers(302), args={**INITIATIVE, "change": "change"}),
}

IMPORTS = {
    "initiatives:imports": Row(get=stewards(), post=stewards(422)),
    "initiatives:import": Row(get=stewards(302), post=stewards(302), args=RUN),
    "initiatives:import-columns": Row(get=stewards(), post=stewards(422), args=RUN),
    "initiatives:import-reading": Row(post=stewards(302), args={**RUN, "file_pk": "file"}),
    "initiatives:import-names": Row(get=stewards(302), post=stewards(302), args=RUN),
    "initiatives:import-confirm": Row(post=stewards(302), args=RUN),
    "initiatives:import-go-on": Row(post=stewards(302), args=RUN),
    "initiatives:import-undo": Row(post=stewards(302), args=RUN),
    "initiatives:import-discard": Row(post=stewards(302), args=RUN),
    "initiatives:import-problems": Row(get=stewards(), args=RUN),
    "initiatives:import-changes": Row(get=stewards(), args=RUN),
}


SNAPSHOT = {"pk": "snapshot"}

SNAPSHOTS = {
    "initiatives:snapshots": Row(get=members()),
    "initiatives:snapshot-new": Row(get=stewards(), post=stewards(422)),
    "initiatives:snapshot-compare": Row(get=members()),
    "initiatives:snapshot-compare-export": Row(get=members(302)),
    "initiatives:snapshot": Row(get=members(), args=SNAPSHOT),
    "initiatives:snapshot-progress": Row(get=members(302), args=SNAPSHOT),
    "initiatives:snapshot-again": Row(post=stewards(302), args=SNAPSHOT),
    "initiatives:snapshot-edit": Row(get=stewards(), post=stewards(422), args=SNAPSHOT),
    "initiatives:snapshot-delete": Row(get=stewards(), post=stewards(302), args=SNAPSHOT),
    "initiatives:snapshot-export": Row(get=members(), args=SNAPSHOT),
    "api:snapshot-list": Row(get=api_members()),
    "api:snapshot-detail": Row(get=api_members(), args=SNAPSHOT),
    "api:snapshot-entries": Row(get=api_members(), args=SNAPSHOT),
}

FACETS = {
    "initiatives:facets": Row(get=readers()),
    "initiatives:facets-export": Row(get=readers()),
    "initiatives:facets-intent": Row(get=stewards(), post=stewards(422)),
    "initiatives:facet": Row(get=readers(), args=INITIATIVE),
    "initiatives:facet-judge": Row(get=writers(302), post=writers(422), args=INITIATIVE),
    "initiatives:facet-withdraw": Row(post=writers(302), args=INITIATIVE),
    "initiatives:facet-panel": Row(get=readers(), args=INITIATIVE),
}
