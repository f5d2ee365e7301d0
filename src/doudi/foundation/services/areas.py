"""The table of places: imported, added to, renamed, ended. A code keeps its past: a name holds from a day to a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import transaction

from doudi.foundation import audit
from doudi.foundation.access import Viewer, permit
from doudi.foundation.domain.area_table import AreaPlan, Place, check_name, plan_areas, read_places
from doudi.foundation.models import Area
from doudi.foundation.selectors.areas import list_places
from doudi.units.area import parse_area, scope
from doudi.units.text import refusal

# Moves what stands under a place that has ended to its successor, in the caller's transaction; says how many of what.
AreaMove = Callable[[Viewer, str, str, date], dict[str, int]]
_moves: dict[str, AreaMove] = {}


def register_area_move(move: AreaMove) -> None:
    """Called once, from an app's `ready()`: `move(actor, old_code, new_code, on) -> {"households": 12, …}`."""
    _moves[f"{move.__module__}.{move.__qualname__}"] = move


def plan_import(viewer: Viewer, content: bytes, name: str, *, is_whole: bool, on: date) -> AreaPlan:
    """What a file would change in the viewer's area. Raises ProblemsError: faults of the file, or places beyond the area."""
    permit(viewer, "area.manage")
    file = read_places(content, name)
    outside = [place.code for place in file if not viewer.sees(place.code)]
    if outside:
        raise refusal(
            f"有 {len(outside)} 个区划不在您的辖区",
            f"{len(outside)} places lie outside your area",
            where=name,
            value=outside[0],
        )
    return plan_areas(list_places(viewer, on), file, is_whole=is_whole, name=name)


def import_areas(*, actor: Viewer, content: bytes, name: str, is_whole: bool, on: date) -> AreaPlan:
    """Do what `plan_import` shows, from the day `on`. The same file twice changes nothing."""
    plan = plan_import(actor, content, name, is_whole=is_whole, on=on)
    if plan.is_empty:
        return plan
    Area.objects.bulk_create(_rows(plan.added, on), batch_size=5_000)
    for _, after in plan.changed:
        _change(after, on)
    for place in plan.ended:
        _end(place.code, (), on)
    details = {
        "file": name,
        "added": len(plan.added),
        "changed": len(plan.changed),
        "ended": len(plan.ended),
    }
    lines = [f"{place.code} {place.name}".encode() for place in plan.added]
    audit.record(actor, "foundation.area.imported", details=details, items=lines)
    _forget_names()
    return plan


def add_area(
    *, actor: Viewer, code: str, name: str, name_en: str, is_urban: bool | None, on: date
) -> Area:
    """A new place. Raises ProblemsError: a bad code or name, beyond the actor's area, or there already."""
    permit(actor, "area.manage")
    place = Place(
        parse_area(code, where="code"), check_name(name, "name"), name_en.strip(), is_urban
    )
    _check_reach(actor, place.code)
    if Area.objects.filter(code=place.code, valid_to__isnull=True).exists():
        raise refusal("这个区划已经在用", "This code is in use", where="code", value=code)
    (area,) = Area.objects.bulk_create(_rows([place], on))
    _record(actor, place.code, "added", name=place.name)
    return area


def rename_area(
    *, actor: Viewer, area: Area, name: str, name_en: str, is_urban: bool | None, on: date
) -> Area:
    """Another name, or urban instead of rural, from a day. Raises ProblemsError: a bad name, or a day before the present one's."""
    permit(actor, "area.manage")
    _check_reach(actor, area.code)
    old = _in_use(area.code)
    if on < old.valid_from:
        raise refusal(
            "日期早于现名启用的日期", "The day lies before the present name's first", where="on"
        )
    changed = _change(Place(area.code, check_name(name, "name"), name_en.strip(), is_urban), on)
    _record(actor, area.code, "renamed", before=old.name, name=changed.name)
    return changed


def end_area(
    *, actor: Viewer, area: Area, successors: Iterable[str], reason: str, on: date
) -> dict[str, int]:
    """The code is not used from the day `on`. With one successor everything under it moves there; with several, nothing can be
    moved for everybody: each household is, by a request.

    Returns how many of what were moved. Raises ProblemsError: places below it are in use; no reason; a successor that is not.
    """
    permit(actor, "area.manage")
    _check_reach(actor, area.code)
    old = _in_use(area.code)
    to = _check_successors(actor, old, successors)
    if not reason.strip():
        raise refusal("请写明依据", "Give the ground", where="reason")
    if on <= old.valid_from:
        raise refusal("停用日期应晚于启用日期", "The last day lies before the first", where="on")
    lo, hi = scope(old.code)
    if Area.objects.filter(code__gt=lo, code__lt=hi, valid_to__isnull=True).exists():
        raise refusal(
            "还有下级区划在用，请先停用或迁出下级", "Places below it are in use; end those first"
        )
    _end(old.code, to, on)
    moved: dict[str, int] = {}
    if len(to) == 1:
        for move in _moves.values():
            moved |= move(actor, old.code, to[0], on)
    _record(actor, old.code, "ended", reason=reason, successors=list(to), moved=moved)
    return moved


def _check_successors(actor: Viewer, old: Area, successors: Iterable[str]) -> tuple[str, ...]:
    found = []
    for given in successors:
        code = parse_area(given, where="successors")
        _check_reach(actor, code)
        if code == old.code or not Area.objects.filter(code=code, valid_to__isnull=True).exists():
            raise refusal("继任区划应是另一个在用的区划", "A successor is another place in use", where="successors", value=given)  # fmt: skip
        found.append(code)
    return tuple(dict.fromkeys(found))


def _check_reach(actor: Viewer, code: str) -> None:
    if not actor.sees(code):
        raise refusal(
            "这个区划不在您的辖区", "This place lies outside your area", where="code", value=code
        )


def _rows(places: Iterable[Place], on: date) -> list[Area]:
    return [
        Area(
            code=place.code,
            name=place.name,
            name_en=place.name_en,
            is_urban=place.is_urban,
            successors=list(place.successors),
            valid_from=on,
        )
        for place in places
    ]


def _change(place: Place, on: date) -> Area:
    """A new row from the day; a name that held for no day at all is written over."""
    old = _in_use(place.code)
    if old.valid_from == on:
        old.name, old.name_en, old.is_urban = place.name, place.name_en, place.is_urban
        old.save(update_fields=["name", "name_en", "is_urban"])
        return old
    old.valid_to = on
    old.save(update_fields=["valid_to"])
    (new,) = Area.objects.bulk_create(_rows([place], on))
    return new


def _end(code: str, successors: tuple[str, ...], on: date) -> None:
    old = _in_use(code)
    if old.valid_from >= on:
        raise refusal("这个区划今天才启用，不能同日停用", "This place begins on that day; it cannot end on it", value=code)  # fmt: skip
    old.valid_to, old.successors = on, list(successors)
    old.save(update_fields=["valid_to", "successors"])


def _in_use(code: str) -> Area:
    found = Area.objects.select_for_update().filter(code=code, valid_to__isnull=True).first()
    if found is None:
        raise refusal("这个区划已停用", "This place has ended", value=code)
    return found


def _record(actor: Viewer, code: str, what: str, *, reason: str = "", **details: Any) -> None:
    audit.record(
        actor,
        "foundation.area.changed",
        object_type="area",
        object_id=code,
        area_code=code,
        reason=reason.strip(),
        details={"what": what, **details},
    )
    _forget_names()


def _forget_names() -> None:
    """Pages keep the names for some minutes."""
    transaction.on_commit(lambda: cache.delete("area-names"))
