"""Text that an attacker may write into a name, a tag, a user agent or an error message.

Every screen and every output is shown each of these and must stay harmless. Written as escapes,
so that this file itself is harmless to read.
"""

from __future__ import annotations

import unicodedata

from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, LastUse, MfaDevices, User
from bks_tui.core.scan.findings import ScanResult
from tests.support.users import NOW, access_key, an_account, api_key, scan_result, user, user_record

HOSTILE: dict[str, str] = {
    "nothing": "",
    "spaces": "   ",
    "NUL": "before\x00after",
    "bell": "ring\x07ring",
    "backspace": "admin\x08\x08\x08\x08\x08guest",
    "carriage return": "malicious\rharmless",
    "newline": "first line\nsecond line",
    "CRLF": "first\r\nsecond",
    "tab": "left\tright",
    "vertical tab and form feed": "a\x0bb\x0cc",
    "escape sequence: red": "\x1b[31mred\x1b[0m",
    "escape sequence: clear the screen": "\x1b[2J\x1b[H",
    "escape sequence: title": "\x1b]0;owned\x07",
    "escape sequence: OSC 52 writes the clipboard": "\x1b]52;c;cm0gLXJmIC8=\x07",
    "escape sequence: OSC 8 link": "\x1b]8;;https://example.com\x1b\\click\x1b]8;;\x1b\\",
    "escape sequence: unfinished": "\x1b[",
    "C1 CSI": "\x9b31mred",
    "C1 OSC": "\x9d52;c;AAAA\x9c",
    "DEL": "del\x7fete",
    "looks like an escape sequence": "[31mred[0m ^[[2J \\x1b[2J",
    "bidi override": "user\u202egnp.exe",
    "bidi isolate": "a\u2066b\u2067c\u2069d",
    "bidi marks": "a\u200eb\u200fc\u061cd",
    "zero width": "Bedrock\u200bAPI\u200cKey\u200d-\ufeffx7f2\u2060",
    "soft hyphen": "Bed\u00adrock",
    "line and paragraph separator": "a\u2028b\u2029c",
    "next line": "a\u0085b",
    "tag characters": "a\U000e0041\U000e0042b",
    "private use": "a\ue000b",
    "no character": "a\uffffb",
    "lone high surrogate": "a\ud800b",
    "lone low surrogate": "a\udfffb",
    "Rich: unclosed tag": "[/",
    "Rich: closing tag": "[/foo]",
    "Rich: style": "[bold red]loud[/]",
    "Rich: link": "[link=https://example.com]click[/link]",
    "Rich: backslash": "\\[bold]\\",
    "Textual: action": "[@click=app.quit]x[/]",
    "Textual: variable": "[$error]x[/]",
    "emoji code": ":warning: :pile_of_poo:",
    "JSON": '{"a": ["b", null]}',
    "quotes and commas": "a,\"b\",'c';d",
    "CSV formula": '=HYPERLINK("https://example.com","click")',
    "CSV formula by plus": "+cmd|' /C calc'!A0",
    "CSV formula by minus": "-2+3",
    "CSV formula by at sign": "@SUM(1,1)",
    "CSV formula after a tab": "\t=1+1",
    "CSV formula after a carriage return": "\r=1+1",
    "CSV formula after a newline": "\n=1+1",
    "CSV formula after a space": " =1+1",
    "CSV formula in full width": "\uff1d1+1",
    "HTML": "<script>alert(1)</script>",
    "HTML entity and attribute": '" onmouseover="alert(1)" &lt;b&gt;',
    "Markdown": "[click](javascript:alert(1)) | `x` | **y** <!-- ",
    "format strings": "%s %n {0} {user.__class__} ${HOME} $(id) `id`",
    "path": "../../../../etc/passwd",
    "wide": "\u5168\u89d2\u30e6\u30fc\u30b6\u30fc",
    "emoji": "\U0001f469\u200d\U0001f4bb \U0001f3f4",
    "combining": "Z\u0351\u036b\u0343a\u0300\u0301\u0302lgo",
    "right to left": "\u05de\u05e9\u05ea\u05de\u05e9",
    "10,000 characters": "A" * 10_000,
    "10,000 escapes": "\x1b" * 10_000,
    "10,000 brackets": "[/" * 5_000,
}

HOSTILE_TEXTS = tuple(HOSTILE.values())

_DANGEROUS_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")


def dangers(drawn: str) -> set[str]:
    """The characters of a drawn text that a terminal or a bidi algorithm acts on, line breaks apart.

    Judged by Unicode category, not by `str.isprintable` as the code under test does.
    """
    return {
        character
        for character in drawn
        if character != "\n" and unicodedata.category(character) in _DANGEROUS_CATEGORIES
    }


def hostile_scan(text: str) -> ScanResult:
    """A scan in which every text that AWS answers holds `text`: a phantom, and an ordinary user."""
    return scan_result(
        _hostile_user(f"BedrockAPIKey-{text}", text),
        _hostile_user(text, text),
        warnings=(f"cannot read {text}",),
        account=an_account(alias=text),
    )


def _hostile_user(name: str, text: str) -> User:
    return user(
        name,
        record=user_record(name, user_id=text, path=f"/{text}/"),
        tags=((text, text),),
        permissions_boundary=text,
        service_credentials=(
            api_key(text, made_for=text, status=text),
            api_key(text, made_for=text, service_name=text),
        ),
        access_keys=(access_key(text, status=text, last_used=LastUse(NOW, text, text)),),
        login_profile=Unread(Cause.FAILED, "iam:GetLoginProfile", text),
        mfa_devices=MfaDevices((text,), all_kinds=True),
        groups=(text,),
        attached_policies=(AttachedPolicy(text, text),),
        inline_policies=(InlinePolicy(text, Unread(Cause.FAILED, "iam:GetUserPolicy", text)),),
    )
