"""Objections: received from anybody, by any way, answered in days, and while they are open the decision waits."""

from __future__ import annotations

from datetime import date

from doudi.casework.domain.clocks import WORKING, due_on
from doudi.casework.models import Case, Notice, Objection
from doudi.casework.procedure_values import figure_of
from doudi.casework.services.numbers import new_code
from doudi.casework.services.transition import lock_case
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.keys import keyring
from doudi.units.calendar import WorkCalendar
from doudi.units.text import refusal

ANSWER_DAYS = "objection_answer_days"
WHO = "objection.who"
CHANNELS = (
    "window",
    "phone",
    "letter",
    "online",
    "receipt",
)  # receipt: the applicant on their own page
ONLINE = ("online", "receipt")  # written without anybody of the office
ONLINE_A_DAY, USUAL_A_DAY = "online_objections_a_day", 20
MOST_TEXT, MOST_WHO = 1000, 200


def receive_objection(
    *,
    actor: Viewer,
    case: Case,
    about: str,
    channel: str,
    text: str,
    on: date,
    who: str = "",
    notice: Notice | None = None,
) -> Objection:
    """Somebody says that something is not so. Who, and how to reach them, is sealed; nobody need say.

    It holds the decision when it comes about a notice within its days, while the case is open. Later, or about a decision, it is
    answered all the same, and what was decided stands meanwhile.

    Raises ProblemsError: nothing said; too long; before the notice was posted; more on line in a day than the place takes about one case.
    """
    permit(actor, "case.open")
    text, who = text.strip(), who.strip()
    if len(text) < 2:
        raise refusal("请写明哪里不对", "Say what is wrong", where="text")
    if len(text) > MOST_TEXT or len(who) > MOST_WHO:
        raise refusal("写得太长了", "This is too long", where="text")
    if about not in Objection.About.values or channel not in CHANNELS:
        raise refusal("没有这种异议或渠道", "no such kind or channel", value=channel)
    if about == Objection.About.notice:
        _refuse_notice(notice, on)
    locked = lock_case(actor, case)
    if channel in ONLINE:
        _refuse_flood(locked, channel, on)
    objection = Objection.objects.create(
        area_code=locked.area_code,
        case=locked,
        notice=notice,
        about=about,
        channel=channel,
        text=text,
        who_cipher=keyring().encrypt(who, WHO) if who else None,
        received_on=on,
        holds=_holds(locked, about, notice, on),
        answer_by=_answer_by(locked.area_code, on),
        token=new_code(),
    )
    _record(actor, "casework.objection.received", objection)
    return objection


def answer_objection(
    *, actor: Viewer, objection: Objection, outcome: str, answer: str, on: date
) -> Objection:
    """What was found, in words that the objector can read. Upheld: the notice is taken down and the case looked at again; the guards wait for it.

    Raises ProblemsError: answered already; no such outcome; no words; before it came.
    """
    permit(actor, "case.work")
    locked = _lock(actor, objection)
    if locked.answered_on is not None:
        raise refusal("这件异议已经答复过", "this objection is answered already")
    choices = set(Objection.Outcome.values) - {Objection.Outcome.withdrawn.value}
    if outcome not in choices:
        raise refusal("请选择结果", "Choose an outcome", where="outcome")
    if len(answer.strip()) < 2:
        raise refusal("请写明答复", "Write the answer", where="answer")
    return _close(actor, locked, outcome, answer, on, "casework.objection.answered")


def withdraw_objection(*, actor: Viewer, objection: Objection, on: date) -> Objection:
    """Whoever objected takes it back: at a desk, or on their own page. Raises ProblemsError: answered already; before it came."""
    permit(actor, "case.open")
    locked = _lock(actor, objection)
    if locked.answered_on is not None:
        raise refusal("这件异议已经答复过", "this objection is answered already")
    outcome = Objection.Outcome.withdrawn
    return _close(actor, locked, outcome, "", on, "casework.objection.withdrawn")


def reveal_objector(*, actor: Viewer, objection: Objection, reason: str) -> str:
    """Who objected and how to reach them, shown once; who asked and why stays in the trail. Raises ProblemsError: no reason; nobody said."""
    permit(actor, "register.reveal")
    if len(reason.strip()) < 2:
        raise refusal("请写明查看的理由", "Say why you need to see it", where="reason")
    if objection.who_cipher is None:
        raise refusal("提出异议的人没有留姓名和电话", "whoever objected left no name")
    _record(actor, "casework.objection.revealed", objection, reason=reason.strip()[:500])
    return keyring().decrypt(bytes(objection.who_cipher), WHO)


def _refuse_notice(notice: Notice | None, on: date) -> None:
    if notice is None or notice.posted_on is None or notice.state == Notice.State.draft:
        raise refusal("这一件还没有公示", "there is no notice to object to")
    if on < notice.posted_on:
        raise refusal(
            f"公示从 {notice.posted_on} 开始", f"the notice began on {notice.posted_on}", value=on
        )


def _refuse_flood(case: Case, channel: str, on: date) -> None:
    """Counted by case and day, never by address: a whole village may share one, and nobody's is kept."""
    found = figure_of(ONLINE_A_DAY, case.area_code, on)
    most = USUAL_A_DAY if found is None else int(found.figure)
    if Objection.objects.filter(case=case, channel=channel, received_on=on).count() >= most:
        raise refusal(
            "今天从网上收到的意见已经很多，您写的还没有收下。请明天再写；急的，打公示上的电话，或者到乡镇（街道）社会救助窗口说，一样受理",
            "A great many came on line today, and yours is not received yet. Please write again tomorrow; if it is urgent, call the number "
            "on the notice or go to the township's window: it counts just the same",
        )


def _holds(case: Case, about: str, notice: Notice | None, on: date) -> bool:
    if about != Objection.About.notice or not case.is_open or notice is None:
        return False
    return notice.last_day is None or on <= notice.last_day


def _answer_by(area: str, on: date) -> date | None:
    """A resident is not refused because the place has not entered a figure."""
    found = figure_of(ANSWER_DAYS, area, on)
    if found is None:
        return None
    return due_on(on, int(found.figure), WORKING, WorkCalendar.shipped()).date


def _lock(actor: Viewer, objection: Objection) -> Objection:
    rows = in_scope(actor, Objection.objects.select_for_update(of=("self",)))
    return rows.select_related("case", "notice").get(pk=objection.pk)


def _close(
    actor: Viewer, objection: Objection, outcome: str, answer: str, on: date, action: str
) -> Objection:
    if on < objection.received_on:
        raise refusal(
            f"日期不能早于收到的日期（{objection.received_on}）",
            f"it came on {objection.received_on}: not before",
            where="on",
            value=on,
        )
    objection.outcome, objection.answered_on = outcome, on
    objection.answer = answer.strip()[:MOST_TEXT]
    objection.answered_by_id = actor.posting_id
    objection.save()
    _record(actor, action, objection)
    return objection


def _record(actor: Viewer, action: str, objection: Objection, *, reason: str = "") -> None:
    audit.record(
        actor,
        action,
        object_type="objection",
        object_id=objection.pk,
        household_id=objection.case.household_id,
        area_code=objection.area_code,
        reason=reason,
        details={"about": objection.about, "channel": objection.channel, "holds": objection.holds},
    )
