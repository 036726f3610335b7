"""How a program proves for whom it speaks."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from stakeholders.models import ApiToken, User

SEEN_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer hub_…`; `request.auth` is the token, whose scope limits the method."""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        header = get_authorization_header(request).split()
        if not header or header[0].lower() != self.keyword:
            return None
        if len(header) != 2:
            raise AuthenticationFailed(_("The header must read: Authorization: Bearer KEY."))
        digest = ApiToken.digest_of(header[1].decode("latin-1"))
        token = ApiToken.objects.live().filter(digest=digest).select_related("user").first()
        if token is None or not token.user.is_active:
            raise AuthenticationFailed(_("This key is unknown, expired or revoked."))
        self._note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"

    @staticmethod
    def _note_use(token: ApiToken) -> None:
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def scope_allows(auth: Any, method: str) -> bool:
    """Say whether a token's scope covers the method; a session covers all that its user may do."""
    if not isinstance(auth, ApiToken):
        return True
    return auth.scope == ApiToken.Scope.WRITE or method in ("GET", "HEAD", "OPTIONS")


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI document names our keys."""

    target_class = "stakeholders.authentication.TokenAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key of yours, made on your account page."}
