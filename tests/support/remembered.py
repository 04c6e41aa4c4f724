"""What botocore and Textual work out anew for each session, client and app, though it is always the same.

The tests open thousands of them, and would spend a fifth of their time on it. Here each result is worked out once, and
what is drawn for no terminal is not drawn: a test draws the screen when it reads it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import botocore.client
import botocore.compat
import botocore.hooks
import botocore.parsers
import botocore.utils
from textual._compositor import Compositor
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from bks_tui.tui import keymap

# None of this has a public name, so none of it has a type.
_ALIASER: Any = botocore.hooks.EventAliaser
_CREATOR: Any = botocore.client.ClientCreator
_SHEET: Any = Stylesheet
_COMPOSITOR: Any = Compositor
_RULES: Any = RuleSet


def remember_results() -> None:
    """From now on, work out each of them once."""
    _remember_names_of_events()
    _remember_methods()
    _remember_stylesheets()
    _hash_rules_by_identity()
    _remember_keys()
    _draw_nothing_unread()
    parsers: Any = botocore.parsers
    parsers.DEFAULT_TIMESTAMP_PARSER = functools.cache(botocore.utils.parse_timestamp)
    hooks: Any = botocore.hooks
    hooks.accepts_kwargs = _accepts_kwargs


def _remember_names_of_events() -> None:
    """All emitters have the same aliases, and each looks through all of them for each name that is new to it."""
    alias = _ALIASER(None)._alias_event_name
    _ALIASER._alias_event_name = lambda _emitter, name: alias(name)


def _remember_methods() -> None:
    """A client has a method for each operation of its service, made from the model."""
    make = _CREATOR._create_methods
    made: dict[str, dict[str, object]] = {}

    def methods(creator: object, model: Any) -> dict[str, object]:
        if model.service_name not in made:
            made[model.service_name] = make(creator, model)
        # A session adds its own to them.
        return made[model.service_name].copy()

    _CREATOR._create_methods = methods


def _remember_stylesheets() -> None:
    """The rules of a stylesheet depend on its text, its place and the variables of the theme, and are only read."""
    parse = _SHEET._parse_rules
    parsed: dict[tuple[object, ...], object] = {}

    def rules(sheet: Any, *source: object, **place: object) -> object:
        key = (source, frozenset(place.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *source, **place)
        return parsed[key]

    _SHEET._parse_rules = rules


def _hash_rules_by_identity() -> None:
    """Their hash is their identity, and a call of Python for each of a million look-ups."""
    _RULES.__hash__ = object.__hash__


def _remember_keys() -> None:
    """The keys are compared with each other, pair by pair, for each app."""
    module: Any = keymap
    module._check = functools.cache(module._check)


def _draw_nothing_unread() -> None:
    """An app in a test has no terminal, and still draws each update for it."""
    draw = _COMPOSITOR.render_update

    def drawn(compositor: Any, *, full: bool = False, **options: object) -> object:
        if full:
            return draw(compositor, full=True, **options)
        compositor._dirty_regions.clear()
        return None

    _COMPOSITOR.render_update = drawn


def _accepts_kwargs(handler: Callable[..., Any]) -> object:
    """Whether a handler takes any keyword, without the whole signature that botocore makes for this answer."""
    code = getattr(handler, "__code__", None)
    return code.co_flags & inspect.CO_VARKEYWORDS if code else botocore.compat.accepts_kwargs(handler)
