"""Suggestions that wait, one that was decided, and a question to a lead, for the walk through all addresses."""

from typing import Any

from django.utils import timezone

from initiatives.models import Initiative
from sensemaking.models import CombinationSuggestion, SuggestionAsk
from sensemaking.services.suggestions.asking import link_end
from stakeholders.link_keys import digest_of
from stakeholders.models import User
from tests.factories import make_initiative, make_log
from tests.factories.suggestions import make_suggestion

KEY = "key-of-a-question-whether-two-belong-together"


def make_suggestions(initiative: Initiative, steward: User) -> dict[str, Any]:
    """Return name → value for the arguments of routes."""
    city = initiative.home
    school, bank = make_initiative(city, "Night school for builders"), make_initiative(city, "Tool bank")
    told = make_log(school, "Trainees look for sites. Nobody told the builders.", circle="portfolio")
    reason = ("text", {"words": ["street", "site"]}, [])
    row = make_suggestion(initiative, school, reason, ("learning", {"words": ["site"]}, [told]))
    gone = make_suggestion(
        initiative, bank, reason, status="dismissed", dismissal="known", decided_at=timezone.now(), decided_by=steward
    )
    SuggestionAsk.objects.create(
        suggestion=row, initiative=initiative, email="lead@riverton.example", digest=digest_of(KEY),
        expires_at=link_end(), mailed_at=timezone.now(), asked_by=steward,
    )  # fmt: skip
    group = CombinationSuggestion.objects.create(
        portfolio=city,
        key=f"{initiative.pk}-{school.pk}",
        score=1,
        reasons=[{"kind": "ties", "facts": {"connected": [[1, 2]]}}],
    )
    group.initiatives.set([initiative, school])
    return {"suggested_pair": row.pk, "decided_pair": gone.pk, "suggested_group": group.pk, "pair_key": KEY}
