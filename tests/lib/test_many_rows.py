"""A choice of rows that gets numbers no database keeps."""

import pytest
from django.core.exceptions import ValidationError

from portfolio_hub.lib.many_rows import ManyRowsField
from stakeholders.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sent", ["9" * 19, "9" * 400, "9" * 5000, "abc", "-1"])
def test_nonsense_is_no_choice(alma: User, sent: str) -> None:
    field = ManyRowsField(User.objects.all())
    assert list(field.clean([alma.pk])) == [alma]
    with pytest.raises(ValidationError):
        field.clean([str(alma.pk), sent])
