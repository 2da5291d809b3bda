"""Confidential flags: whom they can be told, and what follows from a seed that nobody keeps."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from rituals.confidential_flags import build_confidential_flag, code_of, confidants, hash_code, is_opened_by
from rituals.ids import PersonId
from rituals.people import Role
from tests.rituals.flag_kit import person, program

NOW = datetime(2026, 1, 8, tzinfo=UTC)


def told(seed: str, attempt: int = 0):
    return build_confidential_flag(seed, attempt, what="It is made up", recipient=PersonId("omar"), now=NOW)


def test_who_steers_controls_administers_or_sponsors_can_be_told_but_not_the_reporter():
    people = (
        person("cara", roles=frozenset({Role.CONTROLLER})),
        person("adam", roles=frozenset({Role.ADMIN})),
        person("rita", roles=frozenset({Role.READER})),
        replace(person("gone", roles=frozenset({Role.STEERING})), active=False),
        replace(person("unknown", roles=frozenset({Role.STEERING})), slack_id=None),
    )

    found = confidants(program(people=people), reporter=PersonId("elena"))

    assert [each.id for each in found] == ["adam", "cara", "omar", "paula"]


@given(st.text(min_size=1, max_size=40))
def test_the_same_seed_comes_to_the_same_flag_and_its_code_opens_it(seed: str):
    flag = told(seed)

    assert told(seed) == flag
    assert is_opened_by(flag, code_of(seed))
    assert is_opened_by(flag, f" {code_of(seed).upper()} ")
    assert not is_opened_by(flag, f"{code_of(seed)}0")
    assert seed not in (flag.id, flag.code_hash)


def test_where_an_id_is_taken_another_attempt_comes_to_another_one_with_the_same_code():
    first, second = told("seed"), told("seed", 1)

    assert first.id != second.id
    assert is_opened_by(second, code_of("seed"))


def test_what_is_kept_of_a_code_differs_from_flag_to_flag():
    assert hash_code(told("one").id, "plum-river-42") != hash_code(told("two").id, "plum-river-42")
