"""Cases, people, files and the audit trail: ports (`ports.py`) and their adapters for SQL and object stores."""
