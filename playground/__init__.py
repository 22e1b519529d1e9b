"""A local Bot API server: chats, users, bots and files on your own machine, over Telegram's own HTTP interface.

`python -m playground` runs it; `playground.server.Playground` runs it inside a test. See README.md.
It imports nothing of the rest of this project.
"""
