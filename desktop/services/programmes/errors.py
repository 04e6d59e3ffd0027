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


class PackNotZipError(DeskError):
    """A file that should hold a signed pack is no zip, or a damaged one. Facts: file."""


class PackTooLargeError(DeskError):
    """A pack or one of its members is larger than any pack. Facts: file, member, limit."""


class PackMemberError(DeskError):
    """A member of a zip is not as it should be. Facts: file, member, code.

    Codes: outside (its path leaves the zip), name, twice, link, encrypted, broken, missing,
    unlisted, changed.
    """


class PackUnsignedError(DeskError):
    """A zip bears no signature. Facts: file."""


class PackSignatureError(DeskError):
    """A signature does not fit to what it signs. Facts: file, key (its name, where known)."""


class PackUntrustedError(DeskError):
    """A signature is of a key that nobody trusts here. Facts: file, key (its first letters)."""


class PackKeyError(DeskError):
    """A file holds no key that packs can be signed with. Facts: path."""


class PackThereError(DeskError):
    """The version of a pack is there already, with other contents. Facts: pack, version."""


class PackTestsFailedError(DeskError):
    """A pack does not keep its own tests. Facts: pack, version, failed (ids)."""


class PackShippedError(DeskError):
    """A pack that ships with the program can't be changed or removed. Facts: pack, version."""


class PackInUseError(DeskError):
    """Cases or announcements stand on this version of a pack. Facts: pack, version, count."""
