"""What the walk through all addresses needs of endorsements, thresholds, policies and positions."""

from typing import Any

from initiatives.models import Initiative, PolicyTouch
from stakeholders.link_keys import digest_of
from stakeholders.models import (
    Braid,
    EndorsementRequest,
    IntentVersion,
    Organisation,
    PolicyLink,
    Portfolio,
    Position,
    SectorThreshold,
)
from tests.factories import make_endorsement, make_organisation

KEY = "the-key-of-a-letter"


def make_endorsing(city: Portfolio, initiative: Initiative, organisation: Organisation) -> dict[str, Any]:
    """One of everything about the shared version, for an organisation that the contributor speaks for."""
    version = IntentVersion.objects.get(portfolio=city, status="shared")
    asked = make_organisation("Old Mill Bakery", portfolio=city, sector="business")
    letter = EndorsementRequest.objects.create(
        version=version, organisation=asked, email="mill@riverton.example", digest=digest_of(KEY)
    )
    policy = PolicyLink.objects.create(portfolio=city, title="Resolution 26-114", instrument="resolution")
    positions = [
        Position.objects.create(portfolio=city, organisation=one, needs="Quiet streets.")
        for one in (organisation, asked)
    ]
    braid = Braid.objects.create(portfolio=city, name="Quiet streets")
    braid.positions.set(positions)
    return {
        "endorsement": make_endorsement(version, organisation).pk,
        "letter": letter.pk,
        "letter_key": KEY,
        "threshold": SectorThreshold.objects.create(portfolio=city, name="Bakers", needed=2).pk,
        "policy": policy.pk,
        "policy_touch": PolicyTouch.objects.create(policy=policy, initiative=initiative).pk,
        "chosen_organisation": organisation.pk,
        "braid": braid.pk,
    }
