"""Settings from the environment, ``.env``, and secrets that are files, every name with the prefix ``LIAISON_``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, get_args, get_origin

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

SECRETS = Path("/run/secrets")
"""Where container engines put secrets: a file a setting, named as the setting is (``liaison_bot_token``). The
environment and ``.env`` win over it."""

_TOKEN = re.compile(r"^\d{1,20}:[A-Za-z0-9_-]{20,}$")


class SettingProblem(Exception):
    """A setting is missing or wrong. ``name`` is the environment variable, ``key`` the text that says how
    to mend it."""

    def __init__(self, name: str, key: str, detail: str = "") -> None:
        super().__init__(f"{name}: {key}")
        self.name = name
        self.key = key
        self.detail = detail


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.match(value.get_secret_value()):
        raise ValueError("token")
    return value


def _http_url(value: str) -> str:
    if not re.match(r"^https?://[^/\s]+", value):
        raise ValueError("url")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    if not re.match(r"^(sqlite:///|postgresql(\+psycopg)?://)", value):
        raise ValueError("database")
    return value


def _redis_url(value: str) -> str:
    if not re.match(r"^(rediss?|unix)://", value):
        raise ValueError("redis")
    return value


def _public_url(value: str) -> str:
    if not re.match(r"^https://[^/\s]+", value) and not re.match(
        r"^http://(127\.0\.0\.1|localhost)[:/]", value
    ):
        raise ValueError("url")
    return value.rstrip("/")


def _listen(value: str) -> str:
    if not re.match(r"^[^\s/]+:\d{1,5}$", value):
        raise ValueError("listen")
    return value


class Settings(BaseSettings):
    """Everything that may differ between two installations."""

    model_config = SettingsConfigDict(
        env_prefix="LIAISON_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    api_url: Annotated[str, AfterValidator(_http_url)] = "https://api.telegram.org"
    data_dir: Path = Path("data")
    database_url: Annotated[str, AfterValidator(_database_url)] | None = Field(default=None, repr=False)
    redis_url: Annotated[str, AfterValidator(_redis_url)] | None = Field(default=None, repr=False)
    public_url: Annotated[str, AfterValidator(_public_url)] | None = (
        None  # where Telegram reaches the webhook
    )
    listen: Annotated[str, AfterValidator(_listen)] | None = None  # host:port of health, metrics, webhook
    telegram_only: bool = False  # take webhook calls from Telegram's own addresses alone
    otlp_endpoint: Annotated[str, AfterValidator(_http_url)] | None = None  # where traces go
    assembly: str = ""  # which congress of the database; may be left out where there is one
    answer_working_days: int = Field(default=15, ge=1, le=366)
    route_at: float = Field(default=0.7, ge=0, le=1)  # how sure the routing must be to go without a clerk
    ask_at: float = Field(default=0.3, ge=0, le=1)  # and from where on the citizen is asked
    sends_per_second: float = Field(
        default=28, ge=0, le=1000
    )  # 0: no limit, for a Bot API server of one's own
    concurrent_chats: int = Field(default=100, ge=1, le=1000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @property
    def database(self) -> str:
        """The database's URL; by default a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{self.data_dir / 'liaison.db'}"

    @property
    def bot_id(self) -> int:
        """The bot's number on Telegram, with which its token begins. Raises SettingProblem when there is none."""
        return int(self.token.partition(":")[0])

    @property
    def token(self) -> str:
        """The bot's token. Raises SettingProblem when there is none."""
        if self.bot_token is None:
            raise SettingProblem("LIAISON_BOT_TOKEN", "setting-token-missing")
        return self.bot_token.get_secret_value()


_KEYS = {
    "bot_token": "setting-token-wrong",
    "api_url": "setting-url-wrong",
    "database_url": "setting-database-wrong",
    "redis_url": "setting-redis-wrong",
    "public_url": "setting-public-url-wrong",
    "listen": "setting-listen-wrong",
    "otlp_endpoint": "setting-url-wrong",
}


def read_settings(**overrides: object) -> Settings:
    """The settings as they are now. Raises SettingProblem, which names the first one that is wrong."""
    secrets = SECRETS if SECRETS.is_dir() else None
    try:
        return Settings(_secrets_dir=secrets, **overrides)  # type: ignore[arg-type, call-arg]
    except SettingsError as error:  # nothing else is read while settings are looked for
        reason = getattr(error.__cause__, "strerror", None) or type(error.__cause__).__name__
        raise SettingProblem(str(SECRETS), "setting-secrets-unreadable", reason) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        key, detail = (_KEYS[field], "") if field in _KEYS else _expected(field)
        raise SettingProblem(f"LIAISON_{field.upper()}", key, detail) from None


def _expected(field: str) -> tuple[str, str]:
    """Which text says what a setting must be, and its choices or bounds."""
    info = Settings.model_fields.get(field)
    if info is None:
        return "setting-wrong", ""
    if get_origin(info.annotation) is Literal:
        return "setting-choice", ", ".join(get_args(info.annotation))
    bounds = [getattr(one, end) for end in ("ge", "le") for one in info.metadata if hasattr(one, end)]
    if len(bounds) == 2:
        key = "setting-whole-number" if info.annotation is int else "setting-number"
        return key, "–".join(f"{bound:g}" for bound in bounds)
    return "setting-wrong", ""
