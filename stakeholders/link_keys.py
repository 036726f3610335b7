"""Keys of mailed links: a letter carries the key, the database only its SHA-256."""

from stakeholders.models import ApiToken
from stakeholders.models.membership import new_token


def digest_of(key: str) -> str:
    """The SHA-256 by which the key of a link is found."""
    return ApiToken.digest_of(key)


def unknown_digest() -> str:
    """The digest of a key that nobody knows: the letter gets its own when it leaves, so that no key ever rests here."""
    return digest_of(new_token())
