"""Workspace files and manifests."""

import json
from pathlib import Path

import pytest

from sandbox.loading import DEFAULT_SCOPES, made_id
from sandbox.workspace import Workspace

MANIFEST = """
display_information: {name: Drumbeat}
features:
  app_home: {home_tab_enabled: true}
  bot_user: {display_name: drumbeat}
  slash_commands: [{command: /flag, should_escape: true}]
  shortcuts: [{name: Flag this, type: message, callback_id: flag.message}]
oauth_config:
  scopes: {bot: [chat:write], bot_optional: [channels:history]}
settings:
  event_subscriptions: {bot_events: [message.im]}
"""
WORKSPACE = """
users:
  - ana
  - {name: ana, id: U0SECOND, tz: Asia/Tokyo}
channels:
  - {name: platform, members: [ana, drumbeat]}
  - {name: "#core", members: [ana], bot: true, private: true}
  - {name: quiet, members: [ana]}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "workspace.yml").write_text(WORKSPACE)
    (tmp_path / "manifest.yml").write_text(MANIFEST)
    return Workspace.load(tmp_path / "workspace.yml", manifest=tmp_path / "manifest.yml")


def test_ids_are_made_from_names(workspace: Workspace):
    assert [user.id for user in workspace.people()] == ["U0ANA", "U0SECOND"]
    assert list(workspace.channels) == ["C0PLATFORM", "C0CORE", "C0QUIET"]
    assert made_id("U", "ana", taken=["U0ANA"]) == "U0ANA2"


def test_the_bot_is_a_member_where_it_is_listed(workspace: Workspace):
    bot = workspace.install.bot_user

    assert bot == "U0DRUMBEAT"
    assert [bot in channel.members for channel in workspace.channels.values()] == [True, True, False]


def test_the_manifest_says_what_the_app_may(workspace: Workspace):
    install = workspace.install

    assert install.scopes == {"chat:write", "channels:history"}
    assert [(command.name, command.should_escape) for command in install.commands] == [("/flag", True)]
    assert [shortcut.callback_id for shortcut in install.shortcuts] == ["flag.message"]
    assert install.events == frozenset({"message.im"})
    assert install.home_tab


def test_nothing_needs_to_be_said(tmp_path: Path):
    (tmp_path / "workspace.json").write_text(json.dumps({"users": ["ana"]}))

    workspace = Workspace.load(tmp_path / "workspace.json")

    assert workspace.install.scopes == frozenset(DEFAULT_SCOPES)
    assert workspace.install.events is None
    assert workspace.get_user("Ana").email == "ana@sandbox.example"


def test_strangers_to_the_workspace_are_reported(workspace: Workspace):
    with pytest.raises(LookupError, match="Nobody here is called 'zoe'"):
        workspace.get_user("zoe")
    with pytest.raises(LookupError, match="no channel '#none'; there are #platform"):
        workspace.get_channel("#none")


def test_a_file_holds_a_mapping(tmp_path: Path):
    (tmp_path / "list.yml").write_text("- ana")

    with pytest.raises(TypeError, match="must hold a mapping"):
        Workspace.load(tmp_path / "list.yml")
