"""What is typed after the flag command: a few words mean something, and all else is a risk that is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rituals.flag_commands import Wish, parse_flag_command


@pytest.mark.parametrize(
    ("typed", "wish", "subject", "words"),
    [
        pytest.param("", Wish.FORM, "", "", id="nothing: the form"),
        pytest.param("  ", Wish.FORM, "", "", id="blanks: the form"),
        pytest.param("help", Wish.HELP, "", "", id="help"),
        pytest.param("HELP", Wish.HELP, "", "", id="help in capitals"),
        pytest.param("list", Wish.LIST, "", "", id="list"),
        pytest.param("lsit", Wish.LIST, "", "", id="nearly list"),
        pytest.param("hlep", Wish.HELP, "", "", id="nearly help"),
        pytest.param("F-12", Wish.SHOW, "F-12", "", id="a flag"),
        pytest.param("f-12", Wish.SHOW, "F-12", "", id="in small letters"),
        pytest.param("f12", Wish.SHOW, "F-12", "", id="without the dash"),
        pytest.param("F-007", Wish.SHOW, "F-7", "", id="with zeros before it"),
        pytest.param("confidential", Wish.CONFIDE, "", "", id="in confidence"),
        pytest.param("Confidential: the CFO", Wish.CONFIDE, "", "the CFO", id="with what it is about"),
        pytest.param("confidental the CFO", Wish.CONFIDE, "", "the CFO", id="misspelt: never a draft"),
        pytest.param("confidentially, the CFO", Wish.CONFIDE, "", "the CFO", id="another form of it"),
        pytest.param("C-7KQ4P plum-river-42", Wish.READ_ANSWER, "C-7KQ4P", "plum-river-42", id="number and code"),
        pytest.param("c-7kq4p", Wish.READ_ANSWER, "C-7KQ4P", "", id="the number alone"),
        pytest.param("The list is wrong", Wish.DRAFT, "", "The list is wrong", id="a sentence with the word"),
        pytest.param("list of suppliers is wrong", Wish.DRAFT, "", "list of suppliers is wrong", id="begins with it"),
        pytest.param("Confident customers leave", Wish.DRAFT, "", "Confident customers leave", id="looks like it"),
        pytest.param("F-12 slips too", Wish.DRAFT, "", "F-12 slips too", id="a sentence about a flag"),
        pytest.param("outage", Wish.DRAFT, "", "outage", id="one word that is like none"),
    ],
)
def test_what_is_typed_is_understood(typed, wish, subject, words):
    found = parse_flag_command(typed)

    assert (found.wish, found.subject, found.words) == (wish, subject, words)


@pytest.mark.parametrize(("typed", "misspelt"), [("lsit", "lsit"), ("list", None), ("List", None)])
def test_a_word_that_was_taken_for_another_is_kept(typed, misspelt):
    assert parse_flag_command(typed).misspelt == misspelt


@given(st.text(max_size=80))
def test_nothing_that_is_a_draft_loses_a_letter(typed):
    found = parse_flag_command(typed)

    assert found.wish is not Wish.DRAFT or found.words == typed.strip()
