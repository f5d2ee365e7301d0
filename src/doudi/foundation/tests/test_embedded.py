"""What a kill or a reboot leaves in the data folder does not mislead the next start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from doudi.foundation.embedded import _forget_the_dead


@pytest.fixture
def dead():
    """The number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def _users(folder):
    return json.loads((folder / ".handle_pids.json").read_text())


def test_users_that_were_killed_do_not_keep_the_server_up(tmp_path, dead):
    (tmp_path / ".handle_pids.json").write_text(json.dumps([dead, os.getpid()]))
    _forget_the_dead(tmp_path)
    assert _users(tmp_path) == [os.getpid()]


def test_a_list_of_users_that_was_cut_off_is_begun_anew(tmp_path):
    (tmp_path / ".handle_pids.json").write_text("[12, 3")
    _forget_the_dead(tmp_path)
    assert _users(tmp_path) == []


@pytest.mark.parametrize("content", ["{me}\nrest", "", "rubbish"])
def test_another_program_with_the_old_servers_number_is_not_taken_for_it(tmp_path, content):
    (tmp_path / "postmaster.pid").write_text(content.format(me=os.getpid()))
    _forget_the_dead(tmp_path)
    assert not (tmp_path / "postmaster.pid").exists()


def test_a_server_that_runs_is_left_alone(database_server):
    folder = Path(database_server.host)
    _forget_the_dead(folder)
    assert (folder / "postmaster.pid").exists()


def test_a_folder_that_is_not_there_yet_stays_so(tmp_path):
    _forget_the_dead(tmp_path / "new")
    assert not (tmp_path / "new").exists()
