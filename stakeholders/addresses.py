"""E-mail addresses out of whatever somebody pasted."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MAX_ADDRESSES = 300
NAMED = re.compile(r"""["']?(?P<name>[^"'<>,;|\n]*?)["']?\s*<\s*(?:mailto:)?(?P<email>[^<>\s]*)\s*>""")
BARE = re.compile(r"[^\s<>,;|\"'()\[\]]*@[^\s<>,;|\"'()\[\]]*")
EDGES = ".:!?*•·"


@dataclass(frozen=True)
class Address:
    """Somebody to write to; `email` is lower case, `name` may be empty."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Pasted:
    """What was read: addresses in order, each once; those met again; and pieces that are no address."""

    addresses: tuple[Address, ...]
    repeated: tuple[str, ...]
    malformed: tuple[str, ...]


def read_addresses(text: str) -> Pasted:
    """Find addresses separated by anything; `Name <a@b.org>` gives the name as well."""
    found: dict[str, Address] = {}
    repeated: list[str] = []
    malformed: list[str] = []
    for line in text.splitlines():
        pieces = list(_pieces(line))
        if not pieces and re.search(r"\w", line):
            malformed.append(line.strip())
        for name, raw in pieces:
            email = raw.strip(EDGES).removeprefix("mailto:").lower()
            if not _is_address(email):
                malformed.append(raw.strip())
            elif email in found:
                repeated.append(email)
            else:
                found[email] = Address(email, name)
    return Pasted(tuple(found.values()), tuple(dict.fromkeys(repeated)), tuple(dict.fromkeys(malformed)))


def _pieces(line: str) -> list[tuple[str, str]]:
    """Return (name, address as written) in the order of the line."""
    pieces = [(match.start(), match["name"].strip(" \t-–"), match["email"]) for match in NAMED.finditer(line)]
    rest = NAMED.sub(lambda match: " " * len(match[0]), line)
    pieces += [(match.start(), "", match[0]) for match in BARE.finditer(rest)]
    return [(name, raw) for _start, name, raw in sorted(pieces)]


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254
