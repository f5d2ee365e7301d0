"""The JSON Schema that editors use: valid itself, and of one mind with the reader."""

import json

import pytest
from jsonschema import Draft202012Validator

from doudi.rules.case_schema import case_schema
from doudi.rules.marked_yaml import read_marked
from doudi.rules.tests.family_law import FAMILY, Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("law"))


@pytest.fixture(scope="module")
def schema(desk):
    return case_schema(desk.rulebook, {b.name: b.label for b in desk.backgrounds.values()})


def test_it_is_a_schema_and_plain_json(schema):
    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_every_fact_value_and_entity_is_in_it(desk, schema):
    parts = schema["$defs"]
    assert {f"fact.{name}" for name in desk.rulebook.facts} <= set(parts)
    assert {f"value.{name}" for name in desk.rulebook.values.declarations} <= set(parts)
    assert set(parts["case"]["properties"]) >= {"household", "members", "helpers", "expect"}
    assert parts["fact.savings"]["minimum"] == 0
    assert parts["fact.savings"]["maximum"] == 1_000_000
    assert {"farm", "农村"} <= set(parts["fact.place"]["enum"])
    assert "生日" in parts["facts.member"]["properties"]
    assert "identity_number" in parts["facts.member"]["properties"]
    assert "identity_number" not in parts["facts.helper"]["properties"]


@pytest.mark.parametrize("shape", ["one", "list", "cases"])
def test_it_accepts_what_the_reader_accepts(schema, shape):
    case, _ = read_marked(FAMILY, "f")
    data = {"one": case, "list": [case, case], "cases": {"cases": [case]}}[shape]
    assert list(Draft202012Validator(schema).iter_errors(data)) == []


@pytest.mark.parametrize(
    "part",
    [
        "members: [{incom: 1}]",
        "members: [{income: -1}]",
        "members: [{illness: severe}]",
        "members: 3",
        "background: rich and famous",
        "values: {base_months: 99}",
        "values: {line: {farm: 3, moon: 2}}",
        "household: {is_local: maybe}",
        "surprise: 1",
        "expect: [{verdict: perhaps}]",
        "changes: [{note: no date}]",
        "changes: [{on: 2022-09-01, members: [{name: x, income: 1}]}]",
        "changes: [{on: 2022-09-01, members: {x: {name: y}}}]",
        "changes: [{on: 2022-09-01, remove_members: x}]",
        "changes: soon",
    ],
)
def test_it_refuses_with_a_sentence(schema, part):
    data, _ = read_marked(f"case: x\narea: 900101\n{part}\n", "f")
    (error,) = Draft202012Validator(schema).iter_errors(data)
    assert (
        error.validator in ("additionalProperties", "required") or error.schema["x-expects"]["zh"]
    )
