"""Records a check-in in one transaction: updates, readings, recovery steps, calls for help, ways out, the receipt."""

from collections.abc import Sequence, Set
from dataclasses import replace

from handlers.blocks.check_in_receipt import ask_card
from handlers.cards import edit, tell
from handlers.check_in_cards import show_receipt
from handlers.check_in_posts import end_reminders
from handlers.check_in_sittings import Sitting
from handlers.check_in_ways_out import take_way_out
from handlers.recovery_steps import end_step, promise_step
from handlers.second_opinion_questions import ask_for_opinion
from handlers.silence_posts import end_silence
from rituals.answers import Step
from rituals.asks import find_helper
from rituals.audit import Change
from rituals.check_ins import CheckIn, CheckInStatus, CommitmentOutcome, RecoveryStatus, Update
from rituals.commitments import carry_over, last_commitment
from rituals.conclusions import Conclusion, build_update
from rituals.ids import InitiativeId
from rituals.program import Reading
from storage import audit
from storage.database import WorkspaceSession
from storage.shelves import CHECK_INS, READINGS, UPDATES


def record(
    session: WorkspaceSession,
    sitting: Sitting,
    conclusions: Sequence[Conclusion],
    *,
    revision: int,
    is_repeat: bool = False,
) -> bool:
    """Store the answers if the check-in is still at `revision`, and tell what follows; tell whether they were."""
    if sitting.check_in.revision != revision:
        return False
    answered = _answered(sitting, {each.initiative for each in conclusions})
    CHECK_INS.save(session, answered)
    for conclusion in conclusions:
        last = conclusion.standing.last
        repeats = last.repeats + 1 if is_repeat and last else 0
        update = _with_what_was_moved(build_update(conclusion, answered, repeats=repeats, now=sitting.now), conclusion)
        UPDATES.insert_all(session, [update])
        _keep_reading(session, conclusion, sitting)
        _keep_recovery(session, conclusion, sitting)
        _ask_for_help(session, update, sitting)
        ask_for_opinion(session, update, answered, sitting.program, now=sitting.now)
    notes = {
        each.initiative: take_way_out(session, each, each.obstacle, sitting) for each in conclusions if each.obstacle
    }
    audit.record(session, _change(answered, conclusions), now=sitting.now)
    show_receipt(session, replace(sitting, check_in=answered), notes)
    end_reminders(session, answered, now=sitting.now)
    end_silence(session, answered, sitting.program, now=sitting.now)
    return True


def _answered(sitting: Sitting, now_known: Set[InitiativeId]) -> CheckIn:
    before = sitting.check_in
    is_whole = all(
        each.initiative.id in now_known or (each.last is not None and each.last.check_in == before.id)
        for each in sitting.standings
    )
    after = replace(before, revision=before.revision + 1, answered_at=sitting.now)
    return replace(after, status=CheckInStatus.ANSWERED, silence=None) if is_whole else after


def _with_what_was_moved(update: Update, conclusion: Conclusion) -> Update:
    """Let a commitment that was moved stand again, also where the form was opened before it was."""
    promised = last_commitment(conclusion.standing, update.check_in, update.person)
    return carry_over(update, promised) if promised and promised.outcome is CommitmentOutcome.MOVED else update


def _keep_reading(session: WorkspaceSession, conclusion: Conclusion, sitting: Sitting) -> None:
    metric, value = conclusion.standing.metric, conclusion.answer.metric_value
    if metric is not None and value is not None:
        source = f"check-in:{sitting.actor.id}"
        READINGS.save(session, Reading(metric=metric.id, read_on=sitting.today, value=value, source=source))


def _keep_recovery(session: WorkspaceSession, conclusion: Conclusion, sitting: Sitting) -> None:
    promised = conclusion.standing.recovery
    step = conclusion.answer.deviation.step if conclusion.is_off_baseline else None
    if promised is not None and step == Step.of(promised):
        return
    actor, program, now = sitting.actor.id, sitting.program, sitting.now
    successor = None
    if step is not None:
        successor = promise_step(
            session, step, check_in=sitting.check_in.id, initiative=conclusion.initiative, actor=actor, now=now
        )
    if promised is not None:
        end_step(session, promised, RecoveryStatus.CHANGED, actor=actor, program=program, successor=successor, now=now)


def _ask_for_help(session: WorkspaceSession, update: Update, sitting: Sitting) -> None:
    helper = find_helper(sitting.program, sitting.program.initiatives[update.initiative])
    if helper is None:
        return
    key = f"ask:{update.check_in}:{update.initiative}"
    card = ask_card(update, sitting.program)
    if update.ask:
        tell(session, key, helper, card, program=sitting.program, now=sitting.now)
    if update.revision > 1:
        edit(session, f"{key}:{helper}", card, now=sitting.now)


def _change(check_in: CheckIn, conclusions: Sequence[Conclusion]) -> Change:
    healths = {each.initiative: each.health.value for each in conclusions}
    details = {"revision": check_in.revision, "health": healths}
    return Change(actor=check_in.person, action="check_in.answered", subject=check_in.id, details=details)
