"""Somebody in every role of the fictional county, with logins that `doudi serve` prints. Only ever in a trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.hashers import make_password

from doudi.foundation import audit
from doudi.foundation.access import Viewer
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import Account, Posting
from doudi.units.text import refusal

PASSWORD = "anhe-2026-demo"  # noqa: S105 # printed on every start; a server never has these accounts
COUNTY, TOWNSHIP, VILLAGE = "900101000000", "900101102000", "900101102201"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    username: str
    full_name: str
    role: Role
    area_code: str


DEMO_LOGINS = (
    DemoLogin("clerk", "李慧", Role.township_clerk, TOWNSHIP),
    DemoLogin("lead", "陈建国", Role.township_lead, TOWNSHIP),
    DemoLogin("village", "王秀英", Role.village_cadre, VILLAGE),
    DemoLogin("grid", "吴敏", Role.grid_worker, VILLAGE),
    DemoLogin("window", "赵婷", Role.resident_service, TOWNSHIP),
    DemoLogin("officer", "杨帆", Role.county_officer, COUNTY),
    DemoLogin("director", "周立新", Role.county_lead, COUNTY),
    DemoLogin("finance", "孙丽", Role.finance_officer, COUNTY),
    DemoLogin("auditor", "郑毅", Role.auditor, COUNTY),
    DemoLogin("system", "钱磊", Role.system_admin, COUNTY),
    DemoLogin("security", "冯雪", Role.security_admin, COUNTY),
    DemoLogin("audit", "何静", Role.audit_admin, COUNTY),
)


def make_demo_accounts(*, actor: Viewer, on: date) -> None:
    """Those that are missing, with a posting each. Raises ProblemsError on a server."""
    if not settings.DOUDI.is_demo:
        raise refusal("演示账号只用于演示", "demonstration accounts are for a trial only")
    known = set(Account.objects.values_list("username", flat=True))
    missing = [login for login in DEMO_LOGINS if login.username not in known]
    password = make_password(PASSWORD) if missing else ""
    for login in missing:
        account = Account.objects.create(
            username=login.username,
            full_name=login.full_name,
            area_code=login.area_code,
            password=password,
        )
        posting = Posting.objects.create(
            account=account,
            role=login.role.value,
            area_code=login.area_code,
            valid_from=on,
            reason="演示",
        )
        about = {"object_type": "account", "object_id": account.pk, "area_code": login.area_code}
        audit.record(actor, "foundation.account.created", **about)
        about |= {"object_type": "posting", "object_id": posting.pk}
        audit.record(actor, "foundation.posting.granted", **about, details={"role": posting.role})
