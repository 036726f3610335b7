"""What every API route of a portfolio shares: it finds the portfolio and checks role and scope."""

from typing import Any, ClassVar, cast

from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from stakeholders.access import Access, Permission, portfolio_for
from stakeholders.authentication import scope_allows
from stakeholders.models import Portfolio, User

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class InPortfolio(viewsets.GenericViewSet):
    """A set of routes below `/portfolios/<portfolio_slug>/`; `reads` and `writes` are the permissions they need."""

    reads: ClassVar[Permission] = Permission.READ
    writes: ClassVar[Permission] = Permission.CURATE
    access_mark: ClassVar[str] = "role by portfolio_api"
    access: Access

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse before anything is read: 401 without a user, 404 or 403 by the role, 403 by the key's scope."""
        super().initial(request, *args, **kwargs)
        if not scope_allows(request.auth, request.method or ""):
            raise PermissionDenied("This key may only read.")
        needed = self.reads if request.method in READING else self.writes
        self.access = portfolio_for(request.user, kwargs["portfolio_slug"], needed)

    @property
    def portfolio(self) -> Portfolio:
        return self.access.portfolio

    @property
    def by(self) -> User:
        """Who writes: permissions to write are never anybody's without an account."""
        return cast(User, self.request.user)

    def get_serializer_context(self) -> dict[str, Any]:
        """Serialisers see what the caller may see; the schema is drawn without anybody."""
        context = dict(super().get_serializer_context())
        return context if self.is_drawn else {**context, "access": self.access}

    @property
    def is_drawn(self) -> bool:
        """Whether only the description of the API is being made."""
        return getattr(self, "swagger_fake_view", False)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What a portfolio answers is for its reader alone."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "private, no-store"
        return answer
