"""FAULTS G8: a program file is a file, and lies where it seems to lie."""

import os
from pathlib import Path

import pytest

from storage.files import PathRefusedError, export_program, read
from storage.files.paths import write_bytes
from tests.storage.files.small import CSV, YAML, read_yaml, write_csv


def _link(path: Path) -> Path:
    (path / "real.yaml").write_text(YAML)
    (path / "program.yaml").symlink_to(path / "real.yaml")
    return path / "program.yaml"


def _broken_link(path: Path) -> Path:
    (path / "program.yaml").symlink_to(path / "nothing.yaml")
    return path / "program.yaml"


def _pipe(path: Path) -> Path:
    os.mkfifo(path / "program.yaml")
    return path / "program.yaml"


def _device(path: Path) -> Path:
    (path / "zero.yaml").symlink_to("/dev/zero")
    return path / "zero.yaml"


def _missing(path: Path) -> Path:
    return path / "nothing.yaml"


def _linked_folder(path: Path) -> Path:
    write_csv(path, CSV)
    (path / "linked").symlink_to(path / "program")
    return path / "linked"


def _linked_file_in_folder(path: Path) -> Path:
    folder = write_csv(path, CSV)
    (path / "elsewhere.csv").write_text(CSV["people.csv"])
    (folder / "people.csv").unlink()
    (folder / "people.csv").symlink_to(path / "elsewhere.csv")
    return folder


def _folder_for_a_file(path: Path) -> Path:
    folder = write_csv(path, {name: text for name, text in CSV.items() if name != "people.csv"})
    (folder / "people.csv").mkdir()
    return folder


@pytest.mark.parametrize(
    ("make", "what"),
    [
        pytest.param(_link, "it is a link", id="link"),
        pytest.param(_broken_link, "it is a link", id="link to nothing"),
        pytest.param(_pipe, "a device or pipe", id="pipe"),
        pytest.param(_device, "it is a link", id="device"),
        pytest.param(_missing, "no such file", id="missing"),
        pytest.param(_linked_folder, "neither a YAML file nor a folder", id="linked folder"),
        pytest.param(_linked_file_in_folder, "people.csv cannot be read: it is a link", id="link in the folder"),
        pytest.param(_folder_for_a_file, "people.csv is a folder", id="folder for a file"),
        pytest.param(lambda _: Path("../../etc/passwd"), "neither a YAML file nor a folder", id="another kind of file"),
        pytest.param(lambda _: Path("/dev/zero"), "neither a YAML file nor a folder", id="device itself"),
    ],
)
def test_g8_only_a_real_file_in_its_own_place_is_read(tmp_path, make, what):
    result = read(make(tmp_path))

    assert result.program is None
    assert any(what in fault.what for fault in result.faults), [str(fault) for fault in result.faults]


@pytest.mark.parametrize("name", ["../people.csv", "/etc/people.csv", "a/../../people.csv", "..", "."])
def test_g8_nothing_is_written_outside_the_folder(tmp_path, name):
    folder = tmp_path / "inside"
    folder.mkdir()

    with pytest.raises(PathRefusedError):
        write_bytes(folder, name, b"x")

    assert sorted(tmp_path.rglob("*")) == [folder]


def test_g8_an_export_does_not_write_through_a_link(tmp_path):
    program = read_yaml(tmp_path, YAML).program
    assert program is not None
    victim = tmp_path / "victim"
    victim.write_text("keep me")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "people.csv").symlink_to(victim)

    with pytest.raises(PathRefusedError):
        export_program(program, folder)

    assert victim.read_text() == "keep me"


@pytest.mark.parametrize("kind", ["link", "file"])
def test_g8_an_export_needs_a_folder_of_its_own(tmp_path, kind):
    program = read_yaml(tmp_path, YAML).program
    assert program is not None
    target = tmp_path / "out"
    target.symlink_to(tmp_path) if kind == "link" else target.write_text("a file")

    with pytest.raises(PathRefusedError):
        export_program(program, target)
