"""The kinds of record a knowledge pack holds, one topic a file."""
