"""What other departments are asked, and what may be done for somebody who did not apply."""

from __future__ import annotations

from doudi.casework.guards.base import Situation, guard
from doudi.casework.models import Application, Clock, Consent, CrossCheck
from doudi.units.text import Text

#: Ways in which a case begins without the person's own request.
UNASKED = frozenset({Application.Channel.discovery, Application.Channel.lead})


@guard("agreed_without_application")
def agreed_without_application(s: Situation) -> list[Text]:
    """Whoever did not apply has said yes: nothing is given to, and nothing told about, somebody who does not want it."""
    application = s.case.application
    if application is None:
        return [Text("没有申请，也没有本人同意", "there is no application and no consent")]
    if application.channel not in UNASKED:
        return []
    person = s.case.person_id or application.applicant_id
    agreed = Consent.objects.filter(
        application=application,
        person_id=person,
        purpose=Consent.Purpose.without_application,
        is_given=True,
        withdrawn_on__isnull=True,
        on__lte=s.on,
    )
    if agreed.exists():
        return []
    return [Text("还没有登记本人同意", "the person's consent is not recorded yet")]


@guard("dpf_checked")
def dpf_checked(s: Situation) -> list[Text]:
    """The Disabled Persons' Federation has answered, and an objection to its answer was looked at."""
    check = CrossCheck.objects.filter(case=s.case).order_by("-pk").first()
    if check is None or check.reported_on is None or check.reported_on > s.on:
        return [Text("残联还没有答复", "the Disabled Persons' Federation has not answered yet")]
    if check.state == CrossCheck.State.objected:
        return [
            Text("本人对残联核对结果有异议，还没有复核", "the person's objection to it is open")
        ]
    return []


@guard("answer_is_late")
def answer_is_late(s: Situation) -> list[Text]:
    """No reminder before the other department's time is up; where the place has set none, at any time."""
    clock = Clock.objects.filter(case=s.case, name="answer", ended_on__isnull=True).first()
    if clock is None or s.on > clock.due_on:
        return []
    return [
        Text(
            f"对方的答复期限到 {clock.due_on}，还没有过",
            f"the other department has until {clock.due_on}",
        )
    ]
