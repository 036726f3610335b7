"""What can be wrong with a file as a whole; each error is a sentence a person can act on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class TabularError(Exception):
    """A file that cannot be read as a table; `str()` is the sentence to show."""


class EmptyFile(TabularError):
    """There is nothing in the file, or only a header."""


class NotATable(TabularError):
    """The file is of a kind that holds no table, or one we do not read."""


class WrongEncoding(TabularError):
    """The bytes do not fit the encoding that was chosen."""


class TooLarge(TabularError):
    """The file is over a limit; nothing of it was kept."""


class UnknownSheet(TabularError):
    """The sheet that was chosen is not in the workbook."""


def too_many_bytes(size: int, limit: int) -> TooLarge:
    """The refusal for a file that is too big, both sizes in whole megabytes."""
    return TooLarge(
        _(
            "The file has %(size)s MB; at most %(limit)s MB can be imported at once. "
            "Split it into parts, or leave out columns that you do not need."
        )
        % {"size": f"{size / 1024 / 1024:,.1f}", "limit": f"{limit // 1024 // 1024:,}"}
    )


def too_many_rows(limit: int) -> TooLarge:
    """The refusal for a table that is too long."""
    return TooLarge(
        ngettext(
            "The table has more than %(limit)s row, which is the most that can be imported at once. "
            "Split it into parts.",
            "The table has more than %(limit)s rows, which is the most that can be imported at once. "
            "Split it into parts.",
            limit,
        )
        % {"limit": f"{limit:,}"}
    )


def too_many_columns(limit: int) -> TooLarge:
    """The refusal for a table that is too wide."""
    return TooLarge(_("The table has more than %(limit)s columns. Leave out those you do not need.") % {"limit": limit})
