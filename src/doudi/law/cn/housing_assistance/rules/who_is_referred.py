"""Who is referred for housing assistance （住房救助）."""

from doudi.law.cn.facts import household
from doudi.rules.declare import rule
from doudi.rules.language import any, compare, is_one_of, when


@rule(
    household,
    "truth",
    zh="家中有分散供养的特困人员",
    en="a Tekun person supported at home lives here",
    law="SA 37",
)
def has_dispersed_tekun(receives_tekun, tekun_form):
    """分散供养的特困人员；集中供养的住在供养机构。"""
    return any(receives_tekun & (tekun_form == "support_dispersed"))


@rule(
    household,
    "truth",
    zh="属于住房救助对象",
    en="in a group of housing assistance",
    law="SA 37; HO",
)
def is_in_housing_group(
    is_dibao_household,
    is_in_gradual_exit,
    has_dispersed_tekun,
    is_dibao_edge_household,
    housing_covers_edge,
    is_rigid_expenditure_household,
    housing_covers_rigid,
):
    """最低生活保障家庭、分散供养的特困人员；当地规定包括的，低保边缘、刚性支出困难家庭。"""
    edge = is_dibao_edge_household & housing_covers_edge
    rigid = is_rigid_expenditure_household & housing_covers_rigid
    return is_dibao_household | is_in_gradual_exit | has_dispersed_tekun | edge | rigid


@rule(household, "truth", zh="没有自有住房", en="has no home of its own", law="SA 37; HO")
def has_no_home(homes):
    """没有自有住房。"""
    return homes <= 0


@rule(
    household,
    "truth",
    zh="人均面积在住房困难标准以下",
    en="floor space per head below the line of difficulty",
    law="SA 38; HO",
)
def has_too_little_space(home_floor_area, household_size, housing_difficulty_area):
    """人均住房建筑面积低于当地住房困难标准。"""
    return compare(
        home_floor_area / household_size, housing_difficulty_area, by=housing_difficulty_area
    )


@rule(
    household,
    "truth",
    zh="住房是C级或D级危房",
    en="the house is of grade C or D",
    law="SA 38; HO",
)
def lives_in_dangerous_house(house_grade):
    """经鉴定属于C级或者D级危险住房。"""
    return is_one_of(house_grade, "c", "d")


@rule(household, "truth", zh="住房困难", en="is in housing difficulty", law="SA 37; SA 38; HO")
def is_housing_poor(residence_class, has_no_home, has_too_little_space, lives_in_dangerous_house):
    """城镇看有没有住房和人均面积，农村看有没有住房和是不是危房。"""
    return has_no_home | when(
        residence_class == "urban", has_too_little_space, lives_in_dangerous_house
    )


@rule(
    household,
    "truth",
    zh="转办住房救助",
    en="is referred for housing assistance",
    law="SA 37; SA 40",
)
def qualifies_for_housing_assistance(is_in_housing_group, is_housing_poor):
    """符合规定标准的住房困难的最低生活保障家庭、分散供养的特困人员。"""
    return is_in_housing_group & is_housing_poor
