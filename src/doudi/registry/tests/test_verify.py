"""`verify` on a register with families: good as it stands, and each thing that was spoilt is named."""

import json

import psycopg
import pytest

from doudi.foundation.access import acting
from doudi.foundation.audit_chain import seal_events
from doudi.foundation.database import address, as_owner
from doudi.foundation.files import files_folder
from doudi.foundation.keys import key_file, make_keys
from doudi.foundation.verify import verify
from doudi.registry.models import Document
from doudi.registry.services.documents import add_document
from doudi.registry.tests.families import make_county

PDF = b"%PDF-1.7\n" + b"x" * 1000


@pytest.fixture
def county(own_database):
    made = make_county()
    with acting(made.actor):
        household = next(iter(made.families.values())).household
        add_document(actor=made.actor, content=PDF, file_name="a.pdf", household=household)
    seal_events()
    return made


def look(*, deep=True):
    with as_owner():
        return verify(address().app, deep=deep)


def by_owner(*words):
    with psycopg.connect(**address().conninfo(owner=True)) as owner:
        for each in words:
            owner.execute(each)


def test_a_register_as_it_was_left_is_good(county):
    report = look()
    assert not report.problems
    assert [seen.en for seen in report.seen][1:] == [seen.en for seen in look(deep=True).seen][1:]
    assert look(deep=False).is_good


# What somebody with the owner's password takes off → what is said of it.
BROKEN = {
    "ALTER TABLE registry_person DISABLE ROW LEVEL SECURITY": "table registry_person: row security is off",
    "ALTER TABLE registry_fact NO FORCE ROW LEVEL SECURITY": "table registry_fact: row security is off",
    "DROP POLICY by_area ON registry_household": "table registry_household: row security is off",
    "CREATE POLICY x ON foundation_auditevent USING (true)": "policy x of table foundation_auditevent does not go by area",
    "ALTER TABLE registry_person DISABLE TRIGGER must_be_audited": "table registry_person: rows can be written without an audit event",
    "DROP TRIGGER append_only ON registry_evidence": "table registry_evidence: rows can be changed",
    "GRANT UPDATE ON foundation_auditseal TO doudi_app": "role doudi_app may change rows of table foundation_auditseal",
    "ALTER TABLE foundation_area OWNER TO doudi_app": "role doudi_app owns tables",
    "ALTER TABLE foundation_area ADD COLUMN name_cipher bytea": "foundation_area.name_cipher is not registered as encrypted: a change of keys would miss it",
}  # fmt: skip


def test_each_rule_of_the_database_that_was_taken_off_is_named(county):
    with psycopg.connect(**address().conninfo(owner=True) | {"user": "postgres"}) as admin:
        for words in BROKEN:
            admin.execute(words)
    assert {found.en for found in look().problems} == set(BROKEN.values())


SPOILT = {
    "UPDATE registry_person SET identity_cipher = set_byte(identity_cipher, 20, 0) || 'x' WHERE id = {}": "registry_person.identity_cipher {}: cannot be decrypted",
    "UPDATE registry_person SET identity_index = 'x' WHERE id = {}": "registry_person.identity_cipher {}: does not fit the index it is found by",
    "UPDATE registry_person SET identity_cipher = set_byte(identity_cipher, 0, 9) WHERE id = {}": "registry_person.identity_cipher: 1 values need key 9, which is not in the key file",
}  # fmt: skip


def test_each_value_that_was_spoilt_is_named(county):
    people = county.families["赵明远"].persons
    by_owner("ALTER TABLE registry_person DISABLE TRIGGER USER")
    by_owner(*(words.format(p.pk) for p, words in zip(people, SPOILT, strict=False)))
    by_owner("ALTER TABLE registry_person ENABLE TRIGGER USER")
    found = {problem.en for problem in look().problems}
    assert {words.format(p.pk) for p, words in zip(people, SPOILT.values(), strict=False)} <= found


def test_a_file_that_is_missing_or_was_changed_is_named(county):
    with acting(county.actor):
        path = Document.objects.get().path
    place = files_folder() / path
    raw = place.read_bytes()
    place.write_bytes(raw[:-1] + b"x")
    assert look(deep=False).is_good
    assert [found.en for found in look().problems] == [
        f"a file cannot be read: {path}: the file was changed or cut off"
    ]
    place.unlink()
    assert "No such file" in look(deep=False).problems[0].en


def test_with_other_keys_everything_is_wrong(county):
    key_file().write_text(json.dumps(make_keys()))
    assert len(look().problems) > 10
