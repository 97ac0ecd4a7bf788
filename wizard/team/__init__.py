"""People and what they may do: roles, names, passwords, tokens, attempts. Pure rules; the store keeps the rows."""
