"""Everything that is drawn of flags after they are raised, with given text wherever somebody's text is shown."""

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.views import View

from handlers.blocks import confidential, flag_cards, flag_settling
from handlers.blocks.flag_doubles import draw_doubles, draw_joined, draw_voice_reply
from handlers.blocks.flag_list import draw_flag_list, draw_flag_story
from handlers.blocks.prose import Card
from rituals.confidential_flags import build_confidential_flag, code_of
from rituals.dispositions import DispositionReminder, DispositionReminderKind
from rituals.flag_lists import FlagList
from rituals.flag_voices import FlagVoice
from rituals.flags import Disposition, FlagStatus
from rituals.ids import FlagId, FormId, PersonId
from rituals.program import Program
from tests.faults import hostile_records as records
from tests.faults.hostile_program import CHIEF, NOW, Write


def draw_ends_of_flags(program: Program, write: Write, form: FormId) -> Iterator[tuple[str, Card | View]]:
    """Yield everything that is drawn of a flag once others join it, it is answered, and settled."""
    flag, reader = records.flag(write), program.people[CHIEF]
    voices = tuple(
        FlagVoice(flag=flag.id, person=PersonId(f"p{number}"), said_at=flag.raised_at, note=write(1_000))
        for number in range(5)
    )
    answered = replace(records.answered(flag, write(1_000)), disposition_by=flag.answer_by)
    settled = replace(
        answered,
        disposition=Disposition.MITIGATED,
        disposition_note=write(1_000),
        disposed_by=CHIEF,
        disposed_at=NOW,
        led_to=write(1_000),
    )
    for state in (flag, answered, settled, replace(flag, status=FlagStatus.WITHDRAWN)):
        yield "flag with voices", flag_cards.draw_team_card(state, program, voices)
        yield "flag to answer, with voices", flag_cards.draw_ask(state, program, voices)
        yield "story", draw_flag_story(state, program, voices, reader, now=flag.raised_at)
        yield "reminder over", flag_cards.draw_answered_reminder(state, program)
        found = FlagList(own=(state,) * 7, teams=(state,) * 7, others=(state,) * 6, hidden=9)
        yield "list", draw_flag_list(found, program, reader, flag_command="/flag", misspelt=write(200), now=NOW)
    shown = [replace(flag, id=FlagId(f"F-{number}")) for number in range(3)]
    yield "doubles", draw_doubles(form, shown, {}, program, what=write(3_000), reader=reader, now=flag.raised_at)
    yield "joined", draw_joined(flag, program, voices, reader=reader)
    yield "voice", draw_voice_reply(flag, voices, write(1_000))
    yield "settle form", flag_settling.draw_settle_form(form, answered, program)
    yield "settled for the raiser", flag_settling.draw_settled_for_raiser(settled, program, asks_for_name=True)
    yield "named", flag_settling.draw_named(settled, program)
    yield "settled reminder", flag_settling.draw_settled_reminder(settled, program)
    for kind in DispositionReminderKind:
        reminder = DispositionReminder(flag=answered, kind=kind, recipient=CHIEF)
        yield "disposition reminder", flag_settling.draw_disposition_reminder(reminder, program)


def draw_confidences(program: Program, write: Write, form: FormId) -> Iterator[tuple[str, Card | View]]:
    """Yield everything that is drawn of what is told in confidence."""
    chief, everybody = program.people[CHIEF], tuple(program.people.values())
    told = build_confidential_flag("seed", 0, what=write(3_000), recipient=CHIEF, now=NOW)
    answered = replace(told, answer=write(1_000), answered_at=NOW)
    yield "confidential form", confidential.draw_confidential_form("seed", everybody, what=write(3_000))
    yield "confidential code", confidential.draw_told(told, chief, code_of("seed"), flag_command="/flag")
    yield "confidential answer form", confidential.draw_confidential_answer_form(form, told)
    for state in (told, answered):
        yield "confidence", confidential.draw_confidence(state)
        yield "answer read", confidential.draw_answer_for_reporter(state, chief, has_arrived=True)
