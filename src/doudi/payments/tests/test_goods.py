"""Help in kind: stock never below zero, a receipt for everything, a voucher once, a look some weeks later."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from doudi.foundation.access import acting, system
from doudi.foundation.domain.roles import Role
from doudi.payments.models import Handout, StockMove, Store
from doudi.payments.services.goods import (
    add_store,
    check_use,
    drop_handout,
    hand_out,
    make_goods_list,
    move_stock,
    redeem_voucher,
)
from doudi.payments.tests.runs import award, make_desk
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError

ON = dt.date(2022, 12, 1)
PHOTO = b"\xff\xd8\xff\xe0" + b"a photograph" * 20


@pytest.fixture
def desk(own_database):
    desk = make_desk(make_county())
    for name in list(desk.county.families)[:2]:
        award(desk, desk.county.families[name], 38067, "2022-08")
    return desk


def clerk(desk):
    return acting(desk.county.viewer(Role.county_officer))


def store_of(desk, quilts=2):
    with clerk(desk) as actor:
        store = add_store(actor=actor, name="救助物资库")
        move_stock(
            actor=actor, store=store, item="棉被", unit="床", quantity=quilts, words="", on=ON
        )
    return store


LIST = {"name": "冬令救助", "item": "棉被", "unit": "床", "quantity": 1, "worth_fen": None, "check_days": 21, "programme": "dibao", "numbers": [], "on": ON}  # fmt: skip


def listed(desk, store, **more):
    with clerk(desk) as actor:
        made = make_goods_list(actor=actor, store=store, **(LIST | more))
        return list(made.handouts.order_by("pk"))


def given(desk, handout, **more):
    about = {"content": PHOTO, "file_name": "签收.jpg", "receipt_kind": "thumbprint", "taken_by": "赵明远", "on": ON}  # fmt: skip
    with clerk(desk) as actor:
        return hand_out(actor=actor, handout=handout, **(about | more))


def stock():
    with acting(system("test")):
        return sum(StockMove.objects.values_list("quantity", flat=True))


def test_from_the_store_to_the_door(desk):
    first, second = listed(desk, store_of(desk, 1))
    for bad in (
        {"content": b""},
        {"content": b"not a picture"},
        {"file_name": "签收.exe"},
        {"receipt_kind": "promise"},
        {"taken_by": " "},
        {"on": dt.date(2999, 1, 1)},
    ):
        with pytest.raises(ProblemsError):
            given(desk, first, **bad)
    assert stock() == 1
    done = given(desk, first)
    assert (done.state, done.check_due) == ("handed", dt.date(2022, 12, 22))
    assert done.receipt_id
    assert stock() == 0
    with pytest.raises(ProblemsError, match="cannot be done"):
        given(desk, first)
    with pytest.raises(ProblemsError, match="only 0"):
        given(desk, second)
    with clerk(desk) as actor:
        with pytest.raises(ProblemsError, match="say why"):
            drop_handout(actor=actor, handout=second, words="")
        drop_handout(actor=actor, handout=second, words="已有棉被")
    assert stock() == 0


def test_whether_it_is_used(desk):
    first, _ = listed(desk, store_of(desk))
    with clerk(desk) as actor, pytest.raises(ProblemsError):
        check_use(actor=actor, handout=first, is_used=True, words="", on=ON)
    given(desk, first)
    with clerk(desk) as actor:
        for is_used, words, on in (
            (False, "", dt.date(2022, 12, 22)),
            (True, "", dt.date(2022, 11, 30)),
            (True, "", dt.date(2999, 1, 1)),
        ):
            with pytest.raises(ProblemsError):
                check_use(actor=actor, handout=first, is_used=is_used, words=words, on=on)
        check_use(actor=actor, handout=first, is_used=True, words="", on=dt.date(2022, 12, 22))
        with pytest.raises(ProblemsError, match="already"):
            check_use(actor=actor, handout=first, is_used=True, words="", on=dt.date(2022, 12, 23))


def test_a_voucher_is_redeemed_once(desk):
    first, _ = listed(desk, None, worth_fen=10000, item="米券", unit="张")
    voucher = given(desk, first).voucher
    assert len(voucher) == 10
    with clerk(desk) as actor:
        for number, place, on in (("", "粮站", ON), ("XXXXXXXXXX", "粮站", ON), (voucher, "", ON), (voucher, "粮站", dt.date(2022, 11, 1))):  # fmt: skip
            with pytest.raises(ProblemsError):
                redeem_voucher(actor=actor, number=number, place=place, on=on)
        redeem_voucher(actor=actor, number=voucher.lower(), place="粮站", on=ON)
        with pytest.raises(ProblemsError, match="redeemed before"):
            redeem_voucher(actor=actor, number=voucher, place="粮站", on=ON)


def test_rubbish_makes_no_list_and_moves_no_stock(desk):
    store = store_of(desk)
    for bad in (
        {"name": ""},
        {"item": " "},
        {"quantity": 0},
        {"quantity": -1},
        {"quantity": 10**9},
        {"worth_fen": 100},
        {"check_days": 0},
        {"programme": ""},
        {"programme": "tekun"},
        {"programme": "", "numbers": ["no such"]},
    ):
        with pytest.raises(ProblemsError):
            listed(desk, store, **bad)
    with clerk(desk) as actor:
        for bad in ({"quantity": 0}, {"quantity": -3, "words": "坏了"}, {"quantity": -1, "words": ""}, {"item": ""}, {"on": dt.date(2999, 1, 1)}):  # fmt: skip
            with pytest.raises(ProblemsError):
                move_stock(**({"actor": actor, "store": store, "item": "棉被", "unit": "床", "quantity": 1, "words": "", "on": ON} | bad))  # fmt: skip
        with pytest.raises(ProblemsError):
            add_store(actor=actor, name="救助物资库")
    assert stock() == 2
    with acting(system("test")):
        assert not Handout.objects.exists()


def test_a_move_of_stock_stays_as_it_was_written(desk):
    store_of(desk)
    with acting(system("test")), pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.update(quantity=99)


def test_the_pages(desk, time_machine):
    time_machine.move_to(dt.datetime(2022, 12, 30, 4, tzinfo=dt.UTC))
    client = Client()
    client.force_login(desk.county.account(Role.county_officer))
    client.post(reverse("payments:new_store"), {"name": "县物资库"})
    with acting(system("test")):
        store = Store.objects.get()
    url = reverse("payments:store", args=[store.pk])
    assert client.post(url, {"item": "煤", "unit": "袋", "quantity": "abc", "on": "2022-12-01"}).status_code == 200  # fmt: skip
    assert client.post(url, {"item": "煤", "unit": "袋", "quantity": "9", "on": "2022-12-01"}).status_code == 302  # fmt: skip
    new = reverse("payments:new_goods_list")
    form = {"name": "煤", "programme": "dibao", "item": "煤", "unit": "袋", "quantity": "2", "store": str(store.pk), "check_days": "14"}  # fmt: skip
    assert client.post(new, form | {"store": "99999"}).status_code == 200
    assert client.post(new, form).status_code == 302
    with acting(system("test")):
        handout = Handout.objects.order_by("pk").first()
    sheet = reverse("payments:handout", args=[handout.pk])
    page = client.get(sheet).content.decode()
    assert 'capture="environment"' in page
    assert 'enctype="multipart/form-data"' in page
    photo = SimpleUploadedFile("qs.jpg", PHOTO, "image/jpeg")
    assert client.post(sheet, {"taken_by": "本人", "receipt_kind": "signature"}).status_code == 200
    assert client.post(sheet, {"taken_by": "本人", "receipt_kind": "signature", "receipt": photo}).status_code == 302  # fmt: skip
    time_machine.move_to(dt.datetime(2023, 1, 20, 4, tzinfo=dt.UTC))
    client.force_login(desk.county.account(Role.county_officer))
    assert reverse("payments:check_handout", args=[handout.pk]) in client.get(reverse("payments:goods_checks")).content.decode()  # fmt: skip
    assert reverse("payments:goods_checks") in client.get(reverse("foundation:home")).content.decode()  # fmt: skip
    assert "7" in client.get(reverse("payments:goods")).content.decode()
