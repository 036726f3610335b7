"""Lets the hub find what may belong together in Riverton, and plants what its stewards made of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import QuerySet

from initiatives.models import Connection, Initiative
from initiatives.services import connections
from portfolio_hub.demo import story
from portfolio_hub.demo.days import moment_of
from sensemaking.affinity.finding import find
from sensemaking.models import ConnectionSuggestion, LearningLog, SuggestionAsk, SuggestionRun
from sensemaking.services import profiles, ties
from sensemaking.services.suggestions import accept, asking, dismiss, keeping, work
from sensemaking.services.suggestions.pairs import connected_in, decided_in
from stakeholders.link_keys import digest_of
from stakeholders.models import Affiliation, Change, Portfolio, User
from stakeholders.models.membership import new_token

ROUNDS, LIMIT = 8, 1000
FIRST_ON = date(2026, 8, 31)
LAST_LOOKS = tuple(datetime(2026, 11, day, 4, 10, tzinfo=UTC) for day in (18, 19, 20, 21))
FOUND_BEFORE = timedelta(days=3)
Told = dict[str, Any]
Pair = tuple[int, int]


def bring(portfolio: Portfolio) -> None:
    """Search, decide as the stewards did, and search again, unless it was done before."""
    if SuggestionRun.objects.filter(portfolio=portfolio).exists():
        return
    keys = _ids(portfolio)
    told = story.chapter("suggestions.toml")
    decisions = {_pair(row, keys): row for row in (*told["accepted"], *told["dismissed"])}
    people = {user.email.split("@")[0]: user for user in User.objects.filter(memberships__portfolio=portfolio)}
    _decide_in_rounds(portfolio, decisions, people)
    for pair, row in decisions.items():
        if "statement" in row and not _connected(pair):
            _say(portfolio, pair, row, keys, people[row["by"]])
    for at in LAST_LOOKS:
        run = _asked(portfolio, at)
        work.work(run.pk)
        SuggestionRun.objects.filter(pk=run.pk).update(finished_at=at)
        if at == LAST_LOOKS[-1] or not _decide_waiting(portfolio, decisions, people):
            break
    for row in told["asked"]:
        _ask(ConnectionSuggestion.objects.filter(portfolio=portfolio).open(), row, keys, people)


def _ids(portfolio: Portfolio) -> dict[str, int]:
    """By key of the story: the id of the initiative, found by its title."""
    by_title = dict(Initiative.objects.filter(home=portfolio).values_list("title", "pk"))
    return {one.key: by_title[one.title] for one in story.initiatives() if one.title in by_title}


def _pair(row: Told, keys: dict[str, int]) -> Pair:
    first, second = sorted(keys[key] for key in row["between"])
    return first, second


def _decide_in_rounds(portfolio: Portfolio, decisions: dict[Pair, Told], people: dict[str, User]) -> None:
    """Decide what the story tells about, as long as the hub puts such pairs on the table; it compares once."""
    read = profiles.profiles_of(portfolio)
    pairs = find(
        read, {}, home=portfolio.language, decided=decided_in(portfolio), connected=connected_in(portfolio), limit=LIMIT
    )
    digests = {profile.initiative: profiles.digest_of(profile) for profile in read}
    for number in range(ROUNDS):
        at = datetime.combine(FIRST_ON + timedelta(days=10 * number), time(4, 10), tzinfo=UTC)
        run = SuggestionRun.claim(_asked(portfolio, at).pk)
        if run is None:
            return
        keeping.keep(run, keeping.Found(read, pairs, None, digests))
        SuggestionRun.objects.filter(pk=run.pk).update(finished_at=at)
        if not _decide_waiting(portfolio, decisions, people):
            return


def _decide_waiting(portfolio: Portfolio, decisions: dict[Pair, Told], people: dict[str, User]) -> bool:
    """Decide what waits and the story tells about; say whether there was any."""
    waiting = ConnectionSuggestion.objects.filter(portfolio=portfolio).open().select_related("portfolio")
    known = [(one, decisions.get((one.first_id, one.second_id))) for one in waiting]
    for suggestion, row in known:
        if row is not None:
            _decide(suggestion, row, people[row["by"]])
    return any(row for _suggestion, row in known)


def _ask(waiting: QuerySet[ConnectionSuggestion], row: Told, keys: dict[str, int], people: dict[str, User]) -> None:
    """Keep a letter to a lead about a pair that waits, and what came back."""
    first, second = _pair(row, keys)
    suggestion = waiting.filter(first=first, second=second).first()
    if suggestion is None:
        return
    asked_at = moment_of(row["on"], row["whom"])
    SuggestionAsk.objects.create(
        suggestion=suggestion, initiative_id=keys[row["of"]], email=people[row["whom"]].email,
        digest=digest_of(new_token()), words=row["words"], asked_by=people["noor"], asked_at=asked_at,
        mailed_at=asked_at, expires_at=asked_at + timedelta(days=asking.LINK_DAYS), answer=row.get("answer", ""),
        note=row.get("note", ""),
        answered_at=moment_of(row["answered_on"], row["note"]) if "answered_on" in row else None,
    )  # fmt: skip


def _asked(portfolio: Portfolio, at: datetime) -> SuggestionRun:
    return SuggestionRun.objects.create(
        portfolio=portfolio, status=SuggestionRun.Status.ASKED, asked_at=at, created_at=at
    )


def _decide(suggestion: ConnectionSuggestion, row: Told, by: User) -> None:
    """Accept it with the words of the story or dismiss it, on the day of the story."""
    at = moment_of(row["on"], "".join(row["between"]))
    if "why" in row:
        dismiss(suggestion=suggestion, by=by, why=row["why"])
    else:
        begins = _begins(row, suggestion.first)
        made = accept(suggestion=suggestion, by=by, kind=row["kind"], statement=row["statement"], from_first=begins)
        _finish(made, row, by)
    ConnectionSuggestion.objects.filter(pk=suggestion.pk).update(decided_at=at, found_at=at - FOUND_BEFORE)
    _date(suggestion, at)


def _begins(row: Told, first: Initiative) -> bool:
    """Whether the connection leads from the first of the two."""
    if "from" not in row:
        return True
    return next(one.title for one in story.initiatives() if one.key == row["from"]) == first.title


def _say(portfolio: Portfolio, pair: Pair, row: Told, keys: dict[str, int], by: User) -> None:
    """Say a connection that the hub did not suggest to them after all."""
    source = keys[row.get("from", row["between"][0])]
    target = pair[1] if source == pair[0] else pair[0]
    ends = Initiative.objects.in_bulk([source, target])
    made = connections.say(
        portfolio=portfolio, source=ends[source], target=ends[target], kind=row["kind"], by=by,
        statement=row["statement"],
    )  # fmt: skip
    _finish(made, row, by)


def _finish(made: Connection, row: Told, by: User) -> None:
    """Bring the connection to where it stands in the story: with a day since when it holds, it was observed."""
    at = moment_of(row["on"], "".join(row["between"]))
    if "since" in row:
        connections.observe(connection=made, by=by)
    if "log" in row:
        log = LearningLog.objects.get(portfolio=made.portfolio, title=row["log"])
        if not ties.of_tie(made).filter(log=log).exists():
            ties.add_evidence(connection=made, by=by, log=log, quote=row["quote"])
    affiliation = Affiliation.objects.filter(user=by).first()
    Connection.objects.filter(pk=made.pk).update(
        said_on=row["on"], created_at=at, since_on=row.get("since"), strength=row.get("strength", 2),
        confidence=row.get("confidence", "medium"), said_for=affiliation and affiliation.organisation_id,
    )  # fmt: skip
    _date(made, at)


def _date(row: models.Model, at: datetime) -> None:
    kind = ContentType.objects.get_for_model(row)
    Change.objects.filter(content_type=kind, object_id=row.pk).update(at=at)


def _connected(pair: Pair) -> bool:
    return Connection.objects.filter(source__in=pair, target__in=pair).holding().exists()
