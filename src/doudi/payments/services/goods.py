"""Goods: a store's stock, a list of families, handing out against a receipt, vouchers, and whether the goods are used."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum

from doudi.casework.models import Award
from doudi.foundation import audit
from doudi.foundation.access import Viewer, in_scope, permit
from doudi.foundation.clock import get_now
from doudi.payments.models import GoodsList, Handout, StockMove, Store
from doudi.registry.models import Household
from doudi.registry.services.documents import check_file, keep_document
from doudi.units.text import refusal

State = Handout.State
MOST = 1_000_000
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that looks like another


@transaction.atomic
def add_store(*, actor: Viewer, name: str) -> Store:
    """In the actor's own area. Raises ProblemsError: no name, or one that there is."""
    permit(actor, "goods.work")
    if not name.strip():
        raise refusal("请填写仓库名称", "give the store a name", where="name")
    rows = Store.objects.filter(area_code=actor.area_code, name=name.strip()[:60])
    if in_scope(actor, rows).exists():
        raise refusal("已经有同名的仓库", "there is a store of this name", where="name")
    store = Store.objects.create(area_code=actor.area_code, name=name.strip()[:60])
    _record(actor, "store.added", "store", store.pk, store.area_code)
    return store


@transaction.atomic
def move_stock(
    *, actor: Viewer, store: Store, item: str, unit: str, quantity: int, words: str, on: date
) -> StockMove:
    """Goods came in, or (below zero) went out otherwise than to a family: spoilt, lent, counted anew.

    Raises ProblemsError: nothing; no words for what goes out; more than there is; a day to come.
    """
    permit(actor, "goods.work")
    item, unit = item.strip(), unit.strip()
    if not item or not unit:
        raise refusal("请填写物资和单位", "name the thing and its unit", where="item")
    if not quantity or abs(quantity) > MOST:
        raise refusal(
            "数量不能是零，也不能超过一百万",
            "not zero, and no more than a million",
            where="quantity",
        )
    if quantity < 0 and not words.strip():
        raise refusal("出库请写明原因", "say why it goes out", where="words")
    if on > get_now().date():
        raise refusal("日期不能是将来", "the day lies in the future", where="on")
    locked = _lock_store(actor, store)
    if quantity < 0:
        _refuse_below_zero(locked, item, unit, -quantity)
    move = StockMove.objects.create(
        area_code=locked.area_code,
        store=locked,
        item=item[:40],
        unit=unit[:10],
        quantity=quantity,
        on=on,
        at=get_now(),
        by_id=actor.posting_id,
        words=words.strip()[:200],
    )
    _record(actor, "stock.moved", "store", locked.pk, locked.area_code, quantity=quantity)
    return move


def _lock_store(actor: Viewer, store: Store) -> Store:
    return in_scope(actor, Store.objects.select_for_update()).get(pk=store.pk)


def _refuse_below_zero(store: Store, item: str, unit: str, wanted: int) -> None:
    rows = StockMove.objects.filter(store=store, item=item, unit=unit)
    there = rows.aggregate(Sum("quantity"))["quantity__sum"] or 0
    if there < wanted:
        raise refusal(
            f"“{store.name}”只有{item}{there}{unit}，不够",
            f"{store.name} has only {there}",
            where="quantity",
        )


@transaction.atomic
def make_goods_list(
    *,
    actor: Viewer,
    name: str,
    store: Store | None,
    item: str,
    unit: str,
    quantity: int,
    worth_fen: int | None,
    check_days: int | None,
    programme: str,
    numbers: Collection[str],
    on: date,
) -> GoodsList:
    """For the families that have a programme today, or (`numbers`) for those named by their file's number.

    Raises ProblemsError: no name, thing or quantity; neither a store nor a worth, or both; nobody matches; an unknown number.
    """
    permit(actor, "goods.work")
    for value, words, where in (
        (name, "名称", "name"),
        (item, "物资", "item"),
        (unit, "单位", "unit"),
    ):
        if not value.strip():
            raise refusal(f"请填写{words}", f"fill in the {where}", where=where)
    if not 0 < quantity <= MOST:
        raise refusal(
            "每户数量须在1到一百万之间", "from 1 to a million for each family", where="quantity"
        )
    if (store is None) == (worth_fen is None):
        raise refusal(
            "发实物的选仓库，发券的填面值，只能有一样",
            "a store for goods, a worth for vouchers: one of them",
            where="store",
        )
    if worth_fen is not None and worth_fen <= 0:
        raise refusal("面值须大于零", "a worth above zero", where="worth_fen")
    if check_days is not None and not 0 < check_days <= 366:
        raise refusal("回访天数须在1到366之间", "between 1 and 366 days", where="check_days")
    households = _chosen(actor, programme, numbers)
    made = GoodsList.objects.create(
        area_code=actor.area_code,
        name=name.strip()[:60],
        store=store,
        item=item.strip()[:40],
        unit=unit.strip()[:10],
        quantity=quantity,
        worth_fen=worth_fen,
        check_days=check_days,
        made_on=on,
        made_by_id=actor.posting_id,
    )
    Handout.objects.bulk_create(
        Handout(area_code=area, goods_list=made, household_id=pk) for pk, area in households
    )
    _record(actor, "goods.listed", "goods_list", made.pk, made.area_code, families=len(households))
    return made


def _chosen(actor: Viewer, programme: str, numbers: Collection[str]) -> list[tuple[int, str]]:
    wanted = {n.strip() for n in numbers if n.strip()}
    if bool(wanted) == bool(programme):
        raise refusal(
            "按项目选，或者填写户编号，选一种",
            "choose by programme or by numbers, one of them",
            where="programme",
        )
    rows = in_scope(actor, Household.objects.all())
    if wanted:
        found = dict(rows.filter(number__in=wanted).values_list("number", "pk"))
        missing = sorted(wanted - set(found))
        if missing:
            raise refusal(
                "没有这个户编号", "no such number", where="numbers", value=missing[0][:30]
            )
        rows = rows.filter(pk__in=found.values())
    else:
        awards = Award.objects.filter(programme=programme).exclude(state=Award.State.ended)
        rows = rows.filter(pk__in=in_scope(actor, awards).values("household_id"))
    chosen = list(rows.order_by("area_code", "pk").values_list("pk", "area_code")[:20_000])
    if not chosen:
        raise refusal(
            "没有符合的家庭，名单没有建立", "nobody matches: no list is made", where="programme"
        )
    return chosen


@transaction.atomic
def hand_out(
    *,
    actor: Viewer,
    handout: Handout,
    content: bytes,
    file_name: str,
    receipt_kind: str,
    taken_by: str,
    on: date,
) -> Handout:
    """The family has it, and its receipt is kept: a signature, a thumbprint or a photograph. A voucher gets its number now.

    Raises ProblemsError: handed out or dropped before; nobody's name; no receipt, or no picture of one; not enough in the store.
    """
    permit(actor, "goods.work")
    locked = _lock(actor, handout, State.planned)
    made = locked.goods_list
    if not taken_by.strip():
        raise refusal("请填写领取人", "who took it", where="taken_by")
    if receipt_kind not in Handout.Receipt.values:
        raise refusal("请选择签收方式", "choose how it was signed for", where="receipt_kind")
    if on > get_now().date():
        raise refusal("日期不能是将来", "the day lies in the future", where="on")
    media = check_file(content, file_name)
    if made.store is not None:
        store = _lock_store(actor, made.store)
        _refuse_below_zero(store, made.item, made.unit, made.quantity)
        StockMove.objects.create(
            area_code=store.area_code,
            store=store,
            item=made.item,
            unit=made.unit,
            quantity=-made.quantity,
            on=on,
            at=get_now(),
            by_id=actor.posting_id,
            handout=locked,
        )
    else:
        locked.voucher = "".join(secrets.choice(LETTERS) for _ in range(10))
    locked.receipt = keep_document(
        actor=actor,
        content=content,
        file_name=file_name,
        media_type=media,
        title=f"{made.name}签收"[:100],
        household=locked.household,
    )
    locked.state, locked.handed_on, locked.handed_by_id = State.handed, on, actor.posting_id
    locked.taken_by, locked.receipt_kind = taken_by.strip()[:40], receipt_kind
    locked.check_due = on + timedelta(days=made.check_days) if made.check_days else None
    locked.save()
    _note(actor, "goods.handed", locked)
    return locked


@transaction.atomic
def drop_handout(*, actor: Viewer, handout: Handout, words: str) -> Handout:
    """This family does not get it. Raises ProblemsError: no reason; handed out already."""
    permit(actor, "goods.work")
    locked = _lock(actor, handout, State.planned)
    if not words.strip():
        raise refusal("请写明理由", "say why", where="words")
    locked.state, locked.words = State.dropped, words.strip()[:300]
    locked.save()
    _note(actor, "goods.dropped", locked)
    return locked


@transaction.atomic
def check_use(*, actor: Viewer, handout: Handout, is_used: bool, words: str, on: date) -> Handout:
    """Somebody looked some weeks later. Raises ProblemsError: not handed out; before that; in the future; unused without words."""
    permit(actor, "goods.work")
    locked = _lock(actor, handout, State.handed)
    if locked.checked_on is not None:
        raise refusal("已经回访过", "it was looked at already")
    if on > get_now().date() or (locked.handed_on and on < locked.handed_on):
        raise refusal(
            "日期不能早于发放那天，也不能晚于今天",
            "after it was handed out, not in the future",
            where="on",
        )
    if not is_used and not words.strip():
        raise refusal("没有使用的，请写明原因", "not used: say why", where="words")
    locked.is_used, locked.words = is_used, words.strip()[:300]
    locked.checked_on, locked.checked_by_id = on, actor.posting_id
    locked.save()
    _note(actor, "goods.checked", locked)
    return locked


@transaction.atomic
def redeem_voucher(*, actor: Viewer, number: str, place: str, on: date) -> Handout:
    """Once. Raises ProblemsError: no such voucher here; redeemed before; no place; before it was handed out, or in the future."""
    permit(actor, "goods.work")
    rows = Handout.objects.select_for_update(of=("self",)).select_related("goods_list", "household")
    found = in_scope(actor, rows).filter(voucher=number.strip().upper() or "-").first()
    if found is None:
        raise refusal("没有这个券号", "no such voucher", where="number", value=number[:20])
    if found.redeemed_on is not None:
        raise refusal(
            f"这张券已在{found.redeemed_on}兑换", "this voucher was redeemed before", where="number"
        )
    if not place.strip():
        raise refusal("请填写兑换地点", "where it was redeemed", where="place")
    if on > get_now().date() or (found.handed_on and on < found.handed_on):
        raise refusal(
            "日期不能早于发放那天，也不能晚于今天",
            "after it was handed out, not in the future",
            where="on",
        )
    found.redeemed_on, found.redeemed_at = on, place.strip()[:60]
    found.save()
    _note(actor, "voucher.redeemed", found)
    return found


def note_list_viewed(*, actor: Viewer, goods_list: GoodsList) -> None:
    permit(actor, "goods.work")
    _record(actor, "goods.viewed", "goods_list", goods_list.pk, goods_list.area_code)


def _lock(actor: Viewer, handout: Handout, state: str) -> Handout:
    rows = Handout.objects.select_for_update(of=("self",))
    locked = in_scope(actor, rows.select_related("goods_list__store", "household")).get(
        pk=handout.pk
    )
    if locked.state != state:
        raise refusal(
            f"现在是“{locked.get_state_display()}”，不能这样办",
            f"it is “{locked.state}”: this cannot be done now",
        )
    return locked


def _note(actor: Viewer, what: str, handout: Handout) -> None:
    _record(actor, what, "handout", handout.pk, handout.area_code, household=handout.household_id)


def _record(
    actor: Viewer, what: str, kind: str, pk: int, area: str, household: int | None = None, **details: int
) -> None:  # fmt: skip
    audit.record(
        actor,
        f"payments.{what}",
        object_type=kind,
        object_id=pk,
        household_id=household,
        area_code=area,
        details=dict(details),
    )
