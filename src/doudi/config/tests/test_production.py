"""The site as a county's server runs it: own process, production settings, collected files."""

import os
import subprocess
import sys

import pytest

KEY = "k" * 40
# The key file is not read, and nobody connects, until a page needs a row.
SERVER = {"DOUDI_KEYS": __file__, "DATABASE_URL": "postgresql://doudi_app@127.0.0.1:1/doudi"}
SHOW_ABOUT = """
import django
django.setup()
from django.test import Client
response = Client(headers={"host": "minzheng.example.cn"}).get("/about/", secure=True)
print(response.status_code, response.headers["Strict-Transport-Security"])
print(response.text)
"""


def run_python(*arguments, data, **environ):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DOUDI_")}
    clean |= SERVER | {
        "DJANGO_SETTINGS_MODULE": "doudi.config.settings",
        "DOUDI_MODE": "production",
        "DOUDI_DATA": str(data),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        env=clean | environ,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_server_without_a_key_does_not_start(tmp_path):
    result = run_python("-m", "django", "check", data=tmp_path)
    assert result.returncode != 0
    assert "DOUDI_SECRET_KEY：正式运行必须设置密钥。" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_server_serves_hashed_and_compressed_files(tmp_path):
    environ = {"DOUDI_SECRET_KEY": KEY, "DOUDI_ALLOWED_HOSTS": "minzheng.example.cn"}
    collected = run_python("-m", "django", "collectstatic", "--noinput", data=tmp_path, **environ)
    assert collected.returncode == 0, collected.stderr
    static = tmp_path / "static"
    assert list(static.glob("vendor/tabler.min.*.css.gz"))

    page = run_python("-c", SHOW_ABOUT, data=tmp_path, **environ)
    assert page.stdout.startswith("200 max-age="), page.stderr
    (style,) = static.glob("foundation/doudi.????????????.css")
    assert f"/static/foundation/{style.name}" in page.stdout


def test_djangos_own_deployment_check_is_content(tmp_path):
    result = run_python(
        "-W", "error", "-m", "django", "check", "--deploy", "--fail-level", "WARNING",
        data=tmp_path,
        DOUDI_SECRET_KEY="0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        DOUDI_ALLOWED_HOSTS="minzheng.example.cn",
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
