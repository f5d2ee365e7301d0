"""Legal supporters of one chunk: set against the register, then added. Their circumstances are facts like others."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from doudi.foundation.keys import keyring
from doudi.registry.imports import bulk
from doudi.registry.services.persons import IDENTITY
from doudi.registry.services.relatives import MOST_SUPPORTERS, SUPPORTER_IDENTITY

# A supporter with a number is known by it, one without by the name; either within the household.
_FOUND = """
SELECT i.*, h.id AS household_id, h.area_code, p.id AS supported_id, s.id AS supporter_id,
    CASE
        WHEN h.id IS NULL THEN 'unknown_household'
        WHEN h.state <> 'active' THEN 'household_closed'
        WHEN i.supported_index IS NOT NULL AND m.id IS NULL THEN 'not_a_member'
        WHEN s.name <> i.supporter_name THEN 'name_differs'
    END AS problem
FROM incoming i
LEFT JOIN registry_household h ON h.number = i.household_number
LEFT JOIN registry_person p ON p.identity_index = i.supported_index AND p.state <> 'merged'
LEFT JOIN registry_membership m ON m.person_id = p.id AND m.household_id = h.id AND m.valid_to IS NULL
LEFT JOIN LATERAL (
    SELECT s.id, s.name FROM registry_supporter s WHERE s.household_id = h.id AND s.valid_to IS NULL
        AND CASE WHEN i.identity_index IS NOT NULL THEN s.identity_index = i.identity_index ELSE s.name = i.supporter_name END
    ORDER BY s.id LIMIT 1
) s ON true
"""

_CROWDED = """
UPDATE found SET problem = 'too_many' WHERE problem IS NULL AND supporter_id IS NULL AND household_id IN (
    SELECT f.household_id FROM found f WHERE f.problem IS NULL AND f.supporter_id IS NULL GROUP BY f.household_id
    HAVING count(DISTINCT coalesce(f.identity_index::text, f.supporter_name)) + (SELECT count(*) FROM registry_supporter s
        WHERE s.household_id = f.household_id AND s.valid_to IS NULL) > %(most)s)
"""

_NEW = """
SELECT nextval(pg_get_serial_sequence('registry_supporter', 'id')) AS id, x.* FROM (
    SELECT DISTINCT ON (household_id, coalesce(identity_index::text, supporter_name)) *,
        coalesce(identity_index::text, supporter_name) AS known_by
    FROM found WHERE problem IS NULL AND supporter_id IS NULL
    ORDER BY household_id, coalesce(identity_index::text, supporter_name), row) x
"""

_INSERT = """
INSERT INTO registry_supporter
    (id, area_code, household_id, supported_id, name, kind, identity_cipher, identity_index, identity_shown, position)
SELECT n.id, n.area_code, n.household_id, n.supported_id, n.supporter_name, n.kind, s.identity_cipher, n.identity_index,
    n.identity_shown, (SELECT count(*) FROM registry_supporter o WHERE o.household_id = n.household_id)
        + row_number() OVER (PARTITION BY n.household_id ORDER BY n.row) - 1
FROM new_supporter n LEFT JOIN sealed s USING (row) ORDER BY n.id
"""

_GROWN = """
UPDATE registry_household h SET version = h.version + 1
FROM (SELECT DISTINCT household_id FROM new_supporter) x WHERE h.id = x.household_id
"""

_TARGET = """
SELECT f.row, NULL::bigint AS person_id, f.household_id, {supporter} AS supporter_id, f.area_code AS person_area,
    f.area_code AS household_area, f.supporter_id IS NULL AS is_new, false AS household_is_new
FROM found f {join} WHERE f.problem IS NULL
"""
FOUND = _TARGET.format(
    supporter="coalesce(f.supporter_id, -min(f.row) OVER (PARTITION BY f.household_id, coalesce(f.identity_index::text, f.supporter_name)))",
    join="",
)
WRITTEN = _TARGET.format(
    supporter="coalesce(f.supporter_id, n.id)",
    join="LEFT JOIN new_supporter n ON n.household_id = f.household_id AND n.known_by = coalesce(f.identity_index::text, f.supporter_name)",
)


def compare(rows: pa.Table) -> dict[str, int]:
    """Set a chunk against the register: the temporary table `found`."""
    keys = keyring()
    numbers, supported = rows.column("identity").to_pylist(), rows.column("supported").to_pylist()
    own = iter(keys.blind_indexes([n for n in numbers if n], SUPPORTER_IDENTITY))
    others = iter(keys.blind_indexes([n for n in supported if n], IDENTITY))
    table = rows.select(["row", "household_number", "supporter_name", "identity_shown", "kind"])
    table = table.append_column(
        "identity_index", bulk.binary([next(own) if n else None for n in numbers])
    )
    table = table.append_column(
        "supported_index", bulk.binary([next(others) if n else None for n in supported])
    )
    bulk.load("incoming", table)
    bulk.create("found", _FOUND)
    bulk.run(_CROWDED, {"most": MOST_SUPPORTERS})
    bulk.create("new_supporter", _NEW)
    new, conflicts = bulk.fetch(
        "SELECT (SELECT count(*) FROM new_supporter), (SELECT count(*) FROM found WHERE problem IS NOT NULL)"
    )[0]
    return {"supporters_new": new, "conflicts": conflicts}


def write(rows: pa.Table, _evidence: Any) -> int:
    """Add the supporters whom `compare` found to be new; returns how many rows of the register were touched.

    A supporter needs no source of its own; the facts of one do.
    """
    numbers = rows.column("identity").to_pylist()
    sealed = iter(keyring().encrypt_many([n for n in numbers if n], SUPPORTER_IDENTITY))
    ciphers = bulk.binary([next(sealed) if n else None for n in numbers])
    bulk.load("sealed", pa.table({"row": rows.column("row"), "identity_cipher": ciphers}))
    return bulk.run(_INSERT) + bulk.run(_GROWN)
