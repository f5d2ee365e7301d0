"""Identity numbers: what their form proves, and what stands in for one that is missing.

"Verified" here means the form of GB 11643 (length, date, check digit, by python-stdnum), never
that the number belongs to the person. Documents without a checkable form are kept as
*not verified* with the reason, so that nobody is turned away for having no number.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from doudi.units.area import parse_area
from doudi.units.dates import format_date
from doudi.units.text import Problem, ProblemsError, Text, plain, refusal

#: Nobody in a register today was born before; an earlier year is a typing slip.
FIRST_BIRTH_YEAR = 1880


class IdentityKind(StrEnum):
    """The document that a number comes from."""

    resident = "resident"
    """居民身份证, 18 characters."""
    resident_15 = "resident_15"
    """Number of the first generation, 15 digits without a check digit, issued until 1999."""
    residence_permit = "residence_permit"
    """Residence permit for Hong Kong, Macao (81, 82) or Taiwan (83) residents, 18 characters."""
    foreign_permanent = "foreign_permanent"
    """Foreign permanent resident card of 2023, 18 characters beginning with 9."""
    travel_permit = "travel_permit"
    """Mainland travel permit of a Hong Kong, Macao or Taiwan resident."""
    passport = "passport"
    none = "none"
    """No number; the reason is recorded."""

    @property
    def label(self) -> Text:
        return _LABELS[self]


_LABELS = {
    IdentityKind.resident: Text("居民身份证", "resident identity card"),
    IdentityKind.resident_15: Text("15位旧身份证号", "15-digit identity number"),
    IdentityKind.residence_permit: Text("港澳台居民居住证", "HK, Macao or Taiwan residence permit"),
    IdentityKind.foreign_permanent: Text("外国人永久居留身份证", "foreign permanent resident card"),
    IdentityKind.travel_permit: Text("来往内地（大陆）通行证", "mainland travel permit"),
    IdentityKind.passport: Text("护照", "passport"),
    IdentityKind.none: Text("无证件号码", "no number"),
}


class IdentityState(StrEnum):
    """What is known of the number's form."""

    verified_format = "verified_format"
    not_verified = "not_verified"


class Sex(StrEnum):
    male = "male"
    female = "female"

    @property
    def label(self) -> Text:
        return Text("男", "male") if self is Sex.male else Text("女", "female")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number as accepted. `reason` says why it is not verified ("" in both languages if it is).

    `warnings` are doubts that do not stop anybody, such as an area code not in the list. The
    number is left out of `repr`, so that it does not end in a log.
    """

    number: str | None
    kind: IdentityKind
    state: IdentityState
    reason: Text
    warnings: tuple[Problem, ...] = ()

    @property
    def birth_date(self) -> dt.date | None:
        """The date of birth that the number states, if its kind states one."""
        digits = _birth_digits(self.number, self.kind)
        return _real_date(digits) if digits else None

    @property
    def sex(self) -> Sex | None:
        """The sex that the number states (odd order figure: male), if its kind states one."""
        if self.number is None or not _birth_digits(self.number, self.kind):
            return None
        order = self.number[14] if self.kind is IdentityKind.resident_15 else self.number[16]
        return Sex.male if int(order) % 2 else Sex.female

    @property
    def area(self) -> str | None:
        """12-digit code of the county of first registration; not where the person lives."""
        if self.number is None or self.kind not in _KINDS_WITH_AREA:
            return None
        try:
            return parse_area(self.number[:6])
        except ProblemsError:
            return None

    @property
    def as_18(self) -> str | None:
        """The 18-character number; a 15-digit one gets its century and check digit, for matching.

        A lead only: some people were given another number when cards were renewed.
        """
        if self.number is None or self.kind not in {*_KINDS_OF_18, IdentityKind.resident_15}:
            return None
        if self.kind is not IdentityKind.resident_15:
            return self.number
        seventeen = f"{self.number[:6]}19{self.number[6:]}"
        return seventeen + ric.calc_check_digit(seventeen + "0")

    def __repr__(self) -> str:
        return f"IdentityNumber({mask(self.number or '')!r}, {self.kind}, {self.state})"


_KINDS_OF_18 = frozenset(
    {IdentityKind.resident, IdentityKind.residence_permit, IdentityKind.foreign_permanent}
)
_KINDS_WITH_AREA = frozenset({IdentityKind.resident, IdentityKind.resident_15})
_PERMIT_PREFIXES = ("810000", "820000", "830000")
_DOCUMENT = re.compile(r"[A-Z0-9()/-]{5,24}")
_VERIFIED = Text("", "")

_REASONS = {
    IdentityKind.resident_15: Text(
        "15位旧号码没有校验码，请换用18位号码",
        "A 15-digit number has no check digit; ask for the 18-character one",
    ),
    IdentityKind.passport: Text(
        "护照号码没有可校验的格式", "A passport number has no form that can be checked"
    ),
    IdentityKind.travel_permit: Text(
        "通行证号码没有可校验的格式", "A travel permit number has no form that can be checked"
    ),
}


def parse_identity(
    value: str,
    *,
    kind: IdentityKind | None = None,
    not_after: dt.date | None = None,
    where: str = "",
) -> IdentityNumber:
    """Read the number of a document. Without `kind` it is taken from the form.

    18 characters are checked figure by figure; 15 digits are accepted as not verified; passports
    and travel permits are accepted as not verified when `kind` says so. A birth date after
    `not_after` is refused. Raises ProblemsError, with `where` and the value masked, saying which
    figure or rule is at fault. For a person without any number use `no_identity`.
    """
    number = _clean(value, where)
    if kind in (IdentityKind.passport, IdentityKind.travel_permit):
        return _read_document(number, kind, where)
    if kind is IdentityKind.none:
        raise refusal(
            "选择“无证件号码”时不能再填号码",
            "A number cannot be given together with “no number”",
            where=where,
            value=mask(number),
        )
    if len(number) == 15 and kind in (None, IdentityKind.resident_15):
        return _read_15(number, not_after, where)
    if len(number) == 18 and kind is not IdentityKind.resident_15:
        return _read_18(number, kind, not_after, where)
    raise _wrong_length(number, kind, where)


def no_identity(reason: str | Text) -> IdentityNumber:
    """A person without a number, and why. Raises ProblemsError when no reason is given."""
    text = reason if isinstance(reason, Text) else Text(reason.strip(), reason.strip())
    if not text.zh.strip() or not text.en.strip():
        raise refusal("没有证件号码时必须写明原因", "Without a number the reason must be given")
    return IdentityNumber(None, IdentityKind.none, IdentityState.not_verified, text)


def check_identity(
    identity: IdentityNumber,
    *,
    birth_date: dt.date | None = None,
    sex: Sex | None = None,
    where: str = "",
) -> list[Problem]:
    """Where the number disagrees with the date of birth and sex that were stated.

    A list, not an error: wrong registrations exist, and an officer decides which one holds.
    """
    found = []
    masked = mask(identity.number or "")
    said = identity.birth_date
    if birth_date is not None and said is not None and said != birth_date:
        zh = f"证件号码中的出生日期是{format_date(said, 'zh')}，填写的是"
        en = f"The number says born on {format_date(said, 'en')}, the form says "
        text = Text(zh + format_date(birth_date, "zh"), en + format_date(birth_date, "en"))
        found.append(Problem(text, where, masked))
    if sex is not None and identity.sex is not None and identity.sex is not sex:
        zh = f"证件号码中的性别是{identity.sex.label.zh}，填写的是{sex.label.zh}"
        en = f"The number says {identity.sex.label.en}, the form says {sex.label.en}"
        found.append(Problem(Text(zh, en), where, masked))
    return found


def mask(number: str) -> str:
    """The number for a page or a log: "522***********0071", "*******78".

    The birth date and the county are always hidden: with a name and an age they give the whole
    number away. Of a number under 15 characters (a passport) only the last quarter is shown.
    """
    shown_start, shown_end = (3, 4) if len(number) >= 15 else (0, len(number) // 4)
    if len(number) == 15:
        shown_end = 3  # an old number's fourth figure from the end belongs to the birth date
    hidden = len(number) - shown_start - shown_end
    return number[:shown_start] + "*" * hidden + number[len(number) - shown_end :]


def _clean(value: str, where: str) -> str:
    if not isinstance(value, str):
        raise refusal(
            "证件号码必须是文本；表格中的数字格式会丢失后几位",
            "An identity number must be text; as a number a spreadsheet loses its last figures",
            where=where,
        )
    number = re.sub(r"[\s'`‘’]", "", plain(value)).upper()
    if not number:
        raise refusal(
            "证件号码为空；没有号码请选择“无证件号码”并写明原因",
            "The number is empty; for a person without one choose “no number” with the reason",
            where=where,
        )
    return number


def _read_document(number: str, kind: IdentityKind, where: str) -> IdentityNumber:
    if not _DOCUMENT.fullmatch(number):
        raise refusal(
            f"{kind.label.zh}号码应为5至24位字母或数字",
            f"The number of a {kind.label.en} has 5 to 24 letters or digits",
            where=where,
            value=mask(number),
        )
    return IdentityNumber(number, kind, IdentityState.not_verified, _REASONS[kind])


def _read_15(number: str, not_after: dt.date | None, where: str) -> IdentityNumber:
    kind = IdentityKind.resident_15
    _refuse_non_digit(number, len(number), where)
    _refuse_bad_birth(number, kind, not_after, where)
    warnings = _area_warnings(number, kind, where)
    return IdentityNumber(number, kind, IdentityState.not_verified, _REASONS[kind], warnings)


def _read_18(
    number: str, kind: IdentityKind | None, not_after: dt.date | None, where: str
) -> IdentityNumber:
    _refuse_non_digit(number, 17, where)
    if not (number[17].isdigit() or number[17] == "X"):
        raise refusal(
            f"第18位应为数字或X，这里是“{number[17]}”",
            f"Character 18 must be a digit or X, not “{number[17]}”",
            where=where,
            value=mask(number),
        )
    actual = _kind_of_18(number)
    if kind is not None and kind is not actual:
        raise refusal(
            f"号码属于{actual.label.zh}，选择的证件是{kind.label.zh}",
            f"The number is of a {actual.label.en}, the document chosen a {kind.label.en}",
            where=where,
            value=mask(number),
        )
    _refuse_bad_birth(number, actual, not_after, where)
    _refuse_bad_check_digit(number, where)
    warnings = _area_warnings(number, actual, where)
    return IdentityNumber(number, actual, IdentityState.verified_format, _VERIFIED, warnings)


def _kind_of_18(number: str) -> IdentityKind:
    if number.startswith(_PERMIT_PREFIXES):
        return IdentityKind.residence_permit
    # 9, two digits of the province of application, three of the nationality. The fictional
    # province 90 of the demonstrations cannot be mistaken for it: no province begins with 0.
    if number[0] == "9" and number[1] != "0":
        return IdentityKind.foreign_permanent
    return IdentityKind.resident


def _refuse_non_digit(number: str, length: int, where: str) -> None:
    for position, character in enumerate(number[:length], start=1):
        if not (character.isascii() and character.isdigit()):
            raise refusal(
                f"第{position}位应为数字，这里是“{character}”",
                f"Character {position} must be a digit, not “{character}”",
                where=where,
                value=mask(number),
            )


def _refuse_bad_birth(
    number: str, kind: IdentityKind, not_after: dt.date | None, where: str
) -> None:
    digits = _birth_digits(number, kind)
    places = "7至12" if kind is IdentityKind.resident_15 else "7至14"
    born = _real_date(digits)
    if born is None:
        raise refusal(
            f"第{places}位应为出生日期，没有这个日期",
            f"Figures {places.replace('至', ' to ')} must be the birth date; there is no such date",
            where=where,
            value=mask(number),
        )
    if born.year < FIRST_BIRTH_YEAR:
        fault = Text(f"早于{FIRST_BIRTH_YEAR}年", f"before {FIRST_BIRTH_YEAR}")
    elif not_after is not None and born > not_after:
        fault = Text(f"晚于{format_date(not_after, 'zh')}", f"after {format_date(not_after, 'en')}")
    else:
        return
    raise refusal(
        f"第{places}位的出生日期{fault.zh}",
        f"The birth date in figures {places.replace('至', ' to ')} is {fault.en}",
        where=where,
        value=mask(number),
    )


def _refuse_bad_check_digit(number: str, where: str) -> None:
    if number[17] == ric.calc_check_digit(number):
        return
    # The right check digit is not told: any figure may be the wrong one, and a clerk who
    # changes the last to fit would store another person's number.
    zh = "校验码（第18位）与前17位不符，有一位录错，请对照证件"
    en = "The check digit (character 18) does not fit the other 17: one is wrong, see the card"
    if number.endswith("000"):
        zh += "；末三位都是零，可能是表格把号码当作数字而丢失"
        en += "; it ends in 000, perhaps a spreadsheet kept it as a number and lost three figures"
    raise refusal(zh, en, where=where, value=mask(number))


def _area_warnings(number: str, kind: IdentityKind, where: str) -> tuple[Problem, ...]:
    """A doubt about the first six digits. Never an error: lists miss areas long abolished."""
    if kind not in _KINDS_WITH_AREA:
        return ()
    try:
        ric.get_birth_place(number if len(number) == 18 else f"{number[:6]}19{number[6:]}0")
    except (InvalidComponent, KeyError):  # KeyError: stdnum 2.2, province known, county not
        text = Text(
            f"第1至6位 {number[:6]} 不在区划代码表中（可能是已撤销的区划）",
            f"Figures 1 to 6, {number[:6]}, are not a listed area (perhaps one abolished)",
        )
        return (Problem(text, where, mask(number)),)
    return ()


def _birth_digits(number: str | None, kind: IdentityKind) -> str:
    """The eight figures of the birth date, or "" where the kind has none."""
    if number is None:
        return ""
    if kind in _KINDS_OF_18:
        return number[6:14]
    # First-generation numbers ended in 1999, so the century is known.
    return f"19{number[6:12]}" if kind is IdentityKind.resident_15 else ""


def _real_date(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _wrong_length(number: str, kind: IdentityKind | None, where: str) -> ProblemsError:
    if kind is not None:
        needed = 15 if kind is IdentityKind.resident_15 else 18
        return refusal(
            f"{kind.label.zh}号码应为{needed}位，这里有{len(number)}位",
            f"The number of a {kind.label.en} has {needed} characters, not {len(number)}",
            where=where,
            value=mask(number),
        )
    return refusal(
        f"身份证号应为18位（旧号码15位），这里有{len(number)}位；护照等请选择证件种类",
        f"An identity number has 18 characters (an old one 15), not {len(number)}; "
        "for a passport or other document choose its kind",
        where=where,
        value=mask(number),
    )
