"""Who gets what at the addresses of shifts of the context, effects of decisions, and the small-count rule."""

from tests.access_matrix.codes import Row, readers, stewards

SHIFT, DECISION = {"pk": "shift"}, {"pk": "decision"}
EFFECT = {**DECISION, "log": "effect_log"}

SHIFTS = {
    "sensemaking:rethink": Row(get=stewards(), post=stewards(302), args=SHIFT),
    "sensemaking:rethink-undo": Row(post=stewards(302), args={**SHIFT, "batch": "shift_batch"}),
    "sensemaking:commitment-rethinks": Row(get=readers(), args={"pk": "promise"}),
    "sensemaking:decision-revisit": Row(get=stewards(), post=stewards(422), args=DECISION),
    "sensemaking:decision-effects": Row(get=stewards(), post=stewards(422), args=DECISION),
    "sensemaking:decision-effect-link": Row(post=stewards(302), args=EFFECT),
    "sensemaking:decision-effect-unlink": Row(post=stewards(302), args=EFFECT),
    "sensemaking:small-counts": Row(get=stewards(), post=stewards(422)),
}
