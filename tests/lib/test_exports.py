"""Tables leave by one door: streamed, safe, under a telling name."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone

from portfolio_hub.lib.copying import can_copy
from portfolio_hub.lib.exports import PlainTable, download, stream
from stakeholders.models import Organisation
from tests.factories import make_organisation

HEAD = ("Name", "About", "Number")


def text_of(parts: Iterator[bytes]) -> str:
    return b"".join(parts).decode("utf-8-sig")


def test_a_download_says_what_it_is_and_from_when() -> None:
    response = download(PlainTable(HEAD, [("a", "b", 1)]), format="csv", name="riverton-initiatives")

    assert response["Content-Disposition"] == f'attachment; filename="riverton-initiatives-{timezone.localdate()}.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert response.streaming


@pytest.mark.parametrize("format", ["csv", "xlsx", "jsonl"])
def test_every_format_streams(format: str) -> None:
    assert b"".join(stream(PlainTable(HEAD, iter([("a", "b", 1)])), format=format))


def test_another_format_is_not_found() -> None:
    with pytest.raises(Http404):
        download(PlainTable(HEAD, []), format="exe", name="x")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        *("plain", "=1+1", "-5", "-5 degrees", "@x", "+1", "'=x", "''-y"),
        *("ümläut", 'say "so", twice', "two\nlines", "\tTab", "－wide", "a'b"),
    ],
)
def test_a_queryset_comes_out_as_its_rows_would_on_either_engine(name: str) -> None:
    make_organisation(name)
    rows = Organisation.objects.order_by("pk").values_list("name", "description", "id")

    direct = list(csv.reader(io.StringIO(text_of(stream(PlainTable(HEAD, rows), format="csv")), newline="")))
    plain = list(csv.reader(io.StringIO(text_of(stream(PlainTable(HEAD, list(rows)), format="csv")), newline="")))

    assert direct == plain


@pytest.mark.django_db
def test_rows_that_cannot_be_copied_are_read_as_usual() -> None:
    none: Any = Organisation.objects.none().values_list("name")

    assert not can_copy(Organisation.objects.all())
    assert text_of(stream(PlainTable(("Name",), none), format="csv")) == "Name\n"
    empty = Organisation.objects.filter(pk__in=[]).values_list("name")
    assert text_of(stream(PlainTable(("Name",), empty), format="csv")) == "Name\n"
