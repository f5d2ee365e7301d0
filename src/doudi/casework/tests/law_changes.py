"""The place's own law for tests: a change with figures, worked out and signed. Needs a database that commits where it is worked out."""

from __future__ import annotations

import datetime as dt

from doudi.casework.models import LawChange
from doudi.casework.services import law_changes as service
from doudi.foundation.access import acting
from doudi.foundation.domain.roles import Role
from doudi.foundation.jobs import perform_run
from doudi.registry.tests.families import COUNTY, County

ON = dt.date(2022, 7, 1)
SOURCE = "安和县人民政府关于调整低保标准的通知（安府发〔2022〕6号）"


def draft(
    county: County,
    *,
    area: str = COUNTY,
    urban: str = "720",
    rural: str = "5760/12",
    since: dt.date = ON,
) -> LawChange:
    """A new Dibao line, written down by the county's officer."""
    with acting(county.viewer(Role.county_officer)) as officer:
        change = service.draft_law_change(
            actor=officer, area_code=area, title="低保标准", source=SOURCE
        )
        return service.put_figure(
            actor=officer,
            change_id=change.pk,
            value="dibao_line",
            written={"urban": urban, "rural": rural},
            since=since,
            comparator="<",
        )


def work_out(
    county: County, change: LawChange, *, on: dt.date | None = None, today: dt.date = ON
) -> LawChange:
    with acting(county.viewer(Role.county_officer)) as officer:
        run = service.ask_law_check(actor=officer, change_id=change.pk, on=on, today=today)
    perform_run(run.pk)
    change.refresh_from_db()
    return change


def sign(county: County, change: LawChange) -> None:
    with acting(county.viewer(Role.county_lead)) as lead:
        service.sign_law_change(actor=lead, change_id=change.pk, version=change.version)
    change.refresh_from_db()
