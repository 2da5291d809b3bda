"""`drumbeat status`: what waits, since when, and whether the clock still ticks."""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.budgets import LONG_AGO
from bot.clock import SteadyClock
from bot.jobs import JOBS
from bot.settings import read_settings
from handlers.audit_jobs import find_stuck
from handlers.blocks.words import count
from rituals.auditing import CLOCK_IN_DOUBT, HEARTBEAT
from rituals.ids import WorkspaceId
from storage.database import Database
from storage.outbox_report import count_by_status, find_oldest_unsent
from storage.quarantine import count_held, find_quarantine
from storage.ticks import last_finished
from storage.workspaces import find_removal, find_workspaces


def show(console: Console) -> None:
    """Print the state of each workspace that the database serves."""
    database = Database.connect(read_settings().database_url)
    workspaces = find_workspaces(database)
    if not workspaces:
        console.print("No workspace is connected yet: start the bot with “drumbeat run” first.")
    for workspace in workspaces:
        _show_workspace(database, workspace, console)
    database.close()


def _show_workspace(database: Database, workspace: WorkspaceId, console: Console) -> None:
    at = SteadyClock.of(database).now()
    with database.reading(workspace) as session:
        counts = count_by_status(session)
        oldest = find_oldest_unsent(session, now=at)
        ticks = last_finished(session)
        quarantine, held = find_quarantine(session), count_held(session)
        removal = find_removal(session)
        stuck = find_stuck(session, now=at)
    table = Table(title=f"Workspace {workspace}", title_justify="left")
    table.add_column("messages")
    table.add_column("count", justify="right")
    for status, number in sorted(counts.items(), key=lambda item: item[0].value):
        table.add_row(status.value, str(number))
    console.print(table)
    if quarantine is not None:
        console.print(
            f"In quarantine since {quarantine.began:%Y-%m-%d %H:%M} UTC, with the state of "
            f"{quarantine.since:%Y-%m-%d %H:%M} UTC: {count(held, 'message')} held until Slack's history was asked."
        )
    if removal is not None:
        console.print(
            f"The app was removed from Slack on {removal.removed_at:%Y-%m-%d %H:%M} UTC, and nothing is sent. "
            f"From {removal.purge_at:%Y-%m-%d} on its data may be deleted. Install the app again to go on."
        )
    if oldest is None:
        console.print("Nothing is late.")
    else:
        minutes = int((at - oldest).total_seconds() // 60)
        console.print(f"Oldest unsent: waiting for {count(minutes, 'minute')}, since {oldest:%Y-%m-%d %H:%M} UTC.")
    last = min((at for name, at in ticks.items() if name in JOBS), default=None)
    console.print(f"Last tick: {last:%Y-%m-%d %H:%M:%S} UTC." if last else "Last tick: never.")
    if last:
        behind = [name for name in JOBS if (max(ticks.values()) - ticks.get(name, last)).total_seconds() > 300]
        console.print(f"Jobs that fail: {', '.join(behind)}; the log says why." if behind else "All jobs finish.")
    for kind, entries in stuck.items():
        reasons = ", ".join(sorted({reason for _, reason in entries}))
        console.print(f"Stuck ({kind.value}): {count(len(entries), 'message')}: {reasons}.", markup=False)
    # The two are held against each other: this process has no other clock than the one that is in doubt.
    if ticks.get(CLOCK_IN_DOUBT, LONG_AGO) > ticks.get(HEARTBEAT, LONG_AGO):
        console.print("Sending pauses: the clock was set. It goes on once the clock has run evenly for 15 minutes.")
    console.print(_say_heartbeat(ticks.get(HEARTBEAT), at=at))


def _say_heartbeat(last: datetime | None, *, at: datetime) -> str:
    if last is None:
        return "Heartbeat: never. It beats while “drumbeat run” runs and all is well."
    beaten = f"Heartbeat: {last:%Y-%m-%d %H:%M:%S} UTC"
    minutes = int((at - last).total_seconds() // 60)
    return f"{beaten}." if minutes < 2 else f"{beaten}, {count(minutes, 'minute')} ago; the log says what is wrong."
