"""Hostile text, and what is looked at after it went through the bot: every call to Slack, every answer, every row."""

import json
from collections.abc import Iterator, Sequence

import pytest

from rituals.announcements import AnnouncementStatus
from sandbox.blocks import faults_of_message
from sandbox.reading import mentions_in
from sandbox.records import Json
from sandbox.views import faults_of_view
from storage.outbox import find_entries
from storage.programs import load_program
from tests.places import SHARED
from tests.world import World

NAUGHTY = SHARED / "data" / "text" / "blns.json"
ABSENT = "the big list of naughty strings is not beside the project"
LONGEST_INPUT = 3_000
WELL_ENDED = {AnnouncementStatus.SENT, AnnouncementStatus.CANCELLED, AnnouncementStatus.SKIPPED_LATE}

MENTIONS = {
    "channel": "<!channel>",
    "here": "<!here|here>",
    "everyone": "<!everyone>",
    "usergroup": "<!subteam^S0LEADERS|@leaders>",
    "user": "<@U0STRANGER>",
    "labelled user": "<@U0STRANGER|boss>",
    "linked channel": "<#C0SECRET|secret>",
    "typed": "@channel @here @everyone #leadership",
    "escaped": "&lt;!here&gt; &amp;lt;!channel&amp;gt;",
    "in code": "`<!channel>` ```<!here>```",
    "in marks": "*<!channel>* _<!here>_ ~<@U0STRANGER>~",
    "over two lines": "<!chan\nnel> <!\nhere>",
    "full width": "＜!channel＞",
    "date": "<!date^1392734382^{date}^https://evil.example|payday>",
}
LINKS = {
    "labelled": "<https://evil.example/|payroll>",
    "bare": "https://evil.example/login",
    "in angles": "<https://evil.example>",
    "script": "<javascript:alert(1)|click>",
    "mail": "<mailto:boss@example.com|boss>",
    "image": "![x](https://evil.example/pixel.png)",
    "markdown": "[payroll](https://evil.example/)",
}
LONG = {
    "as long as allowed": "a" * LONGEST_INPUT,
    "long words": ("Supercalifragilistic " * 143)[:LONGEST_INPUT],
    "long escapes": "&<>" * 1_000,
    "long families": "👨‍👩‍👧‍👦" * 420,
    "long zalgo": "Z" + "\u0335\u0321\u0353" * 900,
}
ODD = {
    "right to left": "\u202egnp.exe\u202c",
    "isolates": "\u2066\u2067abc\u2069\u2069",
    "arabic": "السلام \u200f123 عليكم",
    "zero width": "ri\u200bsk\u200d \ufeffmark\u2060",
    "zalgo": "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "decomposed": "Ame\u0301lie and A\u030angstro\u0308m",
    "decomposed around a control": "e\x00\u0301",
    "family": "👨‍👩‍👧‍👦 and 🏳️‍🌈 and 🇩🇪",
    "nul": "before\x00after",
    "surrogate": "lone \ud800 high and \udfff low",
    "line ends": "one\rtwo\r\nthree\nfour\u2028five\u2029six\x85seven",
    "ansi": "\x1b[31mred\x1b[0m \x9b5n",
    "backspaces": "good\x08\x08\x08\x08evil",
    "noncharacters": "\ufffe \uffff \U0010ffff \ufdd0",
    "private": "\ue000 \U000f0000",
    "tags": "flag\U000e0067\U000e0062\U000e007f",
}
CODE = {
    "format": "{0.__class__} {flag.id!r} {} %s %(x)s $x ${x} {{x}}",
    "drop": "'; DROP TABLE flags; --",
    "quotes": "\"' \\' \\\" `",
    "like": "100% _ \\% [a-z]%",
    "template": "{{7*7}} {% raw %} <%= 7*7 %> #{7*7}",
    "backslashes": "\\u0000 \\x00 \\n \\",
    "json": '{"text": null, "blocks": [{"type": "divider"}]}',
    "metric": "=cmd|' /C calc'!A0",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markup": "*bold* _slanted_ ~struck~ >quoted\n> quoted\n• listed :tada: :skull:",
    "repetition": "a" * 1_500 + "!" + "(a+)+$" * 100,
    "blank": " \t ",
    "nothing to see": "\u200b\u2060\ufeff",
    "only controls": "\x00\x01\x02",
    "dot": ".",
}
HAND_MADE = {**MENTIONS, **LINKS, **LONG, **ODD, **CODE}


def naughty() -> list[str]:
    """Return every string of the big list once, in its order; skips the test where the list is absent."""
    if not NAUGHTY.exists():
        pytest.skip(ABSENT)
    return list(dict.fromkeys(json.loads(NAUGHTY.read_text(encoding="utf-8"))))


def typed_into_one_line(text: str) -> str:
    """Return text as Slack's client takes it into a field of one line."""
    return text.replace("\r", " ").replace("\n", " ")


def everything_sent(world: World) -> Iterator[tuple[str, Json]]:
    """Yield each message and view that the bot ever sent: by calls, by answers, and to one person alone."""
    for entry in world.sandbox.journal.entries:
        if "view" in entry.args or "blocks" in entry.args or "text" in entry.args:
            yield entry.method, entry.args.get("view") or entry.args
    for delivered in world.sandbox.journal.deliveries:
        if isinstance(delivered.ack, dict) and delivered.ack:
            yield delivered.kind, delivered.ack.get("view") or delivered.ack
    for person in world.sandbox.people():
        whispered = (message for message in person.everything() if message.bot_id and message.ephemeral_to)
        yield from (("whispered", {"text": each.text, "blocks": list(each.blocks)}) for each in whispered)


def assert_slack_took_everything(world: World) -> None:
    """Say that no call was refused, no limit broken, nothing left without an answer, and nothing left unsaid.

    What Slack takes from a workspace is found out by two calls too many.
    """
    journal = world.sandbox.journal
    refused = [(each.method, each.response) for each in journal.entries if not each.response.get("ok")]
    too_many = [each for each in refused if each[1].get("error") == "ratelimited"]
    unanswered = [(each.kind, each.error) for each in journal.deliveries if each.ack is None or each.error]
    broken = [(how, fault) for how, sent in everything_sent(world) for fault in faults_of(sent)]
    with world.bot.services.reading() as session:
        unsaid = [
            (each.announcement.key, each.status, each.reason)
            for each in find_entries(session)
            if each.status not in WELL_ENDED
        ]
    assert len(too_many) <= 2
    assert refused == too_many
    assert unanswered == []
    assert broken == []
    assert unsaid == []


def assert_nobody_is_called(world: World) -> None:
    """Say that whatever the bot sent mentions only the people and the teams' channels that the program names."""
    with world.bot.services.reading() as session:
        loaded = load_program(session)
    known = {f"<@{person.slack_id}>" for person in loaded.people.values()}
    known |= {f"<#{team.channel_id}>" for team in loaded.teams.values()}
    strange = [(how, each) for how, sent in everything_sent(world) for each in mentions_of(sent) if each not in known]
    assert strange == []


def faults_of(sent: Json) -> Sequence[str]:
    """Return what Slack would find wrong with a message or a view."""
    if sent.get("type") in ("modal", "home"):
        return faults_of_view(sent)
    if "blocks" in sent or "text" in sent:
        return faults_of_message(sent.get("blocks"), sent.get("text"))
    return ()


def mentions_of(sent: Json) -> Sequence[str]:
    """Return whom a message or a view mentions."""
    text = sent.get("text")
    return mentions_in(sent.get("blocks"), text if isinstance(text, str) else None)
