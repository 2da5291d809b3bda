"""Records a check-in in one transaction: updates, readings, recovery steps, calls for help, ways out, the receipt."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from handlers.blocks.check_in_receipt import Receipt, ask_card, receipt_card
from handlers.blocks.words import say_moment
from handlers.cards import edit, tell
from handlers.check_in_posts import end_reminders
from handlers.check_in_sittings import Sitting
from handlers.check_in_ways_out import take_way_out
from handlers.recovery_steps import end_step, promise_step
from handlers.silence_posts import end_silence
from rituals.answers import Step
from rituals.asks import find_helper
from rituals.audit import Change
from rituals.check_ins import CheckIn, CheckInStatus, RecoveryStatus, Update
from rituals.conclusions import Conclusion, build_update
from rituals.ids import InitiativeId
from rituals.program import Reading
from rituals.prompting import check_in_key, next_prompt_at
from storage import audit
from storage.check_ins import find_updates, load_standings
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
        update = build_update(conclusion, answered, repeats=repeats, now=sitting.now)
        UPDATES.insert_all(session, [update])
        _keep_reading(session, conclusion, sitting)
        _keep_recovery(session, conclusion, sitting)
        _ask_for_help(session, update, sitting)
    notes = {
        each.initiative: take_way_out(session, each, each.obstacle, sitting) for each in conclusions if each.obstacle
    }
    audit.record(session, _change(answered, conclusions), now=sitting.now)
    _give_receipt(session, answered, notes, sitting)
    return True


def _answered(sitting: Sitting, now_known: Set[InitiativeId]) -> CheckIn:
    before = sitting.check_in
    is_whole = all(
        each.initiative.id in now_known or (each.last is not None and each.last.check_in == before.id)
        for each in sitting.standings
    )
    after = replace(before, revision=before.revision + 1, answered_at=sitting.now)
    return replace(after, status=CheckInStatus.ANSWERED, silence=None) if is_whole else after


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


def _give_receipt(
    session: WorkspaceSession, check_in: CheckIn, notes: Mapping[InitiativeId, str], sitting: Sitting
) -> None:
    program, now = sitting.program, sitting.now
    updates = find_updates(session, check_in.id)
    standings = load_standings(session, program, [each.initiative for each in sitting.standings], now=now)
    known = [updates[each.initiative.id] for each in standings if each.initiative.id in updates]
    next_at = next_prompt_at(sitting.actor, program, after=check_in)
    receipt = Receipt(
        check_in=check_in,
        updates=known,
        recoveries={each.initiative.id: each.recovery for each in standings if each.recovery is not None},
        notes=notes,
        left=len(standings) - len(known),
        next_on=say_moment(next_at, sitting.zone) if next_at else "after your week off",
        zone=sitting.zone,
    )
    edit(session, check_in_key(check_in.id), receipt_card(receipt, program), now=now)
    end_reminders(session, check_in, now=now)
    end_silence(session, check_in, program, now=now)
