"""A formula in words: the same expression that is computed, written out with labels and without figures.

Its shape stays visible: tests become lists, choices on one category become tables, and what is used twice or would
make a sentence too long gets a letter （甲、乙…） and a line of its own. Nothing here knows HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from doudi.rules.dimensions import Unit, parse_unit
from doudi.rules.explain import cite
from doudi.rules.formula_shape import (
    LEAVES,
    ROW_OPS,
    STRENGTH,
    Shape,
    asks_category,
    bare,
    before_rounding,
    chain,
    is_fixed,
    is_zero,
    repeated_parts,
    shape_of,
)
from doudi.rules.nodes import CATEGORY, COUNT, DATE, MONTH, TRUTH, Node
from doudi.rules.rulebook import Edition, Rulebook
from doudi.units.text import Text


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; `name` is the fact, value or variable that they name, or ""."""

    text: str
    name: str = ""


Words = tuple[Piece, ...]


@dataclass(slots=True)
class Branch:
    """One row of a choice: when this holds, that. No `when`: in every other case."""

    when: Words
    then: Block


@dataclass(slots=True)
class Block:
    """Part of a formula, as it is laid out.

    shape: words (a sentence) | list (`words` is the heading, `items` the tests) | choice, table (`branches`; the
    `words` of a table name the category). `after` says what is then done with the result.
    """

    shape: str
    words: Words = ()
    items: list[Block] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    after: list[Words] = field(default_factory=list)


@dataclass(slots=True)
class Formula:
    """A whole formula, with the parts that were given a letter, in order of appearance."""

    block: Block
    lettered: list[tuple[str, Block]] = field(default_factory=list)

    def text(self) -> str:
        """Everything in one string, for search and tests."""
        return " ".join(piece.text for piece in _pieces(self))


def formula_in_words(
    node: Node, rulebook: Rulebook, lang: str, edition: Edition | None = None
) -> Formula:
    """The formula in `lang`. With an `edition`, a comparison whose sign differs by place is worded as there."""
    return _Writer(rulebook, lang, edition).write(node)


def plain_text(words: Words) -> str:
    return "".join(piece.text for piece in words)


def _pieces(formula: Formula) -> Iterator[Piece]:
    for block in (formula.block, *(b for _, b in formula.lettered)):
        yield from _block_pieces(block)


def _block_pieces(block: Block) -> Iterator[Piece]:
    yield from block.words
    for item in block.items:
        yield from _block_pieces(item)
    for branch in block.branches:
        yield from branch.when
        yield from _block_pieces(branch.then)
    for words in block.after:
        yield from words


_LETTERS = Text("甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJ")
_COMPARISONS = ("lt", "le", "eq", "compare")
_SIGN = {
    "add": " + ",
    "sub": " − ",
    "mul": " × ",
    "scale": " × ",
    "divide": " ÷ ",
    "quotient": " ÷ ",
}
_FLIPPED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq"}

COMPARISON_WORDS = {
    "lt": Text("低于", "is below"),
    "le": Text("不超过", "is at most"),
    "gt": Text("超过", "is above"),
    "ge": Text("达到", "is at least"),
    "eq": Text("等于", "equals"),
}
_DATE_WORDS = {
    "lt": Text("早于", "is before"),
    "le": Text("不晚于", "is not after"),
    "gt": Text("晚于", "is after"),
    "ge": Text("不早于", "is not before"),
    "eq": Text("就是", "is"),
}
_LISTS = {
    "and": Text("以下各项都符合：", "all of these hold:"),
    "or": Text("以下至少一项符合：", "at least one of these holds:"),
    "not and": Text("以下各项不都符合：", "not all of these hold:"),
    "not or": Text("以下各项都不符合：", "none of these holds:"),
}


class _Writer:
    """Writes one formula; remembers which parts it has given a letter."""

    def __init__(self, rulebook: Rulebook, lang: str, edition: Edition | None) -> None:
        self.book = rulebook
        self.lang = lang
        self.edition = edition
        self.repeated: set[Shape] = set()
        self.letters: dict[Shape, str] = {}
        self.lettered: list[tuple[str, Block]] = []
        self.is_being_defined: Shape | None = None

    def write(self, node: Node) -> Formula:
        self.repeated = repeated_parts(node)
        block = self.block(node)
        order = {letter: place for place, letter in enumerate(_LETTERS.in_(self.lang))}
        self.lettered.sort(key=lambda pair: order.get(pair[0], len(order)))
        return Formula(block, self.lettered)

    def t(self, zh: str, en: str) -> str:
        return Text(zh, en).in_(self.lang)

    # -- blocks ------------------------------------------------------------------------------
    def block(self, node: Node) -> Block:
        """The part laid out over several lines where that is easier to read."""
        node = bare(node)
        if self._letter(node):
            return Block("words", self.words(node))
        if node.op in ("round", "round_quotient"):
            return self._then(self.block(before_rounding(node)), self._rounding(node))
        if node.op in ("min", "max"):
            return self._bounded(node)
        if node.op == "when":
            return self._choice(node)
        if node.op in ("and", "or"):
            return self._list(node, "")
        if node.op == "not" and bare(node.args[0]).op in ("and", "or"):
            return self._list(bare(node.args[0]), "not ")
        return Block("words", self.words(node))

    def _then(self, block: Block, after: Words) -> Block:
        block.after.append(after)
        return block

    def _rounding(self, node: Node) -> Words:
        label = self._name(node.data)
        return (Piece(self.t("按“", "rounded by “")), label, Piece(self.t("”取整", "”")))

    def _bounded(self, node: Node) -> Block:
        """max(x, limit): x, and what happens below the limit, as the law would say it."""
        parts = list(chain(node, node.op))
        limits = [p for p in parts if p.op in LEAVES]
        others = [p for p in parts if p.op not in LEAVES]
        if len(others) == 1 and len(limits) == 1:
            (limit,) = limits
            return self._then(self.block(others[0]), self._limit(node.op, limit))
        if len(parts) == 2 and not others and any(p.op == "const" for p in parts):
            first = next(p for p in parts if p.op != "const")
            limit = next(p for p in parts if p.op == "const")
            block = Block("words", self.words(first))
            return self._then(block, self._limit(node.op, limit))
        return Block("words", self.words(node))

    def _limit(self, op: str, bound: Node) -> Words:
        low = op == "max"
        limit = self.words(bound)
        if bound.op == "const" and bound.data and not bound.unit.is_money:
            limit = (*limit, Piece(f" {unit_words(bound.unit, self.lang)}".rstrip()))
        return (
            Piece(
                self.t(
                    "结果不足 " if low else "结果超过 ", "if less than " if low else "if more than "
                )
            ),
            *limit,
            Piece(self.t(" 的，按 ", ", it counts as ")),
            *limit,
            Piece(self.t(" 计", "")),
        )

    def _list(self, node: Node, prefix: str) -> Block:
        items = [self.block(part) for part in self._merged(node)]
        if len(items) == 1:
            return items[0]
        heading = _LISTS[prefix + node.op].in_(self.lang)
        return Block("list", (Piece(heading),), items=items)

    def _choice(self, node: Node) -> Block:
        """A chain of when(…): a table where every condition asks the same category, else lines."""
        steps: list[tuple[Node, Node]] = []
        rest = node
        while rest.op == "when" and (rest is node or not self._letter(rest)):
            steps.append((bare(rest.args[0]), rest.args[1]))
            rest = bare(rest.args[2])
        asked = {shape_of(bare(c.args[0])) for c, _ in steps if asks_category(c)}
        if len(asked) == 1 and all(asks_category(c) for c, _ in steps):
            return self._table(steps, rest)
        branches = [Branch(self.words(c), self.block(then)) for c, then in steps]
        return Block("choice", branches=[*branches, Branch((), self.block(rest))])

    def _table(self, steps: list[tuple[Node, Node]], rest: Node) -> Block:
        category = bare(steps[0][0].args[0])
        labels = self._option_labels(category)
        left = [
            o for o in range(len(category.options)) if o not in {c.args[1].data for c, _ in steps}
        ]
        branches = [Branch((Piece(labels[c.args[1].data]),), self.block(then)) for c, then in steps]
        if left:
            last = Piece(self.t(" 或 ", " or ").join(labels[o] for o in left))
            branches.append(Branch((last,), self.block(rest)))
        return Block("table", self.words(category), branches=branches)

    # -- words -------------------------------------------------------------------------------
    def words(self, node: Node, strength: int = 0) -> Words:
        """The part within a sentence; brackets where an outer operation binds more strongly."""
        node = bare(node)
        letter = self._letter(node)
        if letter:
            return (Piece(letter),)
        if node.op in LEAVES:
            return self._leaf(node)
        if node.op in STRENGTH:
            return self._arithmetic(node, strength)
        if node.op in ("round", "round_quotient"):
            inner = self.words(before_rounding(node))
            return self._bracket((*inner, Piece(self.t("，", ", ")), *self._rounding(node)))
        if node.op in ("and", "or"):
            return self._joined(node, strength)
        if node.op == "not":
            return self._denied(bare(node.args[0]))
        if node.op in _COMPARISONS:
            return self._comparison(node)
        if node.op in ROW_OPS:
            return self._over_rows(node, strength)
        return self._call(node)

    def _bracket(self, words: Words) -> Words:
        return (Piece(self.t("（", "(")), *words, Piece(self.t("）", ")")))

    def _name(self, name: str) -> Piece:
        for known in (self.book.variables, self.book.facts, self.book.values.declarations):
            if name in known:
                return Piece(label_of(self.book, name).in_(self.lang), name)
        raise KeyError(name)

    def _leaf(self, node: Node) -> Words:
        if node.op == "on":
            return (Piece(self.t("作出决定的日期", "the date of decision")),)
        if node.op == "month_of":
            if node.args[0].op == "on":
                return (Piece(self.t("作出决定的月份", "the month of decision")),)
            inner = self.words(node.args[0])
            return (Piece(self.t("", "the month of ")), *inner, Piece(self.t("所在的月份", "")))
        if node.op == "const":
            return (Piece(self._constant(node)),)
        if node.op == "value_by":
            by = bare(node.args[0])
            opening, closing = self.t("〔按", " [by "), self.t("〕", "]")
            return (self._name(node.data), Piece(opening), *self._leaf(by), Piece(closing))
        if node.op == "value_at":
            name, key = node.data
            return (
                self._name(name),
                Piece(self.t("〔{0}〕", " [{0}]").format(self._key(name, key))),
            )
        return (self._name(node.data),)

    def _constant(self, node: Node) -> str:
        if node.kind == TRUTH:
            yes, no = Text("符合", "holds"), Text("不符合", "does not hold")
            return (yes if node.data else no).in_(self.lang)
        if node.kind == CATEGORY:
            return self._option_labels(node)[int(node.data)]
        return f"{node.data}"

    def _key(self, name: str, key: str) -> str:
        by = self.book.values.declarations[name].by
        assert by is not None
        fact = self.book.facts[by]
        return fact.option_labels[fact.options.index(key)].in_(self.lang)

    def _option_labels(self, node: Node) -> list[str]:
        """Labels of a category's options; a computed category borrows those of a fact with the same options."""
        node = bare(node)
        if node.op == "presume":
            node = bare(node.args[0])
        texts: tuple[Text, ...] = ()
        if node.op == "fact":
            texts = self.book.facts[node.data].option_labels
        elif node.op == "value":
            texts = self.book.values.declarations[node.data].option_labels
        else:
            facts = ((f.options, f.option_labels) for f in self.book.facts.values())
            values = ((d.options, d.option_labels) for d in self.book.values.declarations.values())
            fitting = (labels for options, labels in (*facts, *values) if options == node.options)
            texts = next(fitting, ())
        return [text.in_(self.lang) for text in texts] or list(node.options)

    def _arithmetic(self, node: Node, strength: int) -> Words:
        mine = STRENGTH[node.op]
        if node.kind == MONTH:
            return self._months(node)
        right_strength = mine + (node.op in ("sub", "divide", "quotient"))
        left, right = self.words(node.args[0], mine), self.words(node.args[1], right_strength)
        sign = _SIGN[node.op]
        if left[-1].text.endswith("）"):  # a full-width bracket brings its own space
            sign = sign.lstrip()
        if right[0].text.startswith("（"):
            sign = sign.rstrip()
        words = (*left, Piece(sign), *right)
        return self._bracket(words) if mine < strength else words

    def _months(self, node: Node) -> Words:
        """A month some months later or earlier."""
        start, months = node.args
        if start.kind != MONTH:
            start, months = months, start
        how_many = self.words(months)
        if months.op == "const":
            how_many = (Piece(self.t(f"{months.data} 个月", f"{months.data} month")),)
        return (*self.words(start, 1), Piece(_SIGN[node.op]), *how_many)

    # -- tests -------------------------------------------------------------------------------
    def _merged(self, node: Node) -> list[Node]:
        """The operands of a chain; several options of one category become one test."""
        found: list[Node] = []
        for part in chain(node, node.op):
            last = found[-1] if found else None
            if node.op == "or" and last is not None and asks_category(part):
                first = next(chain(last, "one of"))
                if asks_category(first) and shape_of(first.args[0]) == shape_of(part.args[0]):
                    found[-1] = Node(
                        "one of", (last, part), entity=part.entity, kind=TRUTH, where=""
                    )
                    continue
            found.append(part)
        return found

    def _joined(self, node: Node, strength: int) -> Words:
        parts = self._merged(node)
        if len(parts) == 1:
            return self.words(parts[0])
        joiner = self.t("，并且", ", and ") if node.op == "and" else self.t("，或者", ", or ")
        words: list[Piece] = []
        for place, part in enumerate(parts):
            words += [Piece(joiner)] if place else []
            inner = self.words(part)
            if part.op in ("and", "or"):
                inner = self._bracket(inner)
            elif part.op in LEAVES:
                inner = self._quoted(inner)
            words += inner
        return self._bracket(tuple(words)) if strength else tuple(words)

    def _quoted(self, words: Words) -> Words:
        return (Piece("“"), *words, Piece("”"))

    def _denied(self, node: Node) -> Words:
        if node.op == "any":
            return self._over_rows(node, 0, denied=True)
        if node.op == "eq":
            return self._comparison(node, denied=True)
        if node.op == "presume":
            inner = (*self._quoted(self.words(node.args[0])), Piece(self._presumption(node)))
        elif node.op in LEAVES:
            inner = self._quoted(self.words(node))
        else:
            inner = self._bracket(self.words(node))
        return (Piece(self.t("并非", "not ")), *inner)

    def _comparison(self, node: Node, *, denied: bool = False) -> Words:
        left, right = node.args
        sign = node.op
        if sign == "eq" and left.kind == CATEGORY:
            return self._category_test(node, denied)
        if sign == "compare":
            sign = self._local_sign(node.data)
        if is_fixed(left) and (left.op == "const" or not is_fixed(right)):
            left, right, sign = right, left, _FLIPPED.get(sign, "")
        subject, limit = self.words(left), self.words(right)
        if bare(right).op == "const" and left.kind == COUNT:
            unit = unit_words(left.unit, self.lang)
            limit = (*limit, Piece(f" {unit}" if unit else ""))
        if not sign:
            return self._open_comparison(subject, limit)
        words = (_DATE_WORDS if left.kind in (DATE, MONTH) else COMPARISON_WORDS)[sign]
        verb = words.in_(self.lang)
        if denied:
            verb = self.t("不等于", "does not equal")
        return (*subject, Piece(f" {verb} "), *limit)

    def _local_sign(self, value: str) -> str:
        """The sign that the place's figure carries; "" where nobody has entered it."""
        return (self.edition.comparator(value) or "") if self.edition else ""

    def _open_comparison(self, subject: Words, limit: Words) -> Words:
        how = self.t(
            "（低于还是不超过，由当地规定）", " (below or at most: as the place has ruled)"
        )
        return (
            *subject,
            Piece(self.t(" 与 ", " compared with ")),
            *limit,
            Piece(self.t(" 比较", "")),
            Piece(how),
        )

    def _category_test(self, node: Node, denied: bool) -> Words:
        left, right = bare(node.args[0]), bare(node.args[1])
        verb = self.t(" 不是 ", " is not ") if denied else self.t(" 是 ", " is ")
        if right.op == "const":
            return (*self.words(left), Piece(f"{verb}{self._option_labels(left)[right.data]}"))
        return (*self.words(left), Piece(verb), *self.words(right))

    def _one_of(self, node: Node) -> Words:
        tests = list(chain(node, "one of"))
        category = bare(tests[0].args[0])
        labels = self._option_labels(category)
        named = self.t(" 或 ", " or ").join(labels[t.args[1].data] for t in tests)
        return (*self.words(category), Piece(self.t(" 是 ", " is ") + named))

    # -- over child rows ---------------------------------------------------------------------
    def _over_rows(self, node: Node, strength: int, *, denied: bool = False) -> Words:
        inner = bare(node.args[0])
        assert node.args[0].entity is not None
        rows = node.args[0].entity.label.in_(self.lang)
        only: Words = ()
        if node.op == "sum" and inner.op == "when" and is_zero(inner.args[2]):
            condition = self.words(inner.args[0])
            only = (
                Piece(self.t("（只计：", " (counting only: ")),
                *condition,
                Piece(self.t("）", ")")),
            )
            inner = bare(inner.args[1])
        words = self.words(inner)
        if node.op in ("any", "all", "count"):
            words = self._quoted(words) if inner.op in LEAVES else words
            return self._rows_test(node.op, rows, words, denied)
        pattern = {
            "sum": Text("各{rows}的“|”之和", "the sum of “|” over every {rows}"),
            "minimum": Text("各{rows}的“|”中最小的", "the smallest “|” of any {rows}"),
            "maximum": Text("各{rows}的“|”中最大的", "the largest “|” of any {rows}"),
        }[node.op]
        before, after = pattern.in_(self.lang).format(rows=rows).split("|")
        whole = (Piece(before), *words, Piece(after), *only)
        return self._bracket(whole) if strength and only else whole

    def _rows_test(self, op: str, rows: str, words: Words, denied: bool) -> Words:
        pattern = {
            "any": Text("至少一个{rows}符合：|", "for at least one {rows} this holds: |"),
            "not any": Text("没有一个{rows}符合：|", "for no {rows} does this hold: |"),
            "all": Text("每个{rows}都符合：|", "for every {rows} this holds: |"),
            "count": Text(
                "符合以下条件的{rows}人数：|", "the number of {rows}s for whom this holds: |"
            ),
        }["not any" if denied else op]
        before, after = pattern.in_(self.lang).format(rows=rows).split("|")
        return (Piece(before), *words, Piece(after))

    # -- the rest ----------------------------------------------------------------------------
    def _call(self, node: Node) -> Words:
        if node.op == "one of":
            return self._one_of(node)
        if node.op in ("min", "max"):
            return self._extreme(node)
        if node.op == "when":
            pattern = Text("如果{0}，则为 {1}，否则为 {2}", "if {0}, then {1}, otherwise {2}")
            return self._bracket(self._filled(pattern, node))
        if node.op == "presume":
            return self._presumed(node)
        if node.op == "reached":
            return self._come(bare(node.args[0]), is_over=node.data == "passed")
        patterns = {
            "years": Text("按“{0}”计算，到{1}的周岁", "completed years from “{0}” to {1}"),
            "add_months": Text("自“{0}”起满“{1}”之日", "the day “{1}” after “{0}”"),
        }
        return self._filled(patterns[node.op], node)

    def _come(self, day: Node, *, is_over: bool) -> Words:
        """A day has come; with `is_over`, the period that ends on it is complete."""
        if is_over:
            day = bare(day.args[0])
        if day.op == "add_months":
            pattern = Text("自“{0}”起已满“{1}”", "“{1}” have passed since “{0}”")
            if is_over:
                pattern = Text("自“{0}”起“{1}”的期限已过", "“{1}” from “{0}” are over")
            return self._filled(pattern, day)
        ended = self.t("”已过", "” is over") if is_over else self.t("”已到", "” has come")
        return (Piece("“"), *self.words(day), Piece(ended))

    def _filled(self, pattern: Text, node: Node) -> Words:
        """The pattern with the operands in its places."""
        words: list[Piece] = []
        rest = pattern.in_(self.lang)
        while "{" in rest:
            before, _, rest = rest.partition("{")
            place, _, rest = rest.partition("}")
            words += [Piece(before), *self.words(node.args[int(place)])]
        return (*words, Piece(rest))

    def _extreme(self, node: Node) -> Words:
        parts = [self.words(p) for p in chain(node, node.op)]
        joined: list[Piece] = []
        for place, words in enumerate(parts):
            last = place == len(parts) - 1
            joiner = self.t(" 与 ", " and ") if last else self.t("、", ", ")
            joined += [*([Piece(joiner)] if place else []), *words]
        of_two = len(parts) == 2
        if node.op == "max":
            zh, en = ("中较大的", "the larger of ") if of_two else ("中最大的", "the largest of ")
        else:
            zh, en = ("中较小的", "the smaller of ") if of_two else ("中最小的", "the smallest of ")
        return (Piece(self.t("", en)), *joined, Piece(self.t(zh, "")))

    def _presumed(self, node: Node) -> Words:
        return (*self.words(node.args[0]), Piece(self._presumption(node)))

    def _presumption(self, node: Node) -> str:
        presumed = node.args[1]
        if presumed.kind == TRUTH:
            value = self.t("“是”", "“yes”") if presumed.data else self.t("“否”", "“no”")
        else:
            value = self.t(" {0} ", "{0}").format(plain_text(self.words(presumed))).rstrip()
        ground = cite(node.data, self.book.documents, self.lang)
        note = Text(
            "（没有记录的，依{0}推定为{1}）",
            " (where nothing is recorded, presumed to be {1} under {0})",
        )
        return note.in_(self.lang).format(ground, value)

    # -- letters -----------------------------------------------------------------------------
    def _letter(self, node: Node) -> str:
        """The letter of a part that has one; a choice inside a sentence, or a repeated part, gets the next."""
        shape = shape_of(node)
        if shape == self.is_being_defined or shape not in self.repeated:
            return ""
        if shape not in self.letters:
            self.letters[shape] = self._next_letter()
            outer, self.is_being_defined = self.is_being_defined, shape
            self.lettered.append((self.letters[shape], self.block(node)))
            self.is_being_defined = outer
        return self.letters[shape]

    def _next_letter(self) -> str:
        letters = _LETTERS.in_(self.lang)
        place = len(self.letters)
        return letters[place % len(letters)] + str(
            place // len(letters) + 1 if place >= len(letters) else ""
        )


_COUNTED = {
    parse_unit("month"): Text("个月", "months"),
    parse_unit("year"): Text("岁", "years"),  # periods are counted in months, so years are an age
    parse_unit("person"): Text("人", "persons"),
    parse_unit("time"): Text("次", "times"),
    parse_unit("item"): Text("项", "items"),
    parse_unit("day"): Text("天", "days"),
}


def unit_words(unit: Unit, lang: str) -> str:
    """A unit as it stands behind a figure: 12 个月, 60 岁, 679 元/人/月."""
    counted = _COUNTED.get(unit)
    return counted.in_(lang) if counted else unit.name(lang)


def label_of(rulebook: Rulebook, name: str) -> Text:
    """The label of a fact, value or variable.

    Raises:
        KeyError: there is none of this name.
    """
    if name in rulebook.variables:
        return rulebook.variables[name].rule.label
    if name in rulebook.facts:
        return rulebook.facts[name].label
    return rulebook.values.declarations[name].label


# -- a test taken apart, for pictures ------------------------------------------------------------
@dataclass(slots=True)
class Condition:
    """One part of a test. join: all | any | none, how `parts` count together; "" is a single test.

    `name` is set where the part is nothing but a variable, fact or value.
    """

    words: Words
    name: str = ""
    join: str = ""
    parts: list[Condition] = field(default_factory=list)


def conditions_of(node: Node, rulebook: Rulebook, lang: str, edition: Edition | None) -> Condition:
    """The tests that an expression joins by & and |, and how."""
    return _parts(bare(node), _Writer(rulebook, lang, edition))


def _parts(node: Node, writer: _Writer) -> Condition:
    denied = node.op == "not" and bare(node.args[0]).op == "or"
    joined = bare(node.args[0]) if denied else node
    if joined.op in ("and", "or"):
        parts = [_parts(bare(part), writer) for part in writer._merged(joined)]
        if len(parts) == 1 and not denied:
            return parts[0]
        heading = _LISTS[("not " if denied else "") + joined.op].in_(writer.lang)
        join = "none" if denied else "all" if joined.op == "and" else "any"
        return Condition((Piece(heading),), join=join, parts=parts)
    name = node.data if node.op in ("var", "fact", "value") else ""
    return Condition(writer.words(node), name)
