"""Cases, people, files and the audit trail: ports (`ports/`) and their adapters for SQL and object stores."""
