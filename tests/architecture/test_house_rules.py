"""House rules that no linter knows. Each failure names the place and what to do instead."""

import ast
import re

from tests.architecture.source_files import ROOT, list_source_files, list_tracked_files, walk

CLOCK = "src/doudi/foundation/clock.py"
CLOCK_CALLS = {"now", "today", "utcnow", "localdate", "localtime"}
CLOCK_OWNERS = {"date", "datetime", "timezone"}

ENVIRONMENT = "src/doudi/config/environment.py"
# They only say which settings module Django is to read.
MAY_TOUCH_ENVIRON = {
    ENVIRONMENT,
    "src/doudi/config/wsgi.py",
    "src/doudi/config/asgi.py",
    "src/doudi/config/cli.py",
    "src/doudi/config/database.py",
}

# The only arguments that may be floats where the law is computed. Never money, rates or anything a decision reads.
FLOAT_ARGUMENTS = {
    "cutoff": "difflib: how alike a mistyped name and a known one must be",
}

# Files of the kernel that may name a float, and what for. None holds a fact, a figure or a result.
FLOAT_FILES = {
    "src/doudi/rules/machine.py": "estimates of a whole-number quotient, corrected by its remainder",
    "src/doudi/rules/fuse.py": "the same, written as machine code",
    "src/doudi/rules/columns.py": "refuses columns of floats",
    "src/doudi/rules/case_schema.py": "a bound such as half a month, as JSON Schema writes numbers; what is entered is read exactly",
}

# People who do not exist are drawn by chance, which is made of floats; what is written of them is whole fen.
DRAWN_BY_CHANCE = "src/doudi/law/people/"


def file_of(place: str) -> str:
    return place.rpartition(":")[0]


def dotted(node: ast.AST) -> str:
    """`datetime.date.today` for such an expression, else ''."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def asks_the_clock(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    *owners, call = dotted(node.func).split(".")
    return (call in CLOCK_CALLS and bool(CLOCK_OWNERS & set(owners[-1:]))) or dotted(
        node.func
    ) == "time.time"


def is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Call):
        return dotted(node.func) == "float"
    return (
        isinstance(node, ast.Attribute)
        and node.attr.startswith("float")
        and node.attr != "float_repr_style"
    )


def test_nothing_asks_the_clock_but_the_clock():
    found = [
        place
        for place, node in walk(list_source_files())
        if asks_the_clock(node) and file_of(place) != CLOCK
    ]
    assert not found, (
        f"take the date as an argument (on=), or call get_today() of {CLOCK} at the very edge: {found}"
    )


def test_no_float_where_the_law_is_computed():
    nodes = list(walk(list_source_files("units", "rules", "law")))
    allowed = {
        id(node.value)
        for _, node in nodes
        if isinstance(node, ast.keyword) and node.arg in FLOAT_ARGUMENTS
    }
    found = [
        place
        for place, node in nodes
        if is_float(node)
        and id(node) not in allowed
        and file_of(place) not in FLOAT_FILES
        and not place.startswith(DRAWN_BY_CHANCE)
    ]
    assert not found, f"money is integer fen and rates are exact fractions: {found}"


def test_no_error_is_swallowed_unseen():
    found = [
        place
        for place, node in walk(list_source_files())
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or dotted(node.type) in {"Exception", "BaseException"})
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    ]
    assert not found, f"name the error that is expected: {found}"


def test_the_environment_is_read_in_one_place():
    found = [
        place
        for place, node in walk(list_source_files())
        if dotted(node) in {"os.environ", "os.getenv"} and file_of(place) not in MAY_TOUCH_ENVIRON
    ]
    assert not found, f"declare the value in {ENVIRONMENT} and take it from there: {found}"


def test_no_file_names_a_machine_or_a_registry():
    machine = "|".join(["work", "opt", "root", "home/[a-z]+"])
    hosts = "|".join(
        ["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npm", "npm" + "mirror"]
    )
    suspicious = re.compile(rf"(?<![\w.~*/-])/({machine})/|file:///|{hosts}")
    found = []
    for path in list_tracked_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture, or a test file in another encoding
        name = path.relative_to(ROOT).as_posix()
        found += [
            f"{name}:{number}: {hit.group()}"
            for number, line in enumerate(lines, start=1)
            if (hit := suspicious.search(line)) and path.name != "test_house_rules.py"
        ]
    assert not found, f"the repository must mean the same on every machine: {found}"
