"""What can be wrong with a bill, one subject a file; each rule takes the ledger and yields differences."""
