"""The resident's pages: take what was posted, let the domain decide, answer with a page. Nothing is stored."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from doudi.foundation import paper
from doudi.foundation.clock import get_today
from doudi.portal import letters
from doudi.portal.choices import remembering_choices
from doudi.portal.domain.answers import Answers, UnreadableAnswers
from doudi.portal.domain.findings import findings_of
from doudi.portal.domain.interview import Interview
from doudi.portal.domain.summary import summary_of
from doudi.portal.domain.turn import Posted, Turn, TurnTaker
from doudi.portal.letter_text import compose_letter
from doudi.portal.library import (
    get_examples,
    get_plain_words,
    get_questionnaire,
    get_rulebook,
)
from doudi.portal.pages import question_page
from doudi.portal.sealed import seal, unseal

CONTROL_BOXES = {"csrfmiddlewaretoken", "answers", "at", "do", "editing", "switch"}


@require_GET
def show_home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"examples": _examples()})


@require_http_methods(["GET", "POST"])
@remembering_choices
def check(request: HttpRequest) -> HttpResponse:
    """Each turn of the self-check; opened by a link, its first page."""
    if request.method == "GET":
        return render(request, "portal/check_start.html", {"examples": _examples()})
    try:
        answers = _answers(request)
    except UnreadableAnswers:
        return _unreadable(request)
    taker = TurnTaker(get_rulebook(), get_questionnaire(), _lang())
    return _page(request, taker.take(answers, _posted(request)))


@require_http_methods(["GET", "POST"])
@remembering_choices
def show_result(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return HttpResponseRedirect(reverse("portal:check"))
    try:
        answers = _answers(request)
    except UnreadableAnswers:
        return _unreadable(request)
    return _result(request, answers)


@require_GET
def show_example(request: HttpRequest, slug: str) -> HttpResponse:
    example = get_examples().get(slug)
    if example is None:
        return render(request, "404.html", status=404)
    return _result(request, example.answers, example=example.title.in_(_lang()))


@require_http_methods(["GET", "POST"])
def show_letter(request: HttpRequest, form: str) -> HttpResponse:
    """The letter as a file; a sentence instead where this machine cannot make it."""
    if request.method == "GET":
        return HttpResponseRedirect(reverse("portal:check"))
    try:
        answers = _answers(request)
    except UnreadableAnswers:
        return _unreadable(request)
    letter = compose_letter(_interview(answers), get_plain_words(), written_on=get_today())
    try:
        content = letters.FORMS[form].make(letter)
    except paper.CannotMakePdf:
        return _result(request, answers, no_pdf=True, status=503)
    response = HttpResponse(content, content_type=letters.FORMS[form].content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="doudi-letter.{form}"'
    return response


# -- what was posted -------------------------------------------------------------------------------
def _answers(request: HttpRequest) -> Answers:
    sealed = request.POST.get("answers", "")
    if not sealed and request.POST.get("do") == "start":
        return Answers(get_today(), get_questionnaire().default_area)
    return unseal(sealed)


def _posted(request: HttpRequest) -> Posted:
    boxes = {
        name: [value for value in values if isinstance(value, str)]
        for name, values in request.POST.lists()
        if name not in CONTROL_BOXES
    }
    do = "stay" if request.POST.get("switch") else request.POST.get("do", "next")
    return Posted(do, request.POST.get("at", ""), boxes, request.POST.get("editing", ""))


def _lang() -> str:
    return get_language() or "zh"


def _interview(answers: Answers) -> Interview:
    return Interview(get_rulebook(), get_questionnaire(), answers, _lang())


# -- pages -----------------------------------------------------------------------------------------
def _page(request: HttpRequest, turn: Turn) -> HttpResponse:
    if turn.ask is None:
        return _review(request, turn.interview)
    context = question_page(turn)
    context["sealed"] = seal(turn.interview.answers)
    return render(request, "portal/check_question.html", context)


def _review(request: HttpRequest, interview: Interview) -> HttpResponse:
    context = {
        "lines": summary_of(interview),
        "sealed": seal(interview.answers),
        "place": "review",
    }
    return render(request, "portal/check_answers.html", context)


def _result(
    request: HttpRequest,
    answers: Answers,
    *,
    example: str = "",
    no_pdf: bool = False,
    status: int = 200,
) -> HttpResponse:
    interview = _interview(answers)
    findings = findings_of(interview, get_plain_words())
    context = {
        "findings": findings,
        "assumed": [a.text.in_(_lang()) for a in get_questionnaire().assumed],
        "lines": summary_of(interview),
        "sealed": seal(answers),
        "example": example,
        "no_pdf": no_pdf or not paper.can_make_pdf(),
    }
    return render(request, "portal/check_result.html", context, status=status)


def _examples() -> list[tuple[str, str, str]]:
    lang = _lang()
    return [(e.slug, e.title.in_(lang), e.story.in_(lang)) for e in get_examples().values()]


def _unreadable(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/check_unreadable.html", status=400)
