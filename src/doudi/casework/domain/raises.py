"""What a raise of the standard means for one award."""

from __future__ import annotations

from doudi.units.text import Text

UP, SAME, DOWN, OUT, UNKNOWN = "up", "same", "down", "out", "unknown"
CHANGES: dict[str, Text] = {
    UP: Text("增加", "more"),
    SAME: Text("不变", "the same"),
    DOWN: Text("减少", "less"),
    OUT: Text("不再符合", "no longer eligible"),
    UNKNOWN: Text("不能确定", "cannot be settled"),
}
#: A raise gives more to whoever gets more. Whatever takes something away is looked at by a person, family by family.
BY_ITSELF = frozenset({UP})
FOR_A_PERSON = frozenset({DOWN, OUT, UNKNOWN})


def change_of(before_fen: int | None, verdict: str, after_fen: int | None) -> str:
    """`before_fen`: what the award pays; `verdict` and `after_fen`: what the law says from the first raised month on."""
    if verdict == "not_eligible":
        return OUT
    if verdict != "eligible" or after_fen is None or before_fen is None:
        return UNKNOWN
    if after_fen == before_fen:
        return SAME
    return UP if after_fen > before_fen else DOWN
