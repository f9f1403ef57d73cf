"""Everything that changes people, their sign-in and their keys."""

from accounts.actions.availability import (
    add_absence,
    add_shift,
    follow_company_hours,
    remove_absence,
    remove_shift,
    set_quiet_time,
    set_working_hours,
)
from accounts.actions.bots import change_bot, create_bot, renew_bot_key
from accounts.actions.company_hours import (
    change_company_hours,
    let_send_urgently,
    stop_sending_urgently,
)
from accounts.actions.people import (
    change_portrait,
    change_profile,
    create_person,
    drop_portrait,
)
from accounts.actions.rights import change_role, deactivate_person, reactivate_person
from accounts.actions.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    forget_old_sessions,
    forget_session,
)
from accounts.actions.sign_in import (
    ask_for_password,
    note_failed_sign_in,
    note_sign_in,
    set_password,
)
from accounts.actions.status import clear_status, forget_old_statuses, set_status
from accounts.actions.tokens import create_token, revoke_token
from accounts.actions.urgent import call_urgently

__all__ = [
    "add_absence",
    "add_shift",
    "ask_for_password",
    "call_urgently",
    "change_bot",
    "change_company_hours",
    "change_portrait",
    "change_profile",
    "change_role",
    "clear_status",
    "create_bot",
    "create_person",
    "create_token",
    "deactivate_person",
    "drop_portrait",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "follow_company_hours",
    "forget_old_sessions",
    "forget_old_statuses",
    "forget_session",
    "let_send_urgently",
    "note_failed_sign_in",
    "note_sign_in",
    "reactivate_person",
    "remove_absence",
    "remove_shift",
    "renew_bot_key",
    "revoke_token",
    "set_password",
    "set_quiet_time",
    "set_status",
    "set_working_hours",
    "stop_sending_urgently",
]
