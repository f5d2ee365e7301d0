"""Why two records may be one person: what each comparison found, as short sentences."""

from __future__ import annotations

from doudi.units.text import Text

#: Keys as they stand in the `reasons` of a pair: comparison and what it found.
REASONS = {
    "identity.same": Text("证件号码相同", "same identity number"),
    "identity.slip": Text("证件号码只差一位或相邻两位颠倒", "identity numbers differ in one figure or two swapped ones"),
    "identity.near": Text("证件号码差两位", "identity numbers differ in two figures"),
    "identity.other": Text("证件号码不同", "identity numbers differ"),
    "name.same": Text("姓名相同", "same name"),
    "name.alike": Text("姓名音同或形近", "names sound or look alike"),
    "name.one_character": Text("姓名只差一个字", "names differ in one character"),
    "name.surname": Text("同姓，名不同", "same surname, other given name"),
    "name.other": Text("姓名不同", "names differ"),
    "birth.same": Text("出生日期相同", "same date of birth"),
    "birth.slip": Text("出生日期只差一位或月日颠倒", "dates of birth differ in one figure, or day and month are swapped"),
    "birth.year": Text("同年出生", "born in the same year"),
    "birth.other": Text("出生日期不同", "dates of birth differ"),
    "sex.same": Text("性别相同", "same sex"),
    "sex.other": Text("性别不同", "sex differs"),
    "place.household": Text("在同一户", "in the same household"),
    "place.village": Text("在同一村（社区）", "in the same village"),
    "place.town": Text("在同一乡镇", "in the same township"),
    "place.other": Text("在不同乡镇", "in different townships"),
    "phone.same": Text("电话相同", "same telephone"),
    "phone.shared": Text("电话相同，姓名不同", "same telephone, other name"),
    "phone.slip": Text("电话只差一位", "telephones differ in one figure"),
    "phone.other": Text("电话不同", "telephones differ"),
}  # fmt: skip
