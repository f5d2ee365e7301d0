"""Random draws that anybody can draw again from the record: SHA-256 of seed and id, in order. Pure; docs/en/draws.md.

draw("seed", [17, 4, 9], "30%")                     [4]: one of three
pair("seed", inspectors, targets)                   who inspects which township, nobody their own
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from doudi.units.text import refusal


def lot(seed: str, name: object) -> str:
    """The lot that somebody or something draws: SHA-256 of "seed:name" in UTF-8, hexadecimal."""
    return hashlib.sha256(f"{seed}:{name}".encode()).hexdigest()


def in_order(seed: str, names: Iterable[object]) -> list[object]:
    """By their lots, smallest first; the same name counts once."""
    return sorted(set(names), key=lambda name: (lot(seed, name), str(name)))


def how_many(count: int, share: Fraction) -> int:
    """At least this share of so many: rounded up."""
    return -(-count * share.numerator // share.denominator)


def draw(seed: str, population: Sequence[int], share: Fraction) -> list[int]:
    """The drawn ids in the order of their lots. The order of `population` makes no difference."""
    wanted = how_many(len(set(population)), share)
    return [int(str(each)) for each in in_order(seed, population)[:wanted]]


def pair(seed: str, inspectors: Mapping[int, str], targets: Sequence[str]) -> list[tuple[int, str]]:
    """Double random: (inspector, township). `inspectors` gives each one's own township, "" for the county's people.

    Townships take their turn by their lots. Each gets the inspector who has the fewest so far among those from elsewhere, the
    smallest lot of "inspector:township" deciding between equals.

    Raises ProblemsError: a township that only its own people could inspect.
    """
    load = dict.fromkeys(inspectors, 0)
    found = []
    for target in in_order(seed, targets):
        free = [i for i, home in inspectors.items() if home != target]
        if not free:
            raise refusal(
                f"没有其他乡镇的人可以检查 {target}",
                f"nobody from elsewhere can inspect {target}",
                value=target,
            )
        chosen = min(free, key=lambda i: (load[i], lot(seed, f"{i}:{target}"), i))
        load[chosen] += 1
        found.append((chosen, str(target)))
    return found
