"""The migrations of the database, run at start by `wizard.store.migrate`."""
