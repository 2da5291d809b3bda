"""Somebody is acted for by hand: the story leaves them alone, the others go on, and nothing that follows stops it."""

from bot.cli.demo import deeds
from bot.cli.demo.story import Deed, Scene
from sandbox.page.directing import Step
from tests.journeys.directing_kit import Directed, Open, moment


def test_who_is_acted_for_by_hand_is_left_alone_and_the_others_go_on(thursday_page: Directed) -> None:
    thursday_page.step(Step.NEXT)
    thursday_page.step(Step.NEXT)

    thursday_page.act("maya", "Answer")
    _, what = thursday_page.foreseen()
    thursday_page.step(Step.NEXT)

    assert thursday_page.standing.own == {thursday_page.world.person("maya").id}
    assert what == "Viktor Brandt answers that he is late, and what he does"
    assert thursday_page.acts() == [what]
    assert thursday_page.world.person("maya").view is not None


def test_who_is_released_acts_by_themselves_again(thursday_page: Directed) -> None:
    maya = thursday_page.world.person("maya").id
    thursday_page.director.acted(maya)
    thursday_page.director.release(maya)
    for _ in range(2):
        thursday_page.step(Step.NEXT)

    thursday_page.step(Step.NEXT)

    assert thursday_page.acts() == ["Maya Okafor answers that she is on her baseline"]


def test_what_the_app_says_to_an_act_by_hand_is_delivered_and_told(thursday_page: Directed) -> None:
    thursday_page.step(Step.NEXT)
    sofia = thursday_page.world.person("sofia")

    sofia.press("Commit", near="Holds and reversals")
    thursday_page.until(lambda standing: any("edited: Ledger is asked" in each.words for each in standing.happenings))
    thursday_page.director.acted(sofia.id)
    thursday_page.idle()

    assert [words.partition(":")[0] for words in thursday_page.says()] == ["in #ledger, edited", "in #ledger"]


def test_the_bot_is_nobody_to_act_for(monday_page: Directed) -> None:
    monday_page.director.acted(monday_page.world.sandbox.workspace.bot.id)

    assert monday_page.idle().own == frozenset()


def test_a_deed_that_is_not_possible_any_more_is_told_and_passed_over(monday_page: Directed) -> None:
    monday_page.step(Step.NEXT)
    monday_page.act("sofia", "Commit")
    monday_page.director.release(monday_page.world.person("sofia").id)
    monday_page.step(Step.NEXT)

    monday_page.step(Step.NEXT)

    assert monday_page.acts() == ["Sofia Marino commits to the date: not possible as things stand"]
    assert monday_page.now == moment("2026-01-05T10:00")
    assert monday_page.standing.own == frozenset()


def test_a_form_that_a_deed_could_not_send_is_closed(opened: Open) -> None:
    gone_by = deeds.answer_on_baseline({"Instant payouts": "2025-12-24"})
    maya = Deed(who="maya", words="Maya Okafor answers", do=gone_by)
    scene = Scene(moment=moment("2026-01-08T10:00"), title="", shows=(), deeds=(maya,))
    with opened((scene,), at="2026-01-08T09:10") as page:
        page.step(Step.DAY)

        assert page.acts() == ["Maya Okafor answers: not possible as things stand"]
        assert page.world.person("maya").view is None
