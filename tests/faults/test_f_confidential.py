"""F8: a confidential flag is followed through everything that is kept, said, logged and shown.

What is looked for is who reported it, by three names, and what was told. What stood there before is compared with:
the people of the program have rows of their own.
"""

import json
import logging
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from prometheus_client import generate_latest
from sqlalchemy import text
from sqlmodel import SQLModel

from sandbox.records import View
from storage.files.exporting import program_yaml
from storage.programs import load_program_with_readings
from tests.journeys.flag_kit import reads_all
from tests.places import EXAMPLES
from tests.world import World

PAGE = 4_096
CANARY = "zanzibar-canary: the pilot's figures are invented"
REPLY = "quetzal-reply: the auditors look into it"
REPORTER = ("wei", "U0WEI", "Wei Ling Chua")
OTHERS = ("elena", "tara", "omar", "nadia", "paula", "maya", "jonas", "grace", "viktor", "sofia", "ben", "wei")
NOT_THE_BOT = ("sandbox", "uvicorn", "websockets", "asyncio", "httpx", "httpcore", "urllib3", "apscheduler")


@dataclass(frozen=True, slots=True)
class Told:
    """What is known to the reporter alone once it is told."""

    number: str
    code: str


def tell(world: World) -> Told:
    """Tell Frank something in confidence, by the reporter's own door; leave the form with all its ways on the way."""
    wei = world.person("wei")
    wei.slash("/flag", "confidential", channel="#lending")
    wei.close()
    wei.slash("/flag", "confidental", channel="#lending")
    wei.submit({"What could happen?": CANARY})
    wei.fill({"Who is to know?": "Frank Adeyemi", "What could happen?": CANARY})
    submission = wei.submit()
    assert isinstance(submission.view, View)
    [line] = [line for line in wei.reads(submission.view).split("\n") if "/flag C-" in line]
    number, code = line.partition("/flag ")[2].split()
    world.settle()
    return Told(number, code)


def answer(world: World, told: Told) -> None:
    """Let Frank answer, and the reporter read it; with a slip of the pen before."""
    wei, frank = world.person("wei"), world.person("frank")
    wei.slash("/flag", f"{told.number} wrong-code-11")
    wei.slash("/flag", f"{told.number} {told.code}")
    frank.press("Answer")
    frank.fill({"What do you answer?": REPLY})
    frank.submit()
    world.settle()
    assert REPLY in wei.slash("/flag", f"{told.number.lower()} {told.code}").text


def rows(world: World) -> Counter[tuple[str, str]]:
    """Return every row of every table as text."""
    found: Counter[tuple[str, str]] = Counter()
    with world.database.reading(world.bot.services.workspace) as session:
        for table in SQLModel.metadata.tables:
            for row in session.connection().execute(text(f"SELECT * FROM {table}")):
                found[table, repr(tuple(row))] += 1
    return found


def live(world: World) -> None:
    """Let everything be said that the clock brings: reminders, prompts, the digest."""
    world.live_until("2026-01-12T10:00")


@pytest.fixture
def thursday(world: World) -> World:
    world.at("2026-01-08T11:00")
    world.tick()
    world.settle()
    return world


def test_f8_no_table_holds_who_reported_it_and_only_its_own_row_and_message_hold_what(thursday: World) -> None:
    before = rows(thursday)

    told = tell(thursday)
    answer(thursday, told)

    new = rows(thursday) - before
    assert {table for table, row in new if "zanzibar" in row} == {"confidential_flags", "announcements"}
    assert [row for _, row in new if any(name in row for name in REPORTER)] == []
    # Neither the code nor anything that was typed with it.
    assert [row for _, row in new if told.code in row or "wrong-code" in row] == []
    assert {table for table, row in new if "quetzal" in row} == {"confidential_flags", "announcements"}


def test_f8_control_an_ordinary_flag_does_leave_its_raiser(thursday: World) -> None:
    before = rows(thursday)

    thursday.person("wei").slash("/flag", "The pilot's figures are late", channel="#lending")

    new = rows(thursday) - before
    assert {"flags", "forms", "audit_log"} <= {table for table, row in new if "wei" in row}


def test_f8_no_page_of_the_file_or_its_log_puts_the_two_side_by_side(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "drumbeat.db"
    shutil.copy(sqlite_template, path)
    with World.open(EXAMPLES / "fintech_workspace.yaml", database_url=f"sqlite:///{path}") as world:
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T11:00")
        told = tell(world)
        answer(world, told)

        pages = [*_pages(path.read_bytes()), *_pages(Path(f"{path}-wal").read_bytes())]

    told_on = [page for page in pages if any(word in page for word in (b"zanzibar", b"quetzal", told.number.encode()))]
    assert told_on
    assert [page for page in told_on if b"U0WEI" in page or b"Wei Ling" in page] == []
    assert [page for page in pages if told.code.encode() in page or b"wrong-code" in page] == []


def test_f8_what_was_told_goes_to_its_recipient_and_to_nobody_else(thursday: World) -> None:
    tell(thursday)
    live(thursday)

    frank = thursday.person("frank")
    said = [entry for entry in thursday.sandbox.journal.entries if "zanzibar" in json.dumps(entry.args, default=str)]
    assert {entry.method for entry in said} == {"chat.postMessage"}
    assert {entry.args["channel"] for entry in said} <= {frank.id, *(each.channel for each in frank.dm())}
    [message] = [each for each in frank.dm() if "zanzibar" in str(each.blocks)]
    assert "zanzibar" not in message.text
    assert "zanzibar" not in str(message.metadata)
    for name in OTHERS:
        person = thursday.person(name)
        assert "zanzibar" not in reads_all(person, person.everything())
        assert "zanzibar" not in person.slash("/flag", "list").text
        home = person.open_home()
        assert home is None or "zanzibar" not in str(home.content)


def test_f8_nothing_that_is_said_about_it_names_its_reporter(thursday: World) -> None:
    told = tell(thursday)
    answer(thursday, told)

    about = [
        json.dumps(entry.args, default=str)
        for entry in thursday.sandbox.journal.entries
        if entry.method.startswith("chat.") and told.number in json.dumps(entry.args, default=str)
    ]
    assert about
    assert [each for each in about if any(name in each for name in REPORTER[1:])] == []


def test_f8_no_log_holds_who_or_what_not_even_at_debug(database_url: str, caplog: pytest.LogCaptureFixture) -> None:
    # The level is set before the bot is put together: the libraries ask for it then.
    with (
        caplog.at_level(logging.DEBUG),
        World.open(EXAMPLES / "fintech_workspace.yaml", database_url=database_url) as world,
    ):
        world.load(EXAMPLES / "fintech.yaml")
        world.at("2026-01-08T11:00")
        told = tell(world)
        answer(world, told)

    lines = [f"{each.name} {each.getMessage()}" for each in caplog.records if _is_the_bots(each)]
    assert lines
    for secret in ("zanzibar", "quetzal", told.code, "wrong-code", "U0WEI", "Wei Ling"):
        assert [line for line in lines if secret in line] == []


def test_f8_a_failure_leaves_neither_who_nor_what(thursday: World, caplog: pytest.LogCaptureFixture) -> None:
    before = rows(thursday)
    wei = thursday.person("wei")
    wei.slash("/flag", "confidential")
    wei.fill({"Who is to know?": "Frank Adeyemi", "What could happen?": CANARY})
    with thursday.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE confidential_flags RENAME TO mislaid"))
    with caplog.at_level(logging.DEBUG):
        wei.submit()
    with thursday.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mislaid RENAME TO confidential_flags"))

    told = [record.exc_text or record.getMessage() for record in caplog.records]
    logged = "\n".join(each for record, each in zip(caplog.records, told, strict=True) if _is_the_bots(record))
    assert "zanzibar" not in logged
    assert "U0WEI" not in logged
    assert [row for _, row in rows(thursday) - before if "zanzibar" in row or "wei" in row.casefold()] == []


def test_f8_refusals_leave_no_name(thursday: World) -> None:
    before = rows(thursday)
    wei = thursday.person("wei")
    thursday.sandbox.faults.add("views.open", "error:expired_trigger_id")
    wei.slash("/flag", "confidential")
    wei.slash("/flag", "C-AAAAA plum-river-42")
    wei.slash("/flag", "confidential")
    payload = thursday.sandbox.desk.payloads.submission(wei.user, wei.modal)
    payload["view"]["private_metadata"] = "../../etc"

    thursday.sandbox.door.send_again(payload, kind="interactive")

    assert rows(thursday) - before == Counter()


def test_f8_neither_export_nor_metrics_hold_it(thursday: World) -> None:
    told = tell(thursday)
    answer(thursday, told)

    with thursday.bot.services.reading() as session:
        exported = program_yaml(load_program_with_readings(session))
    counted = generate_latest(thursday.bot.metrics.registry).decode()
    for secret in ("zanzibar", "quetzal", told.number, told.code):
        assert secret not in exported
        assert secret not in counted


def test_f8_the_digest_and_the_home_of_the_recipient_are_as_silent(thursday: World) -> None:
    told = tell(thursday)
    live(thursday)

    frank = thursday.person("frank")
    digest = frank.messages("#leadership")
    assert digest
    assert "zanzibar" not in reads_all(frank, digest)
    assert told.number not in reads_all(frank, digest)


def _is_the_bots(record: logging.LogRecord) -> bool:
    return not record.name.startswith(NOT_THE_BOT)


def _pages(kept: bytes) -> list[bytes]:
    """Return the pages of a database file, or of its log, where a few bytes stand before each."""
    before_all, before_each = (0, 0) if kept.startswith(b"SQLite format 3") else (32, 24)
    step = PAGE + before_each
    return [kept[at + before_each : at + step] for at in range(before_all, len(kept), step)]
