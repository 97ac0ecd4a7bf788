"""Real services that the tests and benchmarks start for themselves: PostgreSQL, an S3 server, nginx."""
