"""Two people edited the same initiative: what each of them changed, put together so that nothing is lost."""

from dataclasses import dataclass

from initiatives.overviews.wording import Wording, label_of
from initiatives.services.state import Values


@dataclass(frozen=True)
class News:
    """A field that somebody else changed meanwhile; `is_both` when this person changed it too."""

    label: str
    before: str
    now: str
    is_both: bool


def overlay(*, seen: Values, mine: Values, now: Values) -> tuple[Values, list[News]]:
    """What the form should hold (mine where I changed something, else theirs), and what they changed.

    `seen` is what stood in my form when I opened it; without it everything of mine counts as changed.
    """
    changed_by_me = {name for name in mine if name not in seen or mine[name] != seen[name]}
    both = {name: mine[name] if name in changed_by_me else now[name] for name in mine if name in now}
    theirs = {name: [seen[name], now[name]] for name in now if name in seen and seen[name] != now[name]}
    wording = Wording([theirs])
    news = [
        News(
            label=label_of(name), before=wording.say(name, pair[0]), now=wording.say(name, pair[1]),
            is_both=name in changed_by_me and mine[name] != now[name],
        )
        for name, pair in theirs.items()
    ]  # fmt: skip
    return both, news
