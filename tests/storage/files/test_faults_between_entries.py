"""What is sound by itself and wrong beside the rest is told with its place (features 1, 2 and 84)."""

import pytest

from tests.storage.files.small import YAML, changed, read_yaml

BETWEEN = [
    pytest.param(
        "sponsor: ann",
        "sponsor:",
        (52, 12),
        "The initiative “app” is “decided” but lacks sponsor.",
        "Add them",
        id="empty field in the card",
    ),
    pytest.param(
        "owner: sam",
        "owner: mya",
        (39, 12),
        "The owner of the initiative “base” is “mya”, but there is no such person.",
        "Did you mean “maya”?",
        id="unknown person",
    ),
    pytest.param(
        "team: core",
        "team: corr",
        (38, 11),
        "The team of the initiative “base” is “corr”, but there is no such team.",
        "Did you mean “core”?",
        id="unknown team",
    ),
    pytest.param(
        "goal: launch",
        "goal: lunch",
        (43, 11),
        "The goal of the initiative “app” is “lunch”, but there is no such goal.",
        "Did you mean “launch”?",
        id="unknown goal",
    ),
    pytest.param(
        "metric: users",
        "metric: user",
        (49, 13),
        "The metric of the initiative “app” is “user”, but there is no such",
        "Did you mean “users”?",
        id="unknown metric",
    ),
    pytest.param(
        "consumer: app\n    needed_by: 2026-04",
        "consumer: apps\n    needed_by: 2026-04",
        (57, 15),
        "The consumer of the dependency “api” is “apps”, but there is no such initiative.",
        "Did you mean “app”?",
        id="unknown initiative",
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
        "roles: [admin, steering]", "roles: [steering]", (8, 3), "Nobody is an admin", "“roles: [admin]”", id="no admin"
    ),
    pytest.param(
        "slack_id: U0SAM",
        "slack_id: U0ANN",
        (10, 30),
        "The slack id of the person “sam” is that of “ann” too.",
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
        "The target 80 of the metric “users” is worse than its baseline 100.",
        "Better is up",
        id="target the wrong way",
    ),
    pytest.param(
        "limit: 90",
        "limit: 210",
        (30, 12),
        "The limit 210 of the metric “users” is better than its target 200.",
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
        "launch: {name: Launch, level: program}",
        "launch: {name: Launch, level: program}\n  launch: {name: Again, level: pillar}",
        (22, 3),
        "The goal “launch” stands twice; first in line 21.",
        "Keep one",
        id="one key for two goals",
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "what", "mend"), BETWEEN)
def test_entries_that_do_not_fit_are_told_with_their_place_and_a_way_to_mend_it(tmp_path, old, new, place, what, mend):
    text = changed(YAML, old, new)

    result = read_yaml(tmp_path, text)

    assert result.program is None
    [fault] = result.faults
    assert what in fault.what
    assert (fault.file, fault.line, fault.column) == ("program.yaml", *place)
    assert mend in fault.mend
