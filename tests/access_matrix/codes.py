"""How a row of the matrix is written: codes for six people, in a closed and an open portfolio."""

from dataclasses import dataclass, field

COLUMNS = ("anonymous", "outsider", "steward", "contributor", "funder", "observer")

Codes = tuple[str, str]


def both(codes: str) -> Codes:
    """The same codes whether the portfolio is open or closed."""
    return codes, codes


def everyone(code: int) -> Codes:
    """Whoever comes gets this."""
    return both(" ".join([str(code)] * 6))


def signed_in(code: int) -> Codes:
    """Anonymous visitors are asked to sign in."""
    return both(f"302 {code} {code} {code} {code} {code}")


def readers(code: int = 200) -> Codes:
    """Members in a closed portfolio, everybody in an open one."""
    return f"302 404 {code} {code} {code} {code}", " ".join([str(code)] * 6)


def members(code: int = 200) -> Codes:
    """Everybody with a role."""
    return both(f"302 404 {code} {code} {code} {code}")


def writers(code: int = 200) -> Codes:
    """Stewards and contributors."""
    return both(f"302 404 {code} {code} 403 403")


def stewards(code: int = 200) -> Codes:
    """Stewards only."""
    return both(f"302 404 {code} 403 403 403")


@dataclass(frozen=True)
class Row:
    """What a route answers, and which rows of the world its arguments are (argument → name in the world)."""

    get: Codes | None = None
    post: Codes | None = None
    args: dict[str, str] = field(default_factory=dict)
    put: Codes | None = None
    patch: Codes | None = None
    delete: Codes | None = None


def _organisation(**codes: Codes) -> Row:
    return Row(args={"pk": "organisation"}, **codes)


def _place(**codes: Codes) -> Row:
    return Row(args={"pk": "place"}, **codes)


INITIATIVE = {"pk": "initiative"}
REPORT = {"pk": "report"}
DRAFT = {"pk": "draft_report"}
RUN = {"pk": "run"}


def hidden_from_funders(code: int) -> Codes:
    """What is meant for the portfolio: strangers to an open one are told that there is nothing."""
    return f"{code} 404 200 200 404 200", "404 404 200 200 404 200"


def unpublished() -> Codes:
    """A report that is not published yet is the stewards' own."""
    return "302 404 200 404 404 404", "404 404 200 404 404 404"


def api_readers(code: int = 200) -> Codes:
    """Callers without a key or session get 401; otherwise as `readers`."""
    return f"401 404 {code} {code} {code} {code}", f"401 {code} {code} {code} {code} {code}"


def api_members(code: int = 200) -> Codes:
    """Callers with a role."""
    return both(f"401 404 {code} {code} {code} {code}")


def api_stewards(code: int) -> Codes:
    """Stewards' keys and sessions."""
    return both(f"401 404 {code} 403 403 403")


def api_writers(code: int) -> Codes:
    """Stewards' and contributors' keys and sessions."""
    return both(f"401 404 {code} {code} 403 403")
