"""What an operator may set, what is refused, and the sentence that says so."""

import pytest

from doudi.config.environment import (
    LOCAL_HOSTS,
    BadEnvironment,
    read_environment,
    read_or_make_demo_secret,
)

KEY = "k" * 40
PRODUCTION = {
    "DOUDI_MODE": "production",
    "DOUDI_SECRET_KEY": KEY,
    "DOUDI_ALLOWED_HOSTS": "minzheng.example.cn, 10.0.0.8",
    "DOUDI_KEYS": __file__,
    "DATABASE_URL": "postgresql://doudi_app:secret@db.example.cn/doudi",
}


def problems(**environ):
    with pytest.raises(BadEnvironment) as caught:
        read_environment(environ)
    return caught.value.problems


def test_nothing_set_is_a_trial_on_this_machine():
    environment = read_environment({})
    assert environment.is_demo
    assert environment.allowed_hosts == LOCAL_HOSTS
    assert not environment.https
    assert not environment.debug
    assert environment.local is None
    assert environment.data.name == "var"


def test_an_empty_value_counts_as_not_set():
    assert read_environment({"DOUDI_MODE": "", "DOUDI_LOCAL": " "}) == read_environment({})


def test_production_reads_its_values_and_expects_https():
    environment = read_environment(PRODUCTION)
    assert environment.allowed_hosts == ("minzheng.example.cn", "10.0.0.8")
    assert environment.https
    assert not read_environment(PRODUCTION | {"DOUDI_HTTPS": "0"}).https


def test_production_names_everything_that_is_missing_at_once():
    found = "\n".join(problems(DOUDI_MODE="production", DOUDI_DEBUG="1"))
    assert "DOUDI_SECRET_KEY" in found
    assert "DOUDI_ALLOWED_HOSTS" in found
    assert "DOUDI_DEBUG" in found
    assert "DOUDI_KEYS" in found
    assert "DATABASE_URL" in found


def test_a_database_address_is_never_repeated_in_an_error():
    (found,) = problems(DATABASE_URL="mysql://doudi:secret@db.example.cn/doudi")
    assert found.startswith("DATABASE_URL：应以 postgresql:// 开头")
    assert "secret" not in found


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "DOUDI_MODE",
            "prod",
            "DOUDI_MODE=prod：应为 demo 或 production。(It must be demo or production.)",
        ),
        ("DOUDI_DEBUG", "maybe", "DOUDI_DEBUG=maybe：应为 1 或 0。(It must be 1 or 0.)"),
        (
            "DOUDI_LOCAL",
            "no/such",
            "DOUDI_LOCAL=no/such：没有这个文件夹。(There is no such folder.)",
        ),
        (
            "DOUDI_SITE",
            "https://anhe.example/my",
            "DOUDI_SITE=https://anhe.example/my：应为 https:// 开头的网址，后面不带路径。(It must be an address that begins with https:// and has no path.)",
        ),
        ("DOUDI_LOCL", "x", "DOUDI_LOCL：没有这个设置。(There is no such setting.)"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_the_rule(name, text, sentence):
    assert problems(**{name: text}) == [sentence]


def test_a_short_key_is_refused_without_being_shown():
    (found,) = problems(DOUDI_SECRET_KEY="hush")
    assert "hush" not in found


def test_the_data_folder_must_not_be_a_file(tmp_path):
    file = tmp_path / "file"
    file.touch()
    assert "不是文件夹" in problems(DOUDI_DATA=str(file))[0]


def test_the_key_of_a_trial_is_made_once_for_its_owner_only(tmp_path):
    data = tmp_path / "new"
    key = read_or_make_demo_secret(data)
    assert len(key) >= 40
    assert read_or_make_demo_secret(data) == key
    (file,) = data.iterdir()
    assert file.stat().st_mode & 0o077 == 0
