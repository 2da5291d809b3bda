"""A program file is read whole: every fault at once, and what it leaves out is derived (features 1 and 84)."""

from datetime import date

from rituals.ids import GoalId, InitiativeId
from storage.files import Severity, read
from storage.files.faults import MAX_FAULTS
from tests.storage.files.small import CSV, YAML, changed, read_csv, read_yaml


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
    assert fault.what == "Slack shows no channel #apps for the team “apps”."
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
    assert fault.what == "The goal of the initiative “base” is missing."


def test_nobody_is_told_of_more_faults_than_a_page(tmp_path):
    people = "\n".join(f"  p{number}: {{naem: x}}" for number in range(1_000))

    result = read_yaml(tmp_path, f"name: Many\npeople:\n{people}\n")

    assert len(result.faults) == MAX_FAULTS + 1
    assert "There are more faults than these." in [fault.what for fault in result.faults]
