"""The config file: TOML in the user's config directory, read whole or refused.

A setting that is misspelt or of the wrong kind is an error, not ignored: it may be the one that forbids writing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from bks_tui.core.account.member import EXTERNAL_ID_FORM, require_external_id, require_role_name
from bks_tui.core.errors import FileError, UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.settings import Config, Theme, parse_age, parse_size
from bks_tui.storage.reading import read_regular

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LARGEST = 1 << 20
_REMEDY = "See 'bks help config' for the available settings."


class _WrongError(Exception):
    """A value is not what its setting takes; the text says what it takes."""


def config_path() -> Path:
    """Where the config file of this person is, or would be."""
    return user_config_path("bks", appauthor=False) / "config.toml"


def read_config() -> Config:
    """The settings of this person; the defaults without a file. Raises FileError and UsageError."""
    path = config_path()
    try:
        text = read_regular(path, _LARGEST).decode()
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise FileError(f"the config file {path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"the config file {path} is not UTF-8", _REMEDY) from error
    try:
        return _config(tomllib.loads(text))
    except ValueError as error:
        raise UsageError(f"the config file {path} is not valid TOML: {error}", _REMEDY) from error
    except RecursionError as error:
        raise UsageError(f"the config file {path} is nested too deep", _REMEDY) from error
    except _WrongError as error:
        raise UsageError(f"the config file {path} is not valid: {error}", _REMEDY) from error


def _config(settings: Mapping[str, Any]) -> Config:
    fields = {}
    for name, value in settings.items():
        if name not in _SETTINGS:
            raise _WrongError(f"unknown setting {quoted(name)}; the settings are {', '.join(_SETTINGS)}")
        field, take = _SETTINGS[name]
        try:
            fields[field] = take(value)
        except _WrongError as error:
            raise _WrongError(f"{name} takes {error}") from error
    return Config(**fields)


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongError("a name in quotes")
    return value.strip()


def _role_name(value: object) -> str:
    name = _name(value)
    try:
        require_role_name(name)
    except UsageError:
        raise _WrongError("the name of a role in quotes, not its ARN") from None
    return name


def _external_id(value: object) -> str:
    external_id = _name(value)
    try:
        require_external_id(external_id)
    except UsageError:
        raise _WrongError(f"an external id in quotes: {EXTERNAL_ID_FORM}") from None
    return external_id


def _age(value: object) -> Any:
    age = parse_age(value) if isinstance(value, str) else None
    if age is None:
        raise _WrongError('hours or days in quotes: "24h", "7d"')
    return age


def _size(value: object) -> int:
    size = parse_size(value) if isinstance(value, str) else None
    if size is None:
        raise _WrongError('a size in quotes: "500MB", "100GB"')
    return size


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError("true or false")
    return value


def _theme(value: object) -> Theme:
    themes = {theme.value: theme for theme in Theme}
    if not isinstance(value, str) or value not in themes:
        raise _WrongError(f"one of {', '.join(themes)}, in quotes")
    return themes[value]


def _keys(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _WrongError("a table of actions and their keys")
    return {action: _keys_of(action, keys) for action, keys in value.items()}


def _keys_of(action: str, keys: object) -> tuple[str, ...]:
    listed = [keys] if isinstance(keys, str) else keys
    if not isinstance(listed, list) or not listed or not all(isinstance(key, str) and key for key in listed):
        raise _WrongError(f"a key in quotes or a list of them, for {quoted(action)} too")
    return tuple(listed)


# Each setting as it stands in the file: the field it becomes, and what takes it.
_SETTINGS: Mapping[str, tuple[str, Callable[[object], Any]]] = {
    "profile": ("profile", _name),
    "region": ("region", _name),
    "role_name": ("role_name", _role_name),
    "external_id": ("external_id", _external_id),
    "min_age": ("minimum_age", _age),
    "max_scan": ("max_scan", _size),
    "read_only": ("read_only", _switch),
    "theme": ("theme", _theme),
    "keys": ("keys", _keys),
}
