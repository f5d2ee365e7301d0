"""Cases that another system opens: with an application that was taken in here, or one that it has taken in itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from doudi.casework.models import Application, Case
from doudi.casework.services.applications import open_application, record_application_date
from doudi.casework.services.transition import open_case, version_in_force
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.registry.models import Household, Person
from doudi.units.text import refusal

BY_APPLICATION = "apply"  # how procedures begin that somebody has to ask for


@transaction.atomic
def open_case_by_application(
    *,
    actor: Viewer,
    procedure: str,
    household: Household,
    on: date,
    application: Application | None,
    applicant: Person | None,
    person: Person | None = None,
    programmes: Iterable[str] = (),
    about: Mapping[str, Any] | None = None,
    note: str = "",
) -> Case:
    """Nobody's case is opened without somebody who asks: `application` is one that was handed in here, `applicant` a member who
    applied elsewhere. Consents, the pledge and the question about relatives follow before it is accepted.

    Raises ProblemsError: neither is given; the application is a draft, closed or another family's; the applicant is no member; the same
    is under way; a procedure that begins from an award or a decision; as `open_case` does.
    """
    permit(actor, "case.open")
    version = version_in_force(procedure, household.area_code, on)
    if version.opens != BY_APPLICATION:
        raise refusal(
            f"“{version.label.zh}”不由申请开始，请从相应的待遇或决定发起",
            f"“{version.label.en}” does not begin with an application: begin it from the award or the decision",
            where="procedure",
            value=procedure,
        )
    there = in_scope(actor, Case.objects.filter(household=household, procedure=procedure))
    standing = there.filter(person=person, is_open=True).order_by("pk").first()
    if standing is not None:
        raise refusal(
            f"已有在办案件 {standing.number}，不用再立案", f"case {standing.number} is open already"
        )
    if application is None:
        application = _record_application(actor, household, applicant, on)
    elif (
        application.household_id != household.pk or application.state != Application.State.submitted
    ):
        raise refusal(
            "这份申请不是这一户的，或者还没有提交、已经办结",
            "This application is another family's, or is not handed in, or is closed",
            where="application_id",
            value=application.pk,
        )
    return open_case(
        actor=actor,
        procedure=procedure,
        household=household,
        person=person,
        on=on,
        programmes=programmes,
        application=application,
        about=about,
        note=note,
    )


def _record_application(
    actor: Viewer, household: Household, applicant: Person | None, on: date
) -> Application:
    if applicant is None:
        raise refusal(
            "请写明依据哪一份申请，或者由家里哪一位提出申请",
            "Say which application it rests on, or which member applies",
            where="applicant_id",
        )
    application = open_application(actor=actor, household=household, applicant=applicant, on=on)
    application.state = Application.State.submitted
    application.version += 1
    application.save()
    record_application_date(actor=actor, household=household, on=on)
    audit.record(
        actor,
        "casework.application.submitted",
        object_type="application",
        object_id=application.pk,
        household_id=household.pk,
        person_id=applicant.pk,
        area_code=household.area_code,
        details={"elsewhere": True},
    )
    return application
