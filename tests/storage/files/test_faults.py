"""What is wrong with a program file is told all at once, with its place and a way to mend it (features 1, 2 and 84)."""

from datetime import date

import pytest

from rituals.ids import GoalId, InitiativeId
from storage.files import Severity, read
from storage.files.faults import MAX_FAULTS
from tests.storage.files.small import CSV, YAML, changed, read_csv, read_yaml

YAML_FAULTS = [
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
        "A program has no field “initiative”.",
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
        "The owner of initiative “base” is missing.",
        "Add “owner”: the key of one of the people.",
        id="missing required key",
    ),
    pytest.param(
        "owner: sam",
        "owner: [sam, maya]",
        (39, 12),
        "Initiative “base” has 2 values for its owner, “sam”, “maya”, and needs exactly one.",
        "Keep the one",
        id="two owners",
    ),
    pytest.param(
        "owner: sam",
        "owner: sam; maya",
        (39, 12),
        "Initiative “base” has 2 values for its owner",
        "Keep the one",
        id="two owners in one word",
    ),
    pytest.param(
        "    goal: launch\n",
        "",
        (41, 3),
        "The goal of initiative “app” is missing.",
        "Add “goal”: the key of one of the goals.",
        id="no parent goal",
    ),
    pytest.param(
        "goal: launch",
        "goal: [launch, growth]",
        (43, 11),
        "Initiative “app” has 2 values for its parent goal, “launch”, “growth”, and needs exactly one.",
        "Keep the one",
        id="two parent goals",
    ),
    pytest.param(
        "owner: sam",
        "owner: mya",
        (39, 12),
        "The owner of initiative “base” is “mya”, but there is no such person.",
        "Did you mean “maya”?",
        id="unknown person",
    ),
    pytest.param(
        "team: core",
        "team: corr",
        (38, 11),
        "The team of initiative “base” is “corr”, but there is no such team.",
        "Did you mean “core”?",
        id="unknown team",
    ),
    pytest.param(
        "goal: launch",
        "goal: lunch",
        (43, 11),
        "The goal of initiative “app” is “lunch”, but there is no such goal.",
        "Did you mean “launch”?",
        id="unknown goal",
    ),
    pytest.param(
        "metric: users",
        "metric: user",
        (49, 13),
        "The metric of initiative “app” is “user”, but there is no such",
        "Did you mean “users”?",
        id="unknown metric",
    ),
    pytest.param(
        "consumer: app\n    needed_by: 2026-04",
        "consumer: apps\n    needed_by: 2026-04",
        (57, 15),
        "The consumer of dependency “api” is “apps”, but there is no such initiative.",
        "Did you mean “app”?",
        id="unknown initiative",
    ),
    pytest.param(
        "due: 2026-03-31",
        "due: 31.03.2026",
        (40, 10),
        "The due date of initiative “base” cannot be “31.03.2026”.",
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
        "The baseline of metric “users” cannot be “0123”",
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
        "value_at_stake: 4bn",
        (19, 21),
        "cannot be “4bn”",
        "at most 2147483647",
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
        "lead_days: 8",
        "ladder_hours: [0, 8, 4, 16]",
        (6, 17),
        "The ladder hours are not four numbers",
        "like [0, 4, 8, 16]",
        id="ladder that goes down",
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
        "The channel of team “core” is missing.",
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
        "roles: [admin, steering]", "roles: [steering]", (8, 3), "Nobody is an admin", "“roles: [admin]”", id="no admin"
    ),
    pytest.param(
        "slack_id: U0SAM",
        "slack_id: U0ANN",
        (10, 30),
        "The slack id of person “sam” is that of “ann” too.",
        "Give each account to one person.",
        id="two people with one account",
    ),
    pytest.param(
        "name: Sam, slack_id: U0SAM,",
        "name: Sam,",
        (10, 3),
        "The person “sam” has neither slack_id nor email.",
        "Add slack_id",
        id="person without an account",
    ),
    pytest.param(
        "slack_id: U0ANN, ",
        "slack_id: U0ANN, manager: sam, ",
        (8, 46),
        "Each person here is manager of the one before, round and round: ann → sam → maya → ann.",
        "out of the loop",
        id="managers in a loop",
    ),
    pytest.param(
        "deputy: ann",
        "deputy: maya",
        (9, 71),
        "The person “maya” is their own deputy.",
        "Name somebody else",
        id="own deputy",
    ),
    pytest.param(
        "target: 200\n    limit",
        "target: 80\n    limit",
        (29, 13),
        "The target 80 of metric “users” is worse than its baseline 100.",
        "Better is up",
        id="target the wrong way",
    ),
    pytest.param(
        "limit: 90",
        "limit: 210",
        (30, 12),
        "The limit 210 of metric “users” is better than its target 200.",
        "worst value",
        id="limit beyond the target",
    ),
    pytest.param(
        "source: report}",
        "source: report}\n      - {date: 2026-01-05, value: 111, source: report}",
        (34, 9),
        "Metric “users” has two readings of 2026-01-05 from “report”.",
        "Keep one",
        id="two readings of one day",
    ),
    pytest.param(
        "    controller: ann\n    metric: users\n",
        "",
        (50, 12),
        "The initiative “app” is “decided” but lacks controller, metric.",
        "“stage: defined”",
        id="incomplete card",
    ),
    pytest.param(
        "    provider: core\n",
        "",
        (60, 3),
        "The dependency “help” has no provider.",
        "provider_initiative",
        id="dependency without provider",
    ),
    pytest.param(
        "provider: core",
        "provider: apps",
        (62, 15),
        "In the dependency “help” the team “apps” owes its own initiative",
        "Name another team",
        id="team that owes itself",
    ),
    pytest.param(
        "provider_initiative: base",
        "provider_initiative: app",
        (56, 26),
        "In the dependency “api” the initiative “app” waits for itself.",
        "two different",
        id="waits for itself",
    ),
    pytest.param(
        "provider: core",
        "provider: apps\n    provider_initiative: base",
        (62, 15),
        "The dependency “help” is owed by “apps”, but “base” is done by “core”.",
        "leave provider out",
        id="provider and its initiative differ",
    ),
    pytest.param(
        "needed_by: 2026-05-15",
        "needed_by: 2026-06-15",
        (64, 16),
        "The dependency “help” is needed by 2026-06-15, after its consumer is due on 2026-05-29.",
        "Set needed_by",
        id="needed after the consumer's own date",
    ),
    pytest.param(
        "needed_by: 2026-05-15",
        "needed_by: 2026-05-15\n    status: committed",
        (65, 13),
        "The dependency “help” is “committed” without a promised date.",
        "Add promised",
        id="committed to no date",
    ),
    pytest.param(
        "provider: core\n    consumer: app\n    needed_by: 2026-05",
        "provider_initiative: app\n    consumer: base\n    needed_by: 2026-01",
        (63, 15),
        "These initiatives wait for each other in a loop: base → app → base.",
        "Take one",
        id="loop of dependencies",
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
        "launch: {name: Launch, level: program}",
        "launch: {name: Launch, level: program}\n  launch: {name: Again, level: pillar}",
        (22, 3),
        "The goal “launch” stands twice; first in line 21.",
        "Keep one",
        id="one key for two goals",
    ),
    pytest.param(
        "level: program}",
        "level: program, parent: growth}",
        (21, 46),
        "A goal has no field “parent”.",
        "the goal it stands in",
        id="parent written beside the nesting",
    ),
    pytest.param(
        "name: Maya",
        'name: "Ma\\u202Eya"',
        (9, 16),
        "of person “maya” cannot be",
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


@pytest.mark.parametrize(("old", "new", "place", "what", "mend"), YAML_FAULTS)
def test_a_fault_in_yaml_is_told_with_its_place_and_a_way_to_mend_it(tmp_path, old, new, place, what, mend):
    text = changed(YAML, old, new)

    result = read_yaml(tmp_path, text)

    assert result.program is None
    [fault] = result.faults
    assert what in fault.what
    assert (fault.file, fault.line, fault.column) == ("program.yaml", *place)
    assert mend in fault.mend


def test_a_sound_file_has_no_faults(tmp_path):
    result = read_yaml(tmp_path, YAML)

    assert result.faults == ()
    assert result.program is not None
    assert result.program.policy.lead_days == 8


def test_all_faults_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = changed(YAML, "lead_days: 8", "led_days: 8")
    text = changed(text, "lead: maya", "lead: mya")
    text = changed(text, "due: 2026-03-31", "due: soon")
    text = changed(text, "needed_by: 2026-05-15", "needed_by: 2026-06-15")

    result = read_yaml(tmp_path, text)

    assert [fault.line for fault in result.errors] == [6, 13, 40, 64]


def test_a_promise_later_than_needed_is_a_warning_and_loads(tmp_path):
    result = read_yaml(tmp_path, changed(YAML, "promised: 2026-04-10", "promised: 2026-04-20"))

    assert result.program is not None
    [fault] = result.faults
    assert fault.severity is Severity.WARNING
    assert str(fault) == (
        "program.yaml:59:15: warning: The dependency “api” is promised for 2026-04-20, later than it is needed by "
        "2026-04-15. Settle a date that both sides can keep."
    )


def test_a_program_without_a_steering_group_is_a_warning(tmp_path):
    result = read_yaml(tmp_path, changed(YAML, "[admin, steering]", "admin"))

    assert result.program is not None
    assert [fault.what for fault in result.warnings] == [
        "Nobody is in the steering group, so escalations have no last rung."
    ]


def test_an_admin_who_left_is_none(tmp_path):
    result = read_yaml(tmp_path, changed(YAML, "roles: [admin, steering]", "roles: [admin, steering], active: no"))

    assert "Nobody is an admin, so nobody could run the program." in [fault.what for fault in result.errors]


def test_channels_that_slack_does_not_show_are_faults(tmp_path):
    read_yaml(tmp_path, YAML)

    result = read(tmp_path / "program.yaml", channels={"#core", "#appz", "#leadership"})

    [fault] = result.faults
    assert fault.what == "Slack shows no channel #apps for team “apps”."
    assert "Did you mean “#appz”?" in fault.mend


def test_what_a_file_leaves_out_is_derived(tmp_path):
    program = read_yaml(tmp_path, YAML).program

    assert program is not None
    assert program.cadence.digest_zone == program.cadence.zone == "Europe/London"
    api, help_ = program.dependencies.values()
    assert (api.provider, api.status.value, help_.status.value) == ("core", "committed", "proposed")
    base = program.initiatives[InitiativeId("base")]
    assert (base.stage.value, base.baseline_on, base.committed_on) == ("defined", date(2026, 3, 31), date(2026, 3, 31))


def test_goals_nest_to_any_depth_and_levels_may_be_left_out(tmp_path):
    deep = "{name: D, level: x}"
    for number in range(30):
        deep = f"{{name: G, level: x, goals: {{g{number}: {deep}}}}}"

    result = read_yaml(tmp_path, changed(YAML, "launch: {name: Launch, level: program}", f"launch: {deep}"))

    assert result.faults == ()
    assert result.program is not None
    assert len(result.program.path_of(GoalId("g0"))) == 32


def test_a_loop_of_goals_in_csv_is_shown(tmp_path):
    goals = changed(CSV["goals.csv"], "growth,Grow,pillar,,", "growth,Grow,pillar,launch,")

    result = read_csv(tmp_path, goals=goals)

    [fault] = result.faults
    assert (fault.file, fault.line, fault.column) == ("goals.csv", 2, 4)
    assert "growth → launch → growth" in fault.what


def test_an_initiative_without_a_parent_goal_is_refused_with_its_row_number(tmp_path):
    initiatives = changed(CSV["initiatives.csv"], "base,Base,growth,", "base,Base,,")

    result = read_csv(tmp_path, initiatives=initiatives)

    assert result.program is None
    [fault] = result.faults
    assert (fault.file, fault.line) == ("initiatives.csv", 2)
    assert fault.what == "The goal of initiative “base” is missing."


def test_nobody_is_told_of_more_faults_than_a_page(tmp_path):
    people = "\n".join(f"  p{number}: {{naem: x}}" for number in range(1_000))

    result = read_yaml(tmp_path, f"name: Many\npeople:\n{people}\n")

    assert len(result.faults) == MAX_FAULTS + 1
    assert "There are more faults than these." in [fault.what for fault in result.faults]
