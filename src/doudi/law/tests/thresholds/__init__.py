"""Which cases hold each threshold, gathered from the module of each programme beside this file.

A module has THRESHOLDS (value → triples of case names: just below, at, above) and NO_THRESHOLD (value → why it is none).
"""

from __future__ import annotations

import importlib
import pkgutil

THRESHOLDS: dict[str, tuple[tuple[str, str, str], ...]] = {}
NO_THRESHOLD: dict[str, str] = {}

for _module in pkgutil.iter_modules(__path__):
    _found = importlib.import_module(f"{__name__}.{_module.name}")
    for _value, _triples in getattr(_found, "THRESHOLDS", {}).items():
        THRESHOLDS[_value] = (*THRESHOLDS.get(_value, ()), *_triples)
    NO_THRESHOLD |= getattr(_found, "NO_THRESHOLD", {})
