"""What can be wrong with a programme pack: a type per mistake, with file, line and key."""

from __future__ import annotations

from db.errors import DeskError


class PackMissingError(DeskError):
    """No pack with this id and version is there. Facts: pack, version, known."""


class PackTwiceError(DeskError):
    """Two files hold the same pack in the same version. Facts: pack, version, files."""


class PackMistakeError(DeskError):
    """One mistake in a pack.

    Facts: file (its name), line (from 1, None where the file doesn't tell), key (dotted, tables of
    an array numbered from 1), expected (a code or a list of words), limit (of a number, a length or
    a pattern, otherwise None), found; where they help: meant (what was probably meant), position
    (of a letter in an expression, from 1), allowed (words).
    """


class PackSyntaxError(PackMistakeError):
    """The file is not TOML or not UTF-8."""


class UnknownKeyError(PackMistakeError):
    """A key that nobody knows, most often a typing mistake."""


class MissingKeyError(PackMistakeError):
    """A key that has to be there is not."""


class WrongValueError(PackMistakeError):
    """A value of the wrong kind, or beyond its limits."""


class UnknownReferenceError(PackMistakeError):
    """A code that no other part of the pack declares; `expected` lists those declared."""


class PackBrokenError(DeskError):
    """A pack can't be used. Facts: file, mistakes (PackMistakeErrors in the order of lines)."""
