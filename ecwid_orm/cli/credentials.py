"""The token of a store: from the environment, a `.env` file, or the keyring of the system.

Never from the command line, where the history of the shell and the list of processes show it, and
never from `ecwid.toml`, which is made to be shared.
"""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

from dotenv import dotenv_values

from ecwid_orm.exceptions import ConfigurationError, MissingExtra

__all__ = ["WAYS", "forget_token", "keep_token", "kept_token", "read_env_file"]

WAYS = "`ecwid login`, ECWID_TOKEN=… in a .env file beside ecwid.toml, or in the environment"
"""How a token is given."""


def read_env_file(path: Path) -> dict[str, str]:
    """The variables in a `.env` file that concern us; none where there is no file.

    They are read, not put into the environment of this process. Raises ConfigurationError for a
    file that cannot be read.
    """
    if not path.is_file():
        return {}
    try:
        found = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from None
    return {name: text for name, text in found.items() if name.startswith("ECWID_") and text}


# In the keyring, a token is kept under the host that it is for, so that it is sent to no other.


def kept_token(url: str, store_id: str) -> str | None:
    """The token of a store that the keyring has; None where it has none, or there is none.

    Raises ConfigurationError for a keyring that is locked or broken.
    """
    try:
        keyring = _keyring()
    except MissingExtra:
        return None
    try:
        token: str | None = keyring.get_password(_service(url), store_id)
    except keyring.errors.NoKeyringError:
        return None
    except keyring.errors.KeyringError as error:
        raise _trouble(error) from None
    return token


def keep_token(url: str, store_id: str, token: str) -> str:
    """Put the token of a store into the keyring; what keeps it, by name.

    Raises MissingExtra, and ConfigurationError where there is no keyring, or it is locked.
    """
    keyring = _keyring()
    try:
        keyring.set_password(_service(url), store_id, token)
    except keyring.errors.KeyringError as error:
        raise _trouble(error) from None
    return str(keyring.get_keyring().name)


def forget_token(url: str, store_id: str) -> bool:
    """Take the token of a store out of the keyring; whether there was one.

    Raises MissingExtra, and ConfigurationError where there is no keyring, or it is locked.
    """
    keyring = _keyring()
    try:
        if keyring.get_password(_service(url), store_id) is None:
            return False
        keyring.delete_password(_service(url), store_id)
    except keyring.errors.KeyringError as error:
        raise _trouble(error) from None
    return True


def _service(url: str) -> str:
    return f"ecwid_orm at {urlsplit(url).netloc}"


def _keyring() -> ModuleType:
    try:
        import keyring
        import keyring.errors
    except ImportError:
        raise MissingExtra(
            "the keyring of the system needs an extra: pip install 'ecwid_orm[keyring]'; or put "
            "ECWID_TOKEN=… into a .env file beside ecwid.toml"
        ) from None
    return keyring


def _trouble(error: Exception) -> ConfigurationError:
    way_out = "put ECWID_TOKEN=… into a .env file beside ecwid.toml"
    if type(error).__name__ == "NoKeyringError":
        return ConfigurationError(f"this system has no keyring; {way_out}")
    why = str(error).partition("\n")[0].rstrip(".") or type(error).__name__
    return ConfigurationError(
        f"the keyring of this system cannot be used: {why}. Unlock it, or {way_out}"
    )
