"""What every adult of the family signs: that the state may ask banks and departments, and that what was said is true.

A refusal is kept as a refusal. A consent ends by a date, never by being removed.
"""

from __future__ import annotations

from datetime import date

from doudi.casework.models import Application, Consent
from doudi.casework.services.applications import lock_application
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now, get_today
from doudi.registry.models import Document, Person
from doudi.units.text import Problem, ProblemsError, Text, refusal


def record_consent(
    *,
    actor: Viewer,
    application: Application,
    person: Person,
    is_given: bool,
    on: date,
    form: str = "signature",
    purpose: str = "cross_check",
    signed_by_name: str = "",
    witness: str = "",
    document: Document | None = None,
) -> Consent:
    """A consent or a refusal; one that stood before is withdrawn on the day.

    Raises ProblemsError: no member; a thumbprint without a witness; signed for another without a name; in the future; no such form.
    """
    permit(actor, "case.open")
    locked = lock_application(actor, application)
    if not locked.household.memberships.filter(person=person, valid_to__isnull=True).exists():
        raise refusal("不是这一户的成员", "No member of this household", value=person.name)
    problems = []
    if form not in Consent.Form.values or purpose not in Consent.Purpose.values:
        problems.append(Problem(Text("请选择签署方式", "Choose how it was signed"), "form", form))
    if form == Consent.Form.thumbprint and not witness.strip():
        text = Text("按手印的，要有见证人", "A thumbprint needs a witness")
        problems.append(Problem(text, "witness", None))
    if form == Consent.Form.guardian and not signed_by_name.strip():
        text = Text("请填写代签的监护人姓名", "Name the guardian who signed")
        problems.append(Problem(text, "signed_by_name", None))
    if on > get_today():
        text = Text("签署日期还没有到", "It cannot be signed in the future")
        problems.append(Problem(text, "on", str(on)))
    if problems:
        raise ProblemsError(problems)
    standing = in_scope(
        actor,
        Consent.objects.filter(
            application=locked, person=person, purpose=purpose, withdrawn_on__isnull=True
        ),
    ).first()
    if standing is not None:
        standing.withdrawn_on = on
        standing.save()
    consent = Consent.objects.create(
        area_code=locked.area_code,
        application=locked,
        person=person,
        purpose=purpose,
        is_given=is_given,
        on=on,
        form=form,
        signed_by_name=signed_by_name.strip()[:100],
        witness=witness.strip()[:100],
        document=document,
        recorded_by_id=actor.posting_id,
        recorded_at=get_now(),
    )
    _record(actor, "casework.consent.recorded", consent, {"is_given": is_given, "form": form})
    return consent


def record_pledge(
    *,
    actor: Viewer,
    application: Application,
    on: date | None,
    document: Document | None = None,
) -> Application:
    """That the applicant pledged the truth; `on` None: not yet, or taken back."""
    permit(actor, "case.open")
    locked = lock_application(actor, application)
    if on is not None and on > get_today():
        raise refusal("签署日期还没有到", "It cannot be signed in the future", where="on", value=on)
    locked.pledged_on = on
    if document is not None:
        locked.pledge_document = document
    locked.version += 1
    locked.save()
    audit.record(
        actor,
        "casework.application.changed",
        object_type="application",
        object_id=locked.pk,
        household_id=locked.household_id,
        person_id=locked.applicant_id,
        area_code=locked.area_code,
        details={"pledged_on": on.isoformat() if on else None},
    )
    return locked


def withdraw_consent(*, actor: Viewer, consent: Consent, on: date) -> Consent:
    """From that day on nobody may be asked any more. What was asked before stays known.

    Raises ProblemsError: it is withdrawn already, or was never given.
    """
    permit(actor, "case.open")
    rows = in_scope(actor, Consent.objects.select_for_update(of=("self",)))
    locked = rows.select_related("application").get(pk=consent.pk)
    if locked.withdrawn_on is not None or not locked.is_given:
        raise refusal(
            "这份授权已经撤回，或者本来没有同意", "It is withdrawn already, or was never given"
        )
    if on < locked.on:
        raise refusal(
            "撤回日期早于签署日期", "It is withdrawn before it was signed", where="on", value=on
        )
    locked.withdrawn_on = on
    locked.save()
    _record(actor, "casework.consent.withdrawn", locked, {"on": on.isoformat()})
    return locked


def _record(actor: Viewer, action: str, consent: Consent, details: dict[str, object]) -> None:
    audit.record(
        actor,
        action,
        object_type="consent",
        object_id=consent.pk,
        household_id=consent.application.household_id,
        person_id=consent.person_id,
        area_code=consent.area_code,
        details={"purpose": consent.purpose, **details},
    )
