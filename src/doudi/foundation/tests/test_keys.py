"""Keys: numbers are read by who has the key, at the place they were written for; bad key files are refused."""

import base64
import json

import pytest

from doudi.foundation.keys import BadKeys, make_keys, new_key, read_keys

NUMBER = "900101199001011234"


def _ring(tmp_path, data):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps(data), encoding="ascii")
    return read_keys(path)


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
def test_a_number_is_read_back_only_at_its_place(tmp_path, cipher):
    ring = _ring(tmp_path, make_keys(cipher))
    sealed = ring.encrypt(NUMBER, "person.identity")
    assert ring.decrypt(sealed, "person.identity") == NUMBER
    assert sealed != ring.encrypt(NUMBER, "person.identity")
    with pytest.raises(BadKeys):
        ring.decrypt(sealed, "person.phone")


@pytest.mark.parametrize("cipher", ["aes-256-gcm", "sm4-gcm"])
@pytest.mark.parametrize("spoil", [b"", b"\x01", b"\x09" + bytes(40), b"\x01" + bytes(40)])
def test_rubbish_is_refused(tmp_path, cipher, spoil):
    with pytest.raises(BadKeys):
        _ring(tmp_path, make_keys(cipher)).decrypt(spoil, "person.identity")


def test_old_values_are_read_after_a_new_key_with_another_cipher(tmp_path):
    data = make_keys()
    old = _ring(tmp_path, data).encrypt(NUMBER, "person.identity")
    data["encryption"].append(new_key(2, "sm4-gcm"))
    ring = _ring(tmp_path, data)
    assert ring.decrypt(old, "person.identity") == NUMBER
    assert ring.encrypt(NUMBER, "person.identity")[0] == 2


def _short(data):
    data["index"] = base64.b64encode(b"short").decode()


def _none(data):
    data["encryption"] = []


def _twice(data):
    data["encryption"] *= 2


def _unknown_cipher(data):
    data["encryption"][0]["cipher"] = "rot13"


def _number_too_high(data):
    data["encryption"][0]["id"] = 256


def _missing(data):
    del data["audit"]


@pytest.mark.parametrize(
    "spoil",
    [_short, _none, _twice, _unknown_cipher, _number_too_high, _missing],
    ids=lambda f: f.__name__,
)
def test_a_bad_key_file_is_refused(tmp_path, spoil):
    data = make_keys()
    spoil(data)
    with pytest.raises(BadKeys, match=r"keys\.json"):
        _ring(tmp_path, data)
