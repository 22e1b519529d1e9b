"""The field itself: opinions, deputies, committees. Knows no Telegram, no SQL, no Redis."""
