"""What somebody with the database in their hands could do behind the program's back."""

from wizard.store.database import SqlStore

GUARDS = {"sqlite": ["audit_no_update", "audit_no_delete"], "postgresql": ["audit_append_only ON audit"]}


def tamper(store: SqlStore, statement: str) -> None:
    """Take the guards of the audit trail away and change it."""
    with store.engine.connect().execution_options(wizard_write=True) as behind, behind.begin():
        for guard in GUARDS[store.engine.dialect.name]:
            behind.exec_driver_sql(f"DROP TRIGGER {guard}")
        behind.exec_driver_sql(statement)
