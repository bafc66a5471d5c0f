"""Keys for rows, codes for people."""

import secrets
import uuid

import uuid_utils.compat

# No 0/O, 1/I/L, 5/S, 8/B, U/V: read over the phone without mistakes.
CODE_LETTERS = "2346789ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 6


def new_id() -> uuid.UUID:
    """A UUIDv7: unique, and ordered by time so that indexes stay dense."""
    return uuid_utils.compat.uuid7()


def new_code() -> str:
    """A six-character resume code without look-alike letters (244 million of them)."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def normal_code(typed: str) -> str:
    """`typed` as a code is stored: upper case, without spaces and dashes."""
    return "".join(c for c in typed.upper() if c.isalnum())


def new_token() -> str:
    """A secret for a private link: 192 random bits, safe in a URL."""
    return secrets.token_urlsafe(24)
