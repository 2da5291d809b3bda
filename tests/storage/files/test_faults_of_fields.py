"""A field that is not what it should be is told with its place and a way to mend it (feature 84)."""

import pytest

from tests.storage.files.small import YAML, changed, read_yaml

FIELDS = [
    pytest.param(
        "lead_days: 8",
        "led_days: 8",
        (6, 3),
        "“policy” has no field “led_days”.",
        "Did you mean “lead_days”?",
        id="unknown key",
    ),
    pytest.param(
        "zone: Europe/London",
        "initiative: {}",
        (2, 1),
        "The program has no field “initiative”.",
        "Did you mean “initiatives”?",
        id="unknown section",
    ),
    pytest.param(
        "  digest_channel: ",
        "  lead_days: 9\n  digest_channel: ",
        (4, 3),
        "“cadence” has no field “lead_days”.",
        "It belongs under “policy”.",
        id="key in the wrong section",
    ),
    pytest.param(
        "    owner: sam\n",
        "",
        (35, 3),
        "The owner of the initiative “base” is missing.",
        "Add “owner”: the key of one of the people.",
        id="missing required key",
    ),
    pytest.param(
        "owner: sam",
        "owner: [sam, maya]",
        (39, 12),
        "The initiative “base” has 2 values for its owner, “sam”, “maya”, and needs exactly one.",
        "Keep the one",
        id="two owners",
    ),
    pytest.param(
        "owner: sam",
        "owner: sam; maya",
        (39, 12),
        "The initiative “base” has 2 values for its owner",
        "Keep the one",
        id="two owners in one word",
    ),
    pytest.param(
        "    goal: launch\n",
        "",
        (41, 3),
        "The goal of the initiative “app” is missing.",
        "Add “goal”: the key of one of the goals.",
        id="no parent goal",
    ),
    pytest.param(
        "goal: launch",
        "goal: [launch, growth]",
        (43, 11),
        "The initiative “app” has 2 values for its parent goal, “launch”, “growth”, and needs exactly one.",
        "Keep the one",
        id="two parent goals",
    ),
    pytest.param(
        "due: 2026-03-31",
        "due: 31.03.2026",
        (40, 10),
        "The due date of the initiative “base” cannot be “31.03.2026”.",
        "Write a date like 2026-02-16",
        id="wrong date",
    ),
    pytest.param(
        "due: 2026-03-31",
        "due: 2026-02-30",
        (40, 10),
        "cannot be “2026-02-30”",
        "Write a date",
        id="date that does not exist",
    ),
    pytest.param(
        "baseline: 100",
        "baseline: 0123",
        (28, 15),
        "The baseline of the metric “users” cannot be “0123”",
        "without leading zeros",
        id="number that reads in two ways",
    ),
    pytest.param(
        "baseline: 100",
        "baseline: .inf",
        (28, 15),
        "cannot be “.inf”",
        "Write a number",
        id="endless number",
    ),
    pytest.param(
        "value_at_stake: 4M",
        "value_at_stake: 4.000.000",
        (19, 21),
        "cannot be “4.000.000”",
        "Write an amount",
        id="amount that reads in two ways",
    ),
    pytest.param(
        "value_at_stake: 4M",
        "value_at_stake: 4000000bn",
        (19, 21),
        "cannot be “4000000bn”",
        "at most 1000000000000000",
        id="amount too large",
    ),
    pytest.param(
        "lead_days: 8",
        "lead_days: 8.5",
        (6, 14),
        "The lead days of the program cannot be “8.5”",
        "Write a whole number, 0 or more.",
        id="part of a day",
    ),
    pytest.param(
        "lead_days: 8",
        "confidence_floor: 101",
        (6, 21),
        "cannot be “101”",
        "Write a whole number, 0 to 100.",
        id="percentage above a hundred",
    ),
    pytest.param(
        "kind: lagging",
        "kind: laging",
        (25, 11),
        "cannot be “laging”",
        "Did you mean “lagging”?",
        id="unknown word",
    ),
    pytest.param(
        "zone: Europe/London",
        "zone: Europe/Londn",
        (2, 7),
        "cannot be “Europe/Londn”",
        "Did you mean “Europe/London”?",
        id="unknown time zone",
    ),
    pytest.param(
        '{name: Core, lead: sam, channel: "#core"}',
        "\n    name: Core\n    lead: sam\n    channel: #core",
        (15, 13),
        "The channel of the team “core” is missing.",
        "In YAML, text that begins with # needs quotes.",
        id="channel without quotes",
    ),
    pytest.param(
        'channel: "#core"',
        "channel: core",
        (12, 42),
        "cannot be “core”",
        "Write a channel like #payments",
        id="channel without its sign",
    ),
    pytest.param(
        "  help:\n",
        "  he lp:\n",
        (60, 3),
        "“he lp” is not a key of letters",
        "a key like “core-2”",
        id="key with a space",
    ),
    pytest.param(
        "level: program}",
        "level: program, parent: growth}",
        (21, 46),
        "The goal “launch” has no field “parent”.",
        "the goal it stands in",
        id="parent written beside the nesting",
    ),
    pytest.param(
        "name: Maya",
        'name: "Ma\\u202Eya"',
        (9, 16),
        "of the person “maya” cannot be",
        "all of which can be seen",
        id="character that cannot be seen",
    ),
    pytest.param(
        "  lead_days: 8",
        "  - lead_days",
        (6, 3),
        "“policy” is not a table of keys.",
        "“key: value”",
        id="list for a table",
    ),
    pytest.param(
        "zone: Europe/London",
        "zone: {Europe: London}",
        (2, 7),
        "“zone” is a table.",
        "Write one value",
        id="table for a value",
    ),
    pytest.param("  lead_days: 8", "\tlead_days: 8", (6, 1), "This is not YAML", "Indent with spaces", id="tab"),
]


@pytest.mark.parametrize(("old", "new", "place", "what", "mend"), FIELDS)
def test_a_wrong_field_is_told_with_its_place_and_a_way_to_mend_it(tmp_path, old, new, place, what, mend):
    text = changed(YAML, old, new)

    result = read_yaml(tmp_path, text)

    assert result.program is None
    [fault] = result.faults
    assert what in fault.what
    assert (fault.file, fault.line, fault.column) == ("program.yaml", *place)
    assert mend in fault.mend
