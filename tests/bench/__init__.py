"""Benchmarks: what they print is for people; nothing here passes or fails."""
