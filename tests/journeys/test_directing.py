"""Time is moved from the page: what is due on the way comes, people act by the story, and each move says what came."""

from datetime import timedelta

from bot.cli.demo.story import Scene
from sandbox.page.directing import Step
from tests.journeys.directing_kit import FROM_THURSDAY, Directed, Open, moment


def test_next_goes_where_it_said_and_exactly_that_comes(thursday_page: Directed) -> None:
    announced = []
    for _ in range(7):
        at, what = thursday_page.foreseen()
        announced.append(f"{at:%a %H:%M} {what}")
        standing = thursday_page.step(Step.NEXT)
        assert timedelta() <= thursday_page.now - at < timedelta(minutes=1)
        assert standing.happenings
        assert all(happening.at >= at for happening in standing.happenings)

    assert announced == [
        "Thu 08:30 4 check-ins and 2 questions to providers",
        "Thu 09:30 1 check-in",
        "Thu 10:00 Maya Okafor answers that she is on her baseline",
        "Thu 11:00 Viktor Brandt answers that he is late, and what he does",
        # Ben, in New York, waits for what Maya owns: how sure is he of her date?
        "Thu 12:00 1 message",
        "Thu 14:30 1 check-in",
        "Thu 16:00 3 people answer",
    ]


def test_a_happening_says_who_was_told_where_and_how_it_begins(monday_page: Directed) -> None:
    monday_page.step(Step.NEXT)
    first = monday_page.standing.happenings
    monday_page.step(Step.NEXT)

    [asked], [digest, reply, _] = first, monday_page.standing.happenings

    users = monday_page.world.sandbox.workspace.users
    assert asked.words.startswith("in #ledger: Ledger is asked for “Holds and reversals for payouts”")
    assert asked.words.endswith(" answer from…")
    assert len(asked.words) <= 120
    assert asked.reader is not None
    assert users[asked.reader].name == "sofia"
    assert digest.words.startswith("in #leadership: The digest of Mon 5 Jan 2026 asks for nothing.")
    assert reply.words.startswith("in the thread in #leadership: Double active business customers")
    shown = monday_page.world.person("elena").thread(monday_page.world.person("elena").messages("#leadership")[0])
    assert [(each.channel, each.ts) for each in shown] == [
        (each.channel, each.ts) for each in monday_page.standing.happenings
    ]


def test_a_day_brings_everything_that_is_due_in_it(thursday_page: Directed) -> None:
    thursday_page.step(Step.DAY)

    assert thursday_page.now == moment("2026-01-09T08:10")
    assert thursday_page.acts() == [deed.words for scene in FROM_THURSDAY[:3] for deed in scene.deeds]
    said = thursday_page.says()
    assert "to Jonas Weber: Your weekly check-in about 1 initiative is open until Fri 9 Jan, 16:30." in said
    assert (
        "to Maya Okafor, edited: Your check-in about 1 initiative is recorded. Next check-in: Thu 15 Jan, 09:30."
        in said
    )
    assert any(words.startswith("to Tara Lindqvist: 1 contradiction to settle") for words in said)


def test_each_deed_is_done_at_its_own_moment(opened: Open) -> None:
    late = Scene(moment=moment("2026-01-08T10:10"), title="", shows=(), deeds=FROM_THURSDAY[0].deeds)
    with opened((late,), at="2026-01-08T09:10") as page:
        page.step(Step.DAY)

        [act] = [happening for happening in page.standing.happenings if happening.is_act]
        assert act.at == moment("2026-01-08T10:10")


def test_it_plays_from_one_thing_to_the_next_until_it_is_paused(opened: Open) -> None:
    with opened(FROM_THURSDAY, at="2026-01-08T08:10", pause=timedelta()) as page:
        page.director.play()
        page.until(lambda _: page.now >= moment("2026-01-08T10:00"))
        page.director.pause()
        page.idle()
        page.foreseen()
        stands_at = page.now
        page.step(Step.NEXT)

        assert not page.standing.is_playing
        assert stands_at < page.now


def test_it_pauses_between_two_steps(thursday_page: Directed) -> None:
    thursday_page.director.play()
    thursday_page.until(lambda standing: standing.happenings)
    thursday_page.foreseen()

    assert thursday_page.standing.is_playing
    assert thursday_page.now == moment("2026-01-08T08:30")
