"""What an office's letters say of it."""

from __future__ import annotations

from dataclasses import asdict

from doudi.casework.domain.offices import OfficeLines
from doudi.casework.models import Office
from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.units.text import refusal


def set_office(*, actor: Viewer, area: str, lines: OfficeLines, version: int | None) -> Office:
    """Enter or change it; letters already signed stay as they are. Raises ProblemsError: another's office, somebody was faster,
    or the prefix is another office's (its numbers would be given twice)."""
    permit(actor, "law.propose")
    if not actor.sees(area):
        raise refusal("不在您的辖区内", "Not in your area", where="area", value=area)
    if Office.objects.exclude(area_code=area).filter(prefix=lines.prefix.strip()).exists():
        raise refusal("这个发文字号已由别的单位使用", "Another office has this prefix", where="prefix")  # fmt: skip
    office = Office.objects.select_for_update().filter(area_code=area).first()
    if office is not None and version != office.version:
        raise refusal("刚被别人改过，请刷新后再改", "Somebody has just changed it: look again")
    office = office or Office(area_code=area, version=0)
    for name, value in asdict(lines).items():
        setattr(office, name, value.strip())
    office.version += 1
    office.save()
    audit.record(actor, "casework.office.changed", object_type="office", object_id=office.pk, area_code=area, details=asdict(lines))  # fmt: skip
    return office
