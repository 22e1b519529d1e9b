"""The way out: messages owed, sent through python-telegram-bot within Telegram's limits."""
