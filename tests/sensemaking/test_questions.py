"""Learning questions and assumptions: asked, spoken to by logs, put to rest; seen by their circle alone."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from initiatives.models import Initiative
from sensemaking.models import Bearing, LearningQuestion
from sensemaking.overviews.questions import question_page
from sensemaking.services import speaking
from stakeholders.access import access_for
from stakeholders.models import Change, Portfolio, User
from tests.factories import (
    make_bearing,
    make_initiative,
    make_log,
    make_portfolio,
    make_promise,
    make_question,
    make_service,
)

SignIn = Callable[[User | None], Client]
ASKED = {"kind": "assumption", "text": "Neighbours persuade better than leaflets.", "circle": "portfolio"}

pytestmark = pytest.mark.django_db


def page_of(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"sensemaking:{name}", args=["riverton", *args])).content.decode()


def test_alma_asks_for_the_portfolio_and_everybody_sees_where_it_stands(
    city: Portfolio, alma: User, odile: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    assert "Nothing is asked yet" in page_of(sign_in(odile), "questions")

    sign_in(alma).post(reverse("sensemaking:question-new", args=[city.slug]), ASKED)

    question = LearningQuestion.objects.get()
    assert (question.kind, question.by, question.initiative) == ("assumption", alma, None)
    assert Change.objects.of(question).count() == 1
    assert "Untested" in page_of(sign_in(odile), "questions")
    for _each in range(4):
        make_bearing(question, make_log(warm_streets))
    make_bearing(question, make_log(warm_streets, saw="Nobody opened the door."), "against")
    page = page_of(sign_in(odile), "question", question.pk)
    assert "Supported" in page
    assert "4 for, 1 against" in page
    assert "Nobody opened the door." in page


def test_bo_asks_for_his_initiative_and_for_no_other(
    city: Portfolio, bo: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    other = make_initiative(city, "Somebody else’s")
    new = reverse("sensemaking:question-new", args=[city.slug])
    client = sign_in(bo)

    assert client.post(f"{new}?initiative={warm_streets.pk}", ASKED).status_code == 302
    assert client.post(f"{new}?initiative={other.pk}", ASKED).status_code == 403
    assert client.post(new, ASKED).status_code == 403
    assert client.get(f"{new}?initiative=nonsense").status_code == 404
    assert LearningQuestion.objects.get().initiative == warm_streets
    assert "Neighbours persuade" in page_of(client, "question-initiative", warm_streets.pk)


def test_a_question_of_an_initiative_is_seen_no_wider_than_the_initiative(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    Initiative.objects.filter(pk=warm_streets.pk).update(circle="portfolio")
    new = f"{reverse('sensemaking:question-new', args=[city.slug])}?initiative={warm_streets.pk}"

    answer = sign_in(alma).post(new, {**ASKED, "circle": "public"})

    assert answer.status_code == 422
    assert not LearningQuestion.objects.exists()


def test_what_the_reader_cannot_see_is_not_counted(
    city: Portfolio, alma: User, chi: User, warm_streets: Initiative
) -> None:
    question = make_question(city, circle="funders")
    make_bearing(question, make_log(warm_streets, circle="funders"))
    make_bearing(question, make_log(warm_streets, circle="team", saw="A quarrel."), "against")
    for_alma, for_chi = (question_page(access, question.pk) for access in map(access_of(city), (alma, chi)))

    assert (for_alma.standing.helping, for_alma.standing.against, for_alma.standing.state) == (1, 1, "challenged")
    assert (for_chi.standing.helping, for_chi.standing.against, for_chi.standing.state) == (1, 0, "supported")
    assert for_chi.against == []


def access_of(city: Portfolio):  # type: ignore[no-untyped-def]  # a closure over the city
    return lambda user: access_for(user, city)


def test_a_narrow_question_is_not_there_for_others(city: Portfolio, chi: User, sign_in: SignIn) -> None:
    question = make_question(city, circle="portfolio")

    assert sign_in(chi).get(question.get_absolute_url()).status_code == 404
    assert "Neighbours persuade" not in page_of(sign_in(chi), "questions")


def test_two_stewards_at_once_see_what_the_other_wrote(city: Portfolio, alma: User, sign_in: SignIn) -> None:
    question = make_question(city, kind="assumption")
    client, url = sign_in(alma), reverse("sensemaking:question-edit", args=[city.slug, question.pk])
    first = {**ASKED, "text": "Neighbours persuade better than letters.", "edit": "1", "seen": "{}"}
    client.post(url, first)

    late = client.post(url, {**ASKED, "text": "Neighbours persuade best.", "edit": "1", "seen": "{}"})

    assert late.status_code == 409
    assert "better than letters" in late.content.decode()


def test_put_to_rest_it_is_not_asked_any_more_and_keeps_its_logs(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    question = make_question(city)
    make_bearing(question, make_log(warm_streets))
    client, rest = sign_in(alma), reverse("sensemaking:question-rest", args=[city.slug, question.pk])
    client.post(rest)

    assert "Neighbours persuade" not in page_of(client, "post")
    assert "Put to rest on" in page_of(client, "question", question.pk)
    assert "Neighbours persuade" in client.get(f"/{city.slug}/sense-making/questions/?rested").content.decode()
    client.post(rest)
    question.refresh_from_db()
    assert question.retired_on is None
    assert question.bearings.count() == 1


def test_the_author_says_it_on_the_page_of_the_log_and_takes_it_back(
    city: Portfolio, bo: User, alma: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    log, question = make_log(warm_streets, by=bo), make_question(city)
    url = reverse("sensemaking:log-speaks", args=[city.slug, log.pk])
    client = sign_in(bo)
    client.post(url, {f"question_{question.pk}": "against"})
    assert Bearing.objects.get().side == "against"
    assert "Challenges it" in page_of(client, "log", log.pk)
    client.post(url, {f"question_{question.pk}": "for"})
    assert Bearing.objects.get().side == "for"
    client.post(url, {f"question_{question.pk}": ""})
    assert not Bearing.objects.exists()
    assert client.post(url, {f"question_{question.pk}": "perhaps"}).status_code == 422
    somebody_elses = make_log(warm_streets, by=alma)
    assert client.get(reverse("sensemaking:log-speaks", args=[city.slug, somebody_elses.pk])).status_code == 403


def test_a_log_speaks_to_no_question_of_others(city: Portfolio, warm_streets: Initiative) -> None:
    log = make_log(warm_streets)
    elsewhere = make_question(make_portfolio("Lakeside"))
    of_another = make_question(city, initiative=make_initiative(city, "Cool Rooms"))

    for question in (elsewhere, of_another):
        with pytest.raises(ValidationError):
            speaking.bear(log=log, sides={question: "for"}, by=None)
    with pytest.raises(ValidationError):
        speaking.bear(log=log, sides={make_question(city): "perhaps"}, by=None)
    assert not Bearing.objects.exists()


def test_the_database_keeps_one_side_of_a_log(city: Portfolio, warm_streets: Initiative) -> None:
    question, log = make_question(city), make_log(warm_streets)
    make_bearing(question, log)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_bearing(question, log, "against")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_question(city, text="")


def test_a_context_shift_tells_stewards_what_to_think_through_again(
    city: Portfolio, alma: User, bo: User, sign_in: SignIn, warm_streets: Initiative
) -> None:
    make_question(city, "Heat pumps stay cheap.", kind="assumption")
    make_question(city, "Who is left out?", kind="question")
    make_service(warm_streets, make_promise(city, "End fuel poverty"))
    shift, plain = make_log(warm_streets, kind="context_shift"), make_log(warm_streets)
    page = page_of(sign_in(alma), "log", shift.pk)

    assert "Heat pumps stay cheap." in page
    assert "End fuel poverty" in page
    assert "Who is left out?" not in page
    assert "Heat pumps" not in page_of(sign_in(alma), "log", plain.pk)
    assert "Heat pumps" not in page_of(sign_in(bo), "log", shift.pk)


def test_the_list_asks_the_same_number_of_questions_whatever_there_is(
    city: Portfolio, alma: User, sign_in: SignIn, warm_streets: Initiative, django_assert_max_num_queries: Callable
) -> None:
    for at in range(6):
        question = make_question(city, f"Question {at}?", initiative=warm_streets)
        make_bearing(question, make_log(warm_streets))
    client = sign_in(alma)
    page_of(client, "questions")

    with django_assert_max_num_queries(10):
        assert page_of(client, "questions").count("1 for, 0 against") == 6
