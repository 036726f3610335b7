"""Keys of mailed links: a letter carries the key, the database only its SHA-256; or the key says itself whose it is."""

from django.core import signing

from stakeholders.models import ApiToken, Portfolio, User
from stakeholders.models.membership import new_token


def digest_of(key: str) -> str:
    """The SHA-256 by which the key of a link is found."""
    return ApiToken.digest_of(key)


def unknown_digest() -> str:
    """The digest of a key that nobody knows: the letter gets its own when it leaves, so that no key ever rests here."""
    return digest_of(new_token())


def signed_key(portfolio_id: int, user_id: int, *, salt: str) -> str:
    """The key of a link that ends letters about a portfolio; it holds as long as the hub's secret key."""
    return signing.dumps([portfolio_id, user_id], salt=salt)


def signed_for(key: str, *, salt: str) -> tuple[Portfolio, User] | None:
    """Whose letters about what the key ends; None for a key that the hub did not sign."""
    try:
        portfolio_id, user_id = signing.loads(key, salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    portfolio, user = Portfolio.objects.filter(pk=portfolio_id).first(), User.objects.filter(pk=user_id).first()
    return (portfolio, user) if portfolio and user else None
