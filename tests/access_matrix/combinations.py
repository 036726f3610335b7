"""Who gets what at the addresses of combinations, lineage, offers and needs."""

from tests.access_matrix.codes import INITIATIVE, Row, members, readers, stewards

A_COMBINATION = {"pk": "combination"}

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
}
