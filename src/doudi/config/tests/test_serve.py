"""`doudi serve`: its greeting, a busy port, and Ctrl-C."""

import dataclasses
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from doudi.config import serve

HOST = "127.0.0.1"


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_gives_way_to_the_next_free_one(busy_port):
    said = []
    server = serve.make_server(HOST, busy_port, said.append)
    try:
        assert int(server.effective_port) > busy_port
        assert f"端口 {busy_port} 已被占用" in said[0]
        assert f"Port {busy_port} is in use" in said[0]
    finally:
        server.close()


def test_an_address_of_another_machine_is_refused_in_a_sentence():
    with pytest.raises(serve.NoFreePort, match=r"192\.0\.2\.1"):
        serve.make_server("192.0.2.1", 8000, lambda line: None)


def test_when_every_port_is_taken_it_says_so(busy_port, monkeypatch):
    monkeypatch.setattr(serve, "TRIES", 1)
    with pytest.raises(serve.NoFreePort, match=str(busy_port)):
        serve.make_server(HOST, busy_port, lambda line: None)


@pytest.mark.parametrize("https", [True, False])
def test_behind_a_proxy_the_site_hears_that_the_browser_came_by_https(monkeypatch, https):
    from django.conf import settings

    monkeypatch.setattr(settings, "DOUDI", dataclasses.replace(settings.DOUDI, https=https))
    server = serve.make_server(HOST, 0, lambda line: None)
    server.close()
    assert server.adj.clear_untrusted_proxy_headers is not https


def test_the_greeting_names_the_address_and_three_families():
    lines = "\n".join(serve.greeting("0.0.0.0", 8000))  # noqa: S104 # what was asked for, never bound
    assert "http://127.0.0.1:8000/" in lines
    for slug in ("working-family", "old-couple", "disabled-son"):
        assert f"http://127.0.0.1:8000/check/example/{slug}/" in lines
    assert "打工的四口之家 / A family of four" in lines


def test_it_serves_and_stops_with_ctrl_c():
    command = "from doudi.config.serve import serve; serve('127.0.0.1', 0)"
    process = subprocess.Popen(
        [sys.executable, "-c", command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    try:
        lines = iter(process.stdout.readline, "")
        home = next(m[1] for line in lines if (m := re.search(r"running:\s+(http\S+)", line)))
        with urllib.request.urlopen(home, timeout=30) as page:  # noqa: S310 # our own server
            assert "看看我能享受什么" in page.read().decode()
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "兜底已停止" in out
    assert "Traceback" not in err
