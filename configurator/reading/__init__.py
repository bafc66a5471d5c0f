"""Files in, checked objects out; every error carries file, line and id."""
