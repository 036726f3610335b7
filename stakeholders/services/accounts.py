"""A person's own account: opening it, its profile, its keys."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stakeholders.models import ApiToken, User
from stakeholders.policies import Refused


@transaction.atomic
def open_account(*, email: str, name: str, password: str = "") -> User:
    """Make an account for an address that its holder has proved; raises Refused when there is one."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password or None, name=name)
    except IntegrityError:
        raise Refused(_("There is an account for this address already. Sign in to go on.")) from None
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def save_profile(*, user: User, name: str, language: str, wants_mail: bool, is_credited: bool = True) -> None:
    """Keep how somebody wants to be called, written to and named."""
    user.name, user.language, user.wants_mail, user.is_credited = name, language, wants_mail, is_credited
    user.save(update_fields=["name", "language", "wants_mail", "is_credited"])


@transaction.atomic
def make_key(*, by: User, name: str, scope: str, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """Make a key for programs; the text is returned once and kept only as a hash."""
    token = ApiToken(user=by, name=name, scope=scope, expires_at=expires_at)
    key = token.set_new_key()
    token.save()
    return token, key


@transaction.atomic
def revoke_key(*, token: ApiToken, by: User) -> None:
    """Close a key for good."""
    ApiToken.objects.visible_to(by).filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
