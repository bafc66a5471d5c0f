"""What bill and meter files say, in words: the sentences register themselves."""

from portal.compare.messages import bills, files, readings  # noqa: F401  by being read
