"""Where a good row does not go with what the register has. A ledger never moves or renames anybody: that is a change request."""

from doudi.units.text import Text

CONFLICTS = {
    "household_elsewhere": (
        "household_number",
        Text(
            "这个户编号已登记在您辖区以外",
            "this household number is registered outside your area",
        ),
    ),
    "household_moved": (
        "area_code",
        Text(
            "这一户登记在另一个村（社区）；迁移请提出变更",
            "this household is registered in another village; ask for a move",
        ),
    ),
    "household_closed": (
        "household_number",
        Text("这一户已销户或并入他户", "this household is dissolved or merged into another"),
    ),
    "person_elsewhere": (
        "identity",
        Text(
            "这个证件号码已登记在您辖区以外；迁入请提出变更",
            "this identity number is registered outside your area; ask for a move",
        ),
    ),
    "person_in_household": (
        "household_number",
        Text(
            "此人现在登记在另一户；迁移、分户请提出变更",
            "this person is registered in another household; ask for a move or a split",
        ),
    ),
    "person_departed": (
        "identity",
        Text(
            "此人登记为已迁出；迁回请提出变更",
            "this person is registered as departed; ask for a move",
        ),
    ),
    "name_differs": (
        "name",
        Text(
            "姓名与登记的不同；请核对证件号码，确需更正请提出变更",
            "the name differs from the register's; check the identity number, or ask for a correction",
        ),
    ),
    "sex_differs": (
        "sex",
        Text(
            "性别与登记的不同；确需更正请提出变更",
            "the sex differs from the register's; ask for a correction",
        ),
    ),
    "birth_differs": (
        "birth_date",
        Text(
            "出生日期与登记的不同；确需更正请提出变更",
            "the date of birth differs from the register's; ask for a correction",
        ),
    ),
    "relation_differs": (
        "relation",
        Text(
            "与户主关系与登记的不同；变更户主请提出变更",
            "the relation differs from the register's; ask for a change of head",
        ),
    ),
    "has_head": (
        "relation",
        Text("这一户已经登记了另一位户主", "this household has another registered head"),
    ),
    "unknown_person": (
        "identity",
        Text(
            "登记中没有此人，或者不在您的辖区内",
            "this person is not registered, or not in your area",
        ),
    ),
    "unknown_household": (
        "household_number",
        Text(
            "登记中没有这个户编号，或者不在您的辖区内",
            "this household number is not registered, or not in your area",
        ),
    ),
    "ambiguous_name": (
        "name",
        Text(
            "这一户有几位同名的成员，请填写证件号码",
            "several members of this household have this name; give the identity number",
        ),
    ),
    "no_member": (
        "name",
        Text("这一户没有叫这个姓名的成员", "no member of this household has this name"),
    ),
    "not_a_member": (
        "supported_identity",
        Text("被赡养人不是这一户的成员", "the person supported is not a member of this household"),
    ),
    "too_many": (
        "household_number",
        Text(
            "这一户登记的人数会超过上限", "this household would have more people than there may be"
        ),
    ),
}  # code → (field, sentence)
