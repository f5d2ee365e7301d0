"""A change of keys: every number and file moves to the new one, nothing is lost when it is stopped, the old key can go."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps

from doudi.foundation.access import acting
from doudi.foundation.database import address, as_owner
from doudi.foundation.domain.roles import Role
from doudi.foundation.encrypted import list_encrypted
from doudi.foundation.files import read_file, store_file
from doudi.foundation.key_file import add_key, write_new_keys
from doudi.foundation.keys import keyring
from doudi.foundation.models import AuditEvent
from doudi.foundation.second_factors import unseal
from doudi.foundation.services import rekey
from doudi.foundation.verify import verify
from doudi.registry.models import Person
from doudi.registry.tests.families import make_county
from doudi.units.text import ProblemsError


@pytest.fixture
def county(own_database):
    made = make_county()
    with acting(made.actor) as actor:  # an earlier number, so that history has one too
        person = made.families["赵明远"].persons[0]
        person.identity_cipher = keyring().encrypt("900101199001011234", "person.identity")
        person.identity_index = keyring().blind_index("900101199001011234", "person.identity")
        person.save()
        rekey.audit.record(actor, "registry.person.changed", person_id=person.pk)
    return made


def numbers(county):
    with acting(county.actor):
        return [
            keyring().decrypt(person.identity_cipher, "person.identity")
            for person in Person.objects.order_by("pk")
            if person.identity_cipher
        ]


def key_numbers(county):
    with acting(county.actor):
        people = Person.objects.exclude(identity_cipher=None)
        return {bytes(person.identity_cipher)[0] for person in people}


def faults():
    with as_owner():
        return verify(address().app, deep=True).problems


def test_every_column_of_ciphers_is_registered():
    columns = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.column.endswith("_cipher")
    }
    registered = {(each.table, each.column) for each in list_encrypted()}
    assert columns == registered, "say in registry/encrypted.py how each is encrypted"


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_everything_moves_and_the_old_key_can_go(county, cipher):
    before, stored = numbers(county), store_file(b"a paper")
    with acting(county.actor):
        history = county.families["赵明远"].persons[0].pgh_event_model.objects.count()
    assert add_key(cipher) == 2
    with pytest.raises(ProblemsError):
        rekey.drop_old_keys()
    moved = rekey.move_to_newest_key()
    assert moved >= len(before) + 2
    assert rekey.count_waiting() == 0
    assert rekey.drop_old_keys() == [1]
    assert [key.id for key in keyring().encryption] == [2]
    assert numbers(county) == before
    assert key_numbers(county) == {2}
    assert read_file(stored.path) == b"a paper"
    assert not faults()
    with acting(county.actor):
        assert AuditEvent.objects.filter(action="foundation.keys.changed").count() >= 3
        assert county.families["赵明远"].persons[0].pgh_event_model.objects.count() == history


def test_second_factors_move_too_and_still_log_in(county):
    account = county.account(Role.township_clerk)
    TOTP.activate(account, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(account).generate_codes()
    add_key("aes-256-gcm")
    assert rekey.count_waiting() > 2
    rekey.move_to_newest_key()
    assert rekey.drop_old_keys() == [1]
    kinds = {row.type: row for row in Authenticator.objects.filter(user=account)}
    assert unseal(kinds["totp"].data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert RecoveryCodes(kinds["recovery_codes"]).generate_codes() == codes


def test_stopped_half_way_it_is_gone_on_with(county, monkeypatch):
    monkeypatch.setattr(rekey, "BATCH", 2)
    before = numbers(county)
    add_key("aes-256-gcm")

    class Stopped(Exception):
        pass

    def stop(what, count):
        if count >= 4:
            raise Stopped

    with pytest.raises(Stopped):
        rekey.move_to_newest_key(stop)
    assert key_numbers(county) == {1, 2}
    assert numbers(county) == before
    assert not faults()
    rekey.move_to_newest_key()
    assert key_numbers(county) == {2}
    assert numbers(county) == before


def test_a_key_file_is_never_overwritten(tmp_path):
    write_new_keys(tmp_path / "keys.json", "sm4-gcm")
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    with pytest.raises(ProblemsError, match="never overwritten"):
        write_new_keys(tmp_path / "keys.json", "sm4-gcm")
    with pytest.raises(ProblemsError, match="no such folder"):
        write_new_keys(tmp_path / "nowhere" / "keys.json", "sm4-gcm")
    with pytest.raises(ProblemsError, match="no such cipher"):
        write_new_keys(tmp_path / "other.json", "rot13")
