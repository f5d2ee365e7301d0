"""Stored files: what goes in comes out, and nothing that was tampered with does."""

import io
import os
import zipfile

import pytest

from doudi.foundation.files import (
    CHUNK,
    HEADER,
    TAG,
    BadFile,
    files_folder,
    list_files,
    open_file,
    read_file,
    remove_file,
    store_file,
)


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_goes_in_comes_out(size):
    content = os.urandom(size)
    stored = store_file(content)
    assert stored.size == size
    assert read_file(stored.path) == content


def test_bytes_a_path_an_open_file_and_pieces_are_taken(tmp_path):
    content = os.urandom(CHUNK + 100)
    (tmp_path / "paper.jpg").write_bytes(content)
    for source in (
        content,
        tmp_path / "paper.jpg",
        io.BytesIO(content),
        iter([content[:7], content[7:]]),
    ):
        assert read_file(store_file(source).path) == content


def test_nothing_of_the_content_or_its_name_is_on_the_disk():
    content = "居民身份证 900101199001011234".encode() * 100
    stored = store_file(content)
    raw = (files_folder() / stored.path).read_bytes()
    assert "居民身份证".encode() not in raw
    assert b"900101199001011234" not in raw
    assert stored.sha256[:8] not in stored.path
    assert (files_folder() / stored.path).stat().st_mode & 0o077 == 0


def test_a_reader_can_jump_about():
    content = os.urandom(3 * CHUNK)
    with open_file(store_file(content).path) as file:
        file.seek(-10, io.SEEK_END)
        assert file.read() == content[-10:]
        file.seek(CHUNK - 5)
        assert file.read(10) == content[CHUNK - 5 : CHUNK + 5]


def test_a_workbook_is_read_without_unpacking_it_first():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/sheet1.xml", b"<row/>" * 100_000)
    with (
        open_file(store_file(packed.getvalue()).path) as file,
        zipfile.ZipFile(file) as archive,
    ):
        assert archive.read("xl/sheet1.xml") == b"<row/>" * 100_000


def _change(raw):
    return raw[: HEADER + 5] + bytes([raw[HEADER + 5] ^ 1]) + raw[HEADER + 6 :]


def _cut_off_last_chunk(raw):
    return raw[: HEADER + CHUNK + TAG]


def _exchange_chunks(raw):
    first, second = HEADER, HEADER + CHUNK + TAG
    return (
        raw[:first]
        + raw[second : second + CHUNK + TAG]
        + raw[first:second]
        + raw[second + CHUNK + TAG :]
    )


def _empty(raw):
    return b""


def _only_the_header(raw):
    return raw[:HEADER]


def _other_key(raw):
    return raw[:8] + b"\xff" + raw[9:]


@pytest.mark.parametrize(
    "spoil",
    [_change, _cut_off_last_chunk, _exchange_chunks, _empty, _only_the_header, _other_key],
    ids=lambda spoil: spoil.__name__.strip("_"),
)
def test_a_file_that_was_tampered_with_is_refused(spoil):
    stored = store_file(os.urandom(2 * CHUNK + 10))
    place = files_folder() / stored.path
    place.write_bytes(spoil(place.read_bytes()))
    with pytest.raises(BadFile):
        read_file(stored.path)


def test_a_file_put_in_the_place_of_another_is_refused():
    one, other = store_file(b"one"), store_file(b"other")
    (files_folder() / other.path).write_bytes((files_folder() / one.path).read_bytes())
    with pytest.raises(BadFile):
        read_file(other.path)


@pytest.mark.parametrize(
    "path", ["", "..", "../../etc/passwd", "ab/../../keys.json", "ab/" + "x" * 32, "文件"]
)
def test_only_paths_of_stored_files_are_opened(path):
    with pytest.raises(BadFile):
        open_file(path)


def test_a_removed_file_is_gone():
    stored = store_file(b"gone soon")
    assert stored.path in list(list_files())
    remove_file(stored.path)
    remove_file(stored.path)
    with pytest.raises(BadFile):
        open_file(stored.path)
