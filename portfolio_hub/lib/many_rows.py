"""A choice of several rows that takes nonsense as nonsense."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class ManyRowsField(forms.ModelMultipleChoiceField):
    """Several rows by their numbers; a number larger than the database knows is no choice, as any other."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:
            largest = max((str(one) for one in value), key=len)[:20]
            words, code = self.error_messages["invalid_choice"], "invalid_choice"
            raise ValidationError(words, code=code, params={"value": largest}) from None
