"""Two people edited the same initiative: what the form should hold, and what the other one changed, in words."""

from initiatives.overviews.wording import Wording, label_of
from initiatives.services.state import Values
from portfolio_hub.lib.meanwhile import News, changed_by_me, theirs, together


def overlay(*, seen: Values, mine: Values, now: Values) -> tuple[Values, list[News]]:
    """What the form should hold (mine where I changed something, else theirs), and what they changed."""
    changed, changed_by_others = changed_by_me(seen, mine), theirs(seen=seen, now=now)
    wording = Wording([changed_by_others])
    news = [
        News(
            label=label_of(name), before=wording.say(name, pair[0]), now=wording.say(name, pair[1]),
            is_both=name in changed and mine[name] != now[name],
        )
        for name, pair in changed_by_others.items()
    ]  # fmt: skip
    return together(seen=seen, mine=mine, now=now), news
