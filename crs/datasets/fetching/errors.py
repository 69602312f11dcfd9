"""What can go wrong on the way from a card to a folder of files.

FetchError (a CRSError)
├── LicenceError      the licence does not let a program fetch it, or the user has not agreed
├── NotFoundError     the address has no such file (any more)
├── RefusedError      the server wants a login or forbids it
├── NetworkError      the server cannot be reached, is out of order, or breaks off
├── TooLargeError     more than the caps allow
├── ChecksumError     the file is not the one the card describes
└── ArchiveError      the archive is damaged, hostile, or lacks a file
"""

from __future__ import annotations

from crs.errors import CRSError


class FetchError(CRSError):
    """A data set could not be fetched. What was there before is still there."""


class LicenceError(FetchError):
    """The licence does not let a program fetch it, or the user has not agreed to it."""


class NotFoundError(FetchError):
    """The address has no such file."""


class RefusedError(FetchError):
    """The server wants a login, or forbids the download."""


class NetworkError(FetchError):
    """The server cannot be reached, is out of order, or breaks off again and again."""


class TooLargeError(FetchError):
    """A file or an archive is larger than the caps allow."""


class ChecksumError(FetchError):
    """What was downloaded is not the file that the card describes."""


class ArchiveError(FetchError):
    """An archive is damaged, hostile, or lacks a file."""
