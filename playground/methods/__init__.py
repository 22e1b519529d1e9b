"""The methods of the Bot API that the playground knows, by their names in lower case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playground.methods import account, callbacks, chats, editing, forwarding, media, receiving, text
from playground.methods.call import Call
from playground.methods.inline import answer_inline_query

METHODS: dict[str, Callable[[Call], Any]] = {
    "getme": account.get_me,
    "getwebhookinfo": receiving.get_webhook_info,
    "sendmessage": text.send_message,
    "sendchataction": text.send_chat_action,
    "sendlocation": text.send_location,
    "sendvenue": text.send_venue,
    "sendcontact": text.send_contact,
    "sendpoll": text.send_poll,
    **media.METHODS,
    "forwardmessage": forwarding.forward_message,
    "forwardmessages": forwarding.forward_messages,
    "copymessage": forwarding.copy_message,
    "copymessages": forwarding.copy_messages,
    "editmessagetext": editing.edit_text,
    "editmessagecaption": editing.edit_caption,
    "editmessagemedia": editing.edit_media,
    "editmessagereplymarkup": editing.edit_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "answercallbackquery": callbacks.answer_callback_query,
    "answerinlinequery": answer_inline_query,
    "setmessagereaction": callbacks.set_message_reaction,
    "pinchatmessage": callbacks.pin_chat_message,
    "unpinchatmessage": callbacks.unpin_chat_message,
    "unpinallchatmessages": callbacks.unpin_all_chat_messages,
    "getfile": chats.get_file,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatmembercount": chats.get_chat_member_count,
    "getchatadministrators": chats.get_chat_administrators,
    "leavechat": chats.leave_chat,
    "getuserprofilephotos": chats.get_user_profile_photos,
    "setmycommands": account.set_my_commands,
    "getmycommands": account.get_my_commands,
    "deletemycommands": account.delete_my_commands,
    "setchatmenubutton": account.set_chat_menu_button,
    "getchatmenubutton": account.get_chat_menu_button,
    "setmydefaultadministratorrights": account.set_default_rights,
    "getmydefaultadministratorrights": account.get_default_rights,
    **account.METHODS,
}
"""Methods that answer at once and wholly: nothing else happens while one runs."""

WAITING_METHODS: dict[str, Callable[[Call], Awaitable[Any]]] = {
    "setwebhook": receiving.set_webhook,
    "deletewebhook": receiving.delete_webhook,
    "logout": receiving.log_out,
    "close": receiving.log_out,
}
"""Methods that wait for something on their way. getUpdates is apart: its answer is assembled, not encoded."""
