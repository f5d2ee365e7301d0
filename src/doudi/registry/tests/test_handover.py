"""At a change of post: unfinished uploads go to the successor; what was asked of a second person keeps its asker."""

import datetime as dt

import pytest

from doudi.foundation.access import acting, viewer_of
from doudi.foundation.clock import get_now
from doudi.foundation.domain.roles import Role
from doudi.foundation.models import AuditEvent
from doudi.foundation.services.postings import cover_posting, hand_over
from doudi.foundation.tests.staff import make_account
from doudi.registry.models import Document, Import
from doudi.registry.selectors.changes import list_own_changes
from doudi.registry.services.changes import request_change, withdraw_change
from doudi.registry.tests.families import NEXT_VILLAGE, SHIBAN, declared, make_county

ON = dt.date(2022, 7, 1)


@pytest.fixture
def county(db):
    return make_county()


def upload(county, state):
    posting = county.posting(Role.township_clerk)
    about = {"area_code": SHIBAN}
    file = Document.objects.create(**about, title="台账", file_name="a.csv", media_type="text/csv", size=1, sha256="", path="", added_at=get_now())  # fmt: skip
    return Import.objects.create(
        **about,
        ledger="persons",
        document=file,
        state=state,
        uploaded_by=posting,
        uploaded_at=get_now(),
    )


def test_unfinished_uploads_move_and_finished_ones_stay(county):
    old, successor = county.posting(Role.township_clerk), make_account("heir", "接任")
    with acting(county.viewer(Role.security_admin)) as actor:
        open_one, done = (upload(county, s) for s in (Import.State.checked, Import.State.applied))
        new = hand_over(actor=actor, posting=old, to=successor, on=ON, reason="轮岗")
        open_one.refresh_from_db()
        done.refresh_from_db()
        assert (open_one.uploaded_by_id, done.uploaded_by_id) == (new.pk, old.pk)
        moved = AuditEvent.objects.order_by("-id")[0].details["moved"]
    assert sum(moved.values()) == 1


def test_whoever_covers_a_clerk_sees_and_takes_back_what_waits_on_the_clerks_desk(county):
    family, posting = county.families["赵明远"], county.posting(Role.township_clerk)
    with acting(county.viewer(Role.township_clerk)) as clerk:
        change = request_change(
            actor=clerk,
            kind="move",
            household=family.household,
            payload={"area_code": NEXT_VILLAGE},
            effective_on=ON,
            evidence=declared(clerk),
            reason="搬家",
            on=ON,
        )
    stand_in = make_account("li", "李芳")
    with acting(county.viewer(Role.security_admin)) as security:
        cover = cover_posting(actor=security, posting=posting, by=stand_in, valid_from=ON, valid_to=ON, reason="年休假", on=ON)  # fmt: skip
    with acting(viewer_of(cover)) as viewer:
        assert [c.pk for c in list_own_changes(viewer)] == [change.pk]
        withdraw_change(actor=viewer, change=change, on=ON)
        assert not list_own_changes(viewer).exists()
        event = AuditEvent.objects.order_by("-id")[0]
        assert (event.account_id, event.covers_posting_id) == (stand_in.pk, posting.pk)
