"""Slack's error codes, sorted by what they say of the call: whether it took effect, and whether it ever will.

Source: Slack's method reference for `chat.postMessage`, `chat.update`, `conversations.history`, `.replies`, `.open`,
and the codes that any method may answer.
"""

RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
"""Too much at once; nothing was done."""

REVOKED = frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "app_access_restricted",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""The installation no longer holds: no message of this workspace can go, and none is to blame."""

MIGRATING = frozenset({"team_added_to_org", "external_channel_migrating"})
"""Slack is moving the workspace or channel; nothing was done, and it will be over."""

DOUBTFUL = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "rollup_error", "service_unavailable", "update_failed"}
)
"""Slack says that some aspect of the operation may have succeeded before the error was raised."""

NO_THREAD = frozenset({"cannot_reply_to_message", "thread_not_found"})
"""The message that is answered in a thread is gone."""

REFUSED = NO_THREAD | frozenset(
    {
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "block_mismatch",
        "blocked_file_type",
        "cant_broadcast_message",
        "cant_update_message",
        "channel_is_limited_access",
        "channel_not_found",
        "deprecated_endpoint",
        "edit_window_closed",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_charset",
        "invalid_cursor",
        "invalid_form_data",
        "invalid_json",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_post_type",
        "invalid_ts_latest",
        "invalid_ts_oldest",
        "invalid_user_combination",
        "is_archived",
        "is_inactive",
        "json_not_object",
        "markdown_text_conflict",
        "message_not_found",
        "messages_tab_disabled",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "method_deprecated",
        "method_not_supported_for_channel_type",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_dual_broadcast_content_update",
        "no_text",
        "not_in_channel",
        "posting_to_channel_denied",
        "slack_connect_blocked",
        "team_not_found",
        "too_many_attachments",
        "too_many_contact_cards",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)
"""A clear no that will stay one. So are all codes that begin with `restricted_action`."""

RESTRICTED = "restricted_action"
"""How the codes begin by which a channel's own rules refuse a post."""

CONTENT = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""The blocks are refused, whoever they are sent to; the text alone may pass."""

GONE = "recipient_is_gone"
SHARED = "channel_is_shared"
REMOVED = "app_uninstalled"
"""Ours, not Slack's: it would take a message to somebody who left, or to where another company reads along, without a
word; and while the app is uninstalled it is not asked to take any."""

TOKEN_IS_DEAD = frozenset({"account_inactive", "token_revoked"})
"""What Slack answers once the app was removed."""
