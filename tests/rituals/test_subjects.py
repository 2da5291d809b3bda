import pytest

from rituals.escalations import SubjectKind
from rituals.ids import MetricId
from rituals.program import Stage
from rituals.subjects import Subjects
from tests.rituals.digest_kit import BILLING, CHECKOUT, LEDGER, dependency, flag, initiative, metric, program, snapshot


@pytest.mark.parametrize(
    ("kind", "subject", "expected"),
    [
        pytest.param(SubjectKind.INITIATIVE, "checkout", CHECKOUT, id="an initiative itself"),
        pytest.param(SubjectKind.DEPENDENCY, "api", CHECKOUT, id="the consumer of a dependency"),
        pytest.param(SubjectKind.FLAG, "F-1", CHECKOUT, id="what a flag hits"),
        pytest.param(SubjectKind.METRIC, "share", BILLING, id="what a metric measures"),
        pytest.param(SubjectKind.CHECK_IN, "ben:2026-W02", BILLING, id="the first that somebody owns"),
        pytest.param(SubjectKind.INITIATIVE, "gone", None, id="an initiative that left"),
        pytest.param(SubjectKind.INITIATIVE, "ledger", None, id="a closed initiative"),
        pytest.param(SubjectKind.DEPENDENCY, "gone", None, id="a dependency that left"),
        pytest.param(SubjectKind.FLAG, "F-9", None, id="a flag long answered"),
        pytest.param(SubjectKind.METRIC, "gone", None, id="a metric that left"),
        pytest.param(SubjectKind.CHECK_IN, "dana:2026-W02", None, id="somebody who owns nothing"),
    ],
)
def test_each_subject_leads_to_its_initiative(kind, subject, expected):
    strategy = program(
        initiative(BILLING, "ben", metric=MetricId("share")),
        initiative(LEDGER, "lena", stage=Stage.CLOSED),
        dependencies=(dependency(),),
        metrics={MetricId("share"): metric()},
    )
    subjects = Subjects(snapshot(of=strategy, flags={flag().id: flag()}))

    assert subjects.find_initiative(kind, subject) == expected
