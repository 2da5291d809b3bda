"""Who hears a call for help."""

from rituals.asks import find_helper
from rituals.ids import PersonId
from tests.rituals.check_in_kit import initiative, person, program


def test_the_sponsor_hears_a_call_for_help():
    sponsored = initiative(sponsor=PersonId("sam"))

    assert find_helper(program(sponsored, people=(person(), person("sam"))), sponsored) == "sam"


def test_nobody_hears_it_where_only_the_owner_is_left():
    alone = initiative()

    assert find_helper(program(alone), alone) is None
