"""Which texts a message may repeat: names, ids, paths and numbers, but nothing that may be a secret.

People enter keys where names are expected, and AWS, botocore and click repeat their input. So a text is harmless
only if it has a known form or reads like words: a random text counts as a secret.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from bks_tui.core.services import SERVICES
from bks_tui.core.text import sanitize

# Names of IAM (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), Regions, options and calls.
_NAME = re.compile(r"[\w+=,.@:-]{1,128}", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?[hd]?", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
# An ARN, a path or an address: its parts are judged apart.
_STRUCTURE_BEGINS = ("arn:", "http://", "https://", "~/", "/", "./", "../")
_STRUCTURED = re.compile(r"[^\n]{1,2000}")
_RELATIVE_PATH = re.compile(r"[\w+=,.@:/-]{1,2000}", re.ASCII)
_PART = re.compile(r"[/:?&=, ]")

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
_AWS_ID = re.compile(r"(?:ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[A-Z0-9]{12,17}")
# Ids of operations, requests and events; the last are those of AWS resources, such as i-0123456789abcdef0.
_HEX_ID = re.compile(r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|(?:[a-z]{1,4}-)?[0-9a-f]{8,17}", re.IGNORECASE)
# Hexadecimal digits that are no id: a signature, or a token.
_DIGEST = re.compile(r"(?=\d*[a-f])(?=[a-f]*\d)[\da-f]{18,}", re.IGNORECASE)

_KEY_PREFIX = "|".join(
    prefix for service in SERVICES for prefix in (service.long_term_prefix, service.short_term_prefix) if prefix
)
# What begins so is a secret whatever follows: API keys, and the tokens of other services.
_SECRET_PREFIX = re.compile(
    rf"(?:{_KEY_PREFIX})[A-Za-z0-9+/=_%-]{{8}}"
    r"|\b(?:gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|sk-|sk_live_|rk_live_|npm_|pypi-|eyJ|FwoG|FQoG|IQoJ)[\w./+-]{8}"
)
# A secret in the form of a name and its value.
_SECRET_VALUE = re.compile(r"(?:secret|password|passwd|token|api_?key)\w*(?:\s*=|:\s)\s*\S", re.IGNORECASE)

# The words in a text: `MyUser2` is My, User, 2.
_CHUNK = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SEPARATOR = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_WORD = 24
_ABBREVIATION = 3
# A number, and digits among letters that are one: a year, a time, an account id.
_NUMBERS = range(1, 21)
_DIGITS = range(4, 21)

# Which letters follow a letter in words: half of all pairs make 98 % of the pairs in botocore's and Python's names.
_PAIRS = """
    a:bcdfgiklmnprstuvwxyz b:aeijlorsuy c:acdehiklmorstuy d:abdefgilmorsuy e:abcdefghilmnopqrstvwxy f:aefilortuy
    g:aeghilmnorsu h:aeilmorstuy i:abcdefglmnoprstvxz j:aeou k:aeiorsu l:acdefilopstuvy m:abeilmopsu
    n:acdefghiklmnostuvy o:abcdfgijklmnoprstuvwx p:acdehiloprstuy q:u r:acdefgiklmnoprstuvy
    s:acdefhiklmnopqrstuwy t:acdefhilmoprstuwy u:abcdefgilmnoprst v:aeio w:aehinors x:ceipt y:eilmnpst z:aeo
"""
_FOLLOWERS = dict(pair.split(":") for pair in _PAIRS.split())
# So many letters of a word may be followed by an unusual one: for names, and where two words meet.
_LETTERS_FOR_AN_EXCEPTION = 6

# The end of what CloudFormation names: a name, and 12 or 13 random characters.
_GENERATED_END = re.compile(r"(?<=[a-z])-[A-Z0-9]{12,13}\Z|(?<=[a-z])-[A-Za-z0-9]{12}\Z")

# How many characters of no word a harmless text may have: a few, or so many of a hundred, and never more than most.
_FEW_RANDOM = 8
_RANDOM_PERCENT = 40
_MOST_RANDOM = 20
# Where nothing separates them, chance makes a few words of many letters.
_LONG_PIECE = 20
_RANDOM_PERCENT_OF_LONG = 20

# In a message, shorter runs give nothing away; a longer run of a secret's alphabet is judged.
_RUN = re.compile(r"[\w+/=.~%@:,*&?-]{12,}")
_TRAILING = ".,:;?*"
# A shorter text is no secret, and a blank would be found everywhere in a message.
_SHORTEST_GIVEN = 7


def is_harmless(text: str) -> bool:
    """Whether a text may be repeated: a name, an id, a number, a time, an ARN, a path or an address, of low entropy."""
    if _NUMBER.fullmatch(text) or _TIME.fullmatch(text):
        return True
    if len(text) < _SHORTEST_GIVEN:
        return text.isprintable()
    forms = (_STRUCTURED,) if text.startswith(_STRUCTURE_BEGINS) else (_NAME, _RELATIVE_PATH)
    return any(form.fullmatch(text) for form in forms) and not _may_be_secret(text)


def quoted(text: str) -> str:
    """A text in quotes if it is harmless, else a description that reveals nothing of it."""
    return f"'{text}'" if is_harmless(text) else described(text)


def safe_name(text: str) -> str:
    """A text as it is if it is harmless, else a description that reveals nothing of it."""
    return text if is_harmless(text) else described(text)


def described(text: str) -> str:
    """The replacement for a text that must not be repeated."""
    return f"[withheld, {len(text)} characters]" if text else "[empty]"


def without_secrets(message: str) -> str:
    """A message with `[withheld]` for each run of characters in it that may be a secret, whoever wrote it."""
    return _RUN.sub(_harmless_run, message)


def without_given(message: str, given: tuple[str, ...]) -> str:
    """A message with a description for each given text in it that is not harmless, in quotes or not."""
    for text in _not_harmless(given):
        # Click writes some texts as Python does, and `clean` escapes what is not printable.
        for form in (repr(text), f"'{text}'", f'"{text}"', sanitize(text), text):
            message = message.replace(form, described(text))
    return message


@lru_cache(maxsize=8)
def _not_harmless(given: tuple[str, ...]) -> tuple[str, ...]:
    """What must not be repeated of the given texts, as a whole, by lines, and behind the `=` of an option."""
    wholes = set(given)
    parts = {part for text in wholes for part in (*text.splitlines(), text.partition("=")[2])}
    secret = {text for text in wholes | parts if len(text.strip()) >= _SHORTEST_GIVEN and not is_harmless(text)}
    return tuple(sorted(secret, key=len, reverse=True))


def _harmless_run(match: re.Match[str]) -> str:
    core = match[0].rstrip(_TRAILING)
    return "[withheld]" + match[0][len(core) :] if _may_be_secret(core) else match[0]


def _may_be_secret(text: str) -> bool:
    return bool(_SECRET_PREFIX.search(text) or _SECRET_VALUE.search(text)) or not _reads_like_words(text)


def _is_id(text: str) -> bool:
    return (_AWS_ID.fullmatch(text) or _HEX_ID.fullmatch(text)) is not None


def _reads_like_words(text: str) -> bool:
    """Whether few of its characters are in no word, number or id, and few of those of each part."""
    counts = [_letters_and_random(part) for part in _PART.split(text)]
    total, random = (sum(column) for column in zip(*counts, strict=True))
    return all(_is_little(*count) for count in counts) and _is_little(total, random)


def _is_little(total: int, random: int) -> bool:
    return random <= _FEW_RANDOM or (random * 100 <= total * _RANDOM_PERCENT and random <= _MOST_RANDOM)


def _letters_and_random(text: str) -> tuple[int, int]:
    """How many letters and digits a text has, and how many of them are in no word, number or id."""
    # Before it is split: an id of hexadecimal digits has separators too.
    if _is_id(text):
        return 0, 0
    pieces = [piece for piece in _SEPARATOR.split(_GENERATED_END.sub("", text)) if not _is_id(piece)]
    return sum(map(len, pieces)), sum(map(_random_in_piece, pieces))


def _random_in_piece(piece: str) -> int:
    if (piece.isalpha() and len(piece) <= _ABBREVIATION) or (piece.isdigit() and len(piece) in _NUMBERS):
        return 0
    random = sum(len(chunk) for chunk in _CHUNK.findall(piece) if not _is_word(chunk.lower()))
    long = len(piece) >= _LONG_PIECE and random * 100 > len(piece) * _RANDOM_PERCENT_OF_LONG
    return len(piece) if long or _DIGEST.fullmatch(piece) else random


def _is_word(chunk: str) -> bool:
    if chunk.isdigit():
        return len(chunk) in _DIGITS
    if not 3 <= len(chunk) <= _LONGEST_WORD:
        return False
    unusual = sum(after not in _FOLLOWERS[letter] for letter, after in pairwise(chunk))
    return unusual <= len(chunk) // _LETTERS_FOR_AN_EXCEPTION
