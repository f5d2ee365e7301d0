"""How likely each finding is for one person and for two: the table that the comparison is made of.

The figures are declared, not learnt from the county at hand: the same two records give the same likelihood everywhere, and a register
without duplicates teaches a learning model nonsense. What depends on the county (how common a name or a village is) is counted in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from splink import SettingsCreator, block_on
from splink.comparison_level_library import CustomLevel
from splink.comparison_library import CustomComparison


@dataclass(frozen=True, slots=True)
class Finding:
    """One level of a comparison. `same`: how often among records of one person; `chance`: among those of two.

    A chance that is a name ("name") is counted in the data: how often two persons share that column by chance.
    """

    key: str
    condition: str
    same: float
    chance: float | str
    common: str = ""  # the column whose commonness weighs the finding


_NO_HOUSEHOLD = "(household_l IS NULL OR household_r IS NULL OR household_l <> household_r)"

COMPARISONS: dict[str, tuple[str, tuple[Finding, ...]]] = {
    "identity": (
        "identity_l IS NULL OR identity_r IS NULL",
        (
            Finding("same", "identity_l = identity_r", 0.82, 1e-9),
            # Two numbers whose check digits are right never differ by one figure or one swap: it was made for that.
            Finding("slip", "NOT (identity_fits_l AND identity_fits_r) AND damerau_levenshtein(identity_l, identity_r) <= 1", 0.15, 1e-7),
            Finding("near", "NOT (identity_fits_l AND identity_fits_r) AND damerau_levenshtein(identity_l, identity_r) <= 2", 0.02, 5e-5),
            Finding("other", "ELSE", 0.003, 1.0),
        ),
    ),
    "name": (
        "name_l IS NULL OR name_r IS NULL",
        (
            Finding("same", "name_l = name_r", 0.86, "name", common="name"),
            Finding("alike", "sound_l = sound_r OR shape_l = shape_r", 0.10, "sound", common="sound"),
            # Brothers and sisters often share a character besides the surname, so within a household this says nothing.
            Finding("one_character", f"length(name_l) >= 3 AND levenshtein(name_l, name_r) <= 1 AND {_NO_HOUSEHOLD}", 0.03, 0.006),
            Finding("surname", f"surname_l = surname_r AND {_NO_HOUSEHOLD}", 0.006, "surname"),
            Finding("other", "ELSE", 0.004, 0.95),
        ),
    ),
    "birth": (
        "born_l IS NULL OR born_r IS NULL",
        (
            Finding("same", "born_l = born_r", 0.86, "born"),
            Finding("slip", "damerau_levenshtein(born_l, born_r) <= 1 OR (born_year_l = born_year_r AND born_l = born_year_r || substr(born_r, 7, 2) || substr(born_r, 5, 2))", 0.12, 0.0025),
            Finding("year", "born_year_l = born_year_r", 0.008, "born_year"),
            Finding("other", "ELSE", 0.012, 0.98),
        ),
    ),
    "sex": (
        "sex_l IS NULL OR sex_r IS NULL",
        (
            Finding("same", "sex_l = sex_r", 0.94, 0.5),
            Finding("other", "ELSE", 0.06, 0.5),
        ),
    ),
    "place": (
        "village_l IS NULL OR village_r IS NULL",
        (
            Finding("household", "household_l = household_r", 0.02, 2e-4),
            Finding("village", "village_l = village_r", 0.66, "village"),
            Finding("town", "town_l = town_r", 0.12, "town"),
            Finding("other", "ELSE", 0.20, 0.95),
        ),
    ),
    # Members of a household share a telephone: there it says nothing. Elsewhere relatives do, so under another name it says little.
    "phone": (
        f"phone_l IS NULL OR phone_r IS NULL OR NOT {_NO_HOUSEHOLD}",
        (
            Finding("same", "phone_l = phone_r AND (sound_l = sound_r OR shape_l = shape_r)", 0.62, "phone"),
            Finding("shared", "phone_l = phone_r", 0.08, 5e-4),
            Finding("slip", "damerau_levenshtein(phone_l, phone_r) <= 1", 0.10, 2e-5),
            Finding("other", "ELSE", 0.20, 1.0),
        ),
    ),
}  # fmt: skip

# Only pairs that agree on one of these are compared; each finds what the others' slips and gaps hide.
BLOCKS = (
    ("identity",),
    ("identity_tail",),
    ("sound", "born"),
    ("shape", "born"),
    ("sound", "village"),
    ("shape", "village"),
    ("sound", "born_year"),
    ("phone", "surname_sound"),
    ("phone", "born"),
    ("born", "surname_sound"),
    ("born", "village", "sex"),
)
# How often two persons share these by chance in a county as most are. A short list cannot tell: the pair itself is half of it.
_USUAL = {"name": 2e-4, "sound": 4e-4, "surname": 0.03, "born": 5e-5, "born_year": 0.014, "village": 0.02, "town": 0.1, "phone": 1e-5}  # fmt: skip
_USUAL_PAIRS = 1e6  # … and this is as good as having counted so many pairs
#: Below so many people it is not counted how common each single name is.
ENOUGH_PEOPLE = 5_000


def chances(tables: list[pa.Table]) -> dict[str, float]:
    """How often two of these people share a column by chance: counted, and in short lists leaning on what is usual."""
    found = {}
    for column, usual in _USUAL.items():
        values = pa.chunked_array([c for t in tables for c in t[column].chunks]).drop_null()
        counts = pc.value_counts(values).field("counts").to_numpy(zero_copy_only=False)
        total = float(counts.sum())
        alike = float(np.sum(counts.astype(np.float64) * (counts - 1)))
        found[column] = (alike + usual * _USUAL_PAIRS) / (total * max(total - 1, 0) + _USUAL_PAIRS)
    return found


def make_settings(
    link_type: str, chance: Mapping[str, float], prior: float, people: int
) -> SettingsCreator:
    """The comparison as Splink takes it. `prior`: the likelihood that two records drawn at random are one person."""
    weighs_commonness = people >= ENOUGH_PEOPLE
    return SettingsCreator(
        link_type=link_type,  # type: ignore[arg-type]
        probability_two_random_records_match=prior,
        comparisons=[
            CustomComparison(
                output_column_name=name,
                comparison_levels=[
                    CustomLevel(no_data, "not known").configure(is_null_level=True),
                    *(_level(finding, chance, weighs_commonness) for finding in findings),
                ],
            )
            for name, (no_data, findings) in COMPARISONS.items()
        ],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
    )


def _level(finding: Finding, chance: Mapping[str, float], weighs_commonness: bool) -> CustomLevel:
    u = chance[finding.chance] if isinstance(finding.chance, str) else finding.chance
    level = CustomLevel(finding.condition, finding.key)
    level.configure(m_probability=finding.same, u_probability=min(u, 1.0))
    if finding.common and weighs_commonness:
        level.configure(
            tf_adjustment_column=finding.common,
            tf_minimum_u_value=1e-6,
            disable_tf_exact_match_detection=True,
        )
    return level
