"""What is installed, and under which names."""

import tomllib
from importlib.metadata import distribution, packages_distributions

from tests.places import ROOT

OURS = ("bot", "handlers", "rituals", "sandbox", "storage")


def test_no_other_distribution_claims_our_package_names():
    claimed = packages_distributions()

    assert {name: claimed.get(name, ["drumbeat"]) for name in OURS} == {name: ["drumbeat"] for name in OURS}


def test_the_wheel_carries_our_packages_by_name_and_is_never_uploaded():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == OURS
    assert "Private :: Do Not Upload" in distribution("drumbeat").metadata.get_all("Classifier", [])


def test_the_locks_pin_every_distribution_by_hash_and_name_no_registry():
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text().splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]

        assert pins
        assert all("==" in pin and pin.endswith("\\") for pin in pins)
        assert not [line for line in lines if "://" in line or "index-url" in line]
