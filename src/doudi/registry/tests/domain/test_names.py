"""Names are kept as they are, and found by the initials of their pinyin."""

import pytest

from doudi.registry.domain.names import clean_name, name_initials
from doudi.registry.domain.phones import clean_phone, mask_phone
from doudi.units.text import ProblemsError


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" 张三 ", "张三"),
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("买买提•艾力", "买买提·艾力"),
        ("阿卜杜拉.热合曼", "阿卜杜拉·热合曼"),
        ("John  Smith", "John Smith"),
        ("郑䶮", "郑䶮"),
        ("王𠅤", "王𠅤"),
    ],
)
def test_a_name_is_kept_in_one_spelling(written, kept):
    assert clean_name(written) == kept


@pytest.mark.parametrize("written", ["", "  ", "张3", "=cmd()", "@张", "张三,李四", "·", "\u200b"])
def test_what_is_no_name_is_refused(written):
    with pytest.raises(ProblemsError):
        clean_name(written)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("张三", "zs"),
        ("单雄信", "sxx"),
        ("曾国强", "zgq"),
        ("尉迟恭", "ycg"),
        ("买买提·艾力", "mmtal"),
        ("John Smith", "js"),
        ("郑䶮", "zy"),
        ("A李", "al"),
    ],
)
def test_initials_follow_the_reading(name, initials):
    assert name_initials(name) == initials


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("138 0013 8001", "13800138001", "138****8001"),
        ("+86-13800138001", "13800138001", "138****8001"),
        ("0854-2621234", "08542621234", "085****1234"),
        ("2621234", "2621234", "*****34"),
    ],
)
def test_a_telephone_number_has_one_spelling_and_a_mask(written, kept, shown):
    assert clean_phone(written) == kept
    assert mask_phone(kept) == shown


@pytest.mark.parametrize("written", ["", "无", "123", "1" * 16, "１３８x", "=1"])
def test_what_is_no_telephone_number_is_refused(written):
    with pytest.raises(ProblemsError):
        clean_phone(written)
