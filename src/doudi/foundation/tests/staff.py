"""Somebody who works here: accounts with postings, for tests. Their password is PASSWORD; hashing is slow, so most log in without."""

from __future__ import annotations

import datetime as dt

from doudi.foundation.access import acting, system
from doudi.foundation.audit import record
from doudi.foundation.models import Account, Area, Posting

PASSWORD = "anhe-county-2022!"
COUNTY, TOWNSHIP, VILLAGE = "900101000000", "900101102000", "900101102201"
SINCE = dt.date(2022, 1, 1)


def make_account(username="chen", full_name="陈静", *, area=COUNTY, password=None, **fields):
    with acting(system("test")) as actor:
        account = Account(username=username, full_name=full_name, area_code=area, **fields)
        account.set_password(password) if password else account.set_unusable_password()
        account.save()
        record(actor, "foundation.account.created", object_id=account.pk)
    return account


def make_posting(
    account, role="township_clerk", area=TOWNSHIP, *, since=SINCE, until=None, **fields
):
    with acting(system("test")) as actor:
        posting = Posting.objects.create(
            account=account,
            role=role,
            area_code=area,
            valid_from=since,
            valid_to=until,
            **fields,
        )
        record(actor, "foundation.posting.granted", object_id=posting.pk)
    return posting


def make_places():
    """The county, a township and a village, as forms offer them."""
    names = {COUNTY: "安和县", TOWNSHIP: "石板镇", VILLAGE: "上寨村"}
    with acting(system("test")) as actor:
        Area.objects.bulk_create(
            Area(code=code, name=name, valid_from=dt.date(2000, 1, 1))
            for code, name in names.items()
        )
        record(actor, "foundation.area.imported")
