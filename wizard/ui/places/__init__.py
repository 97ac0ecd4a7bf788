"""Parts of the pages outside a case: board, guide, team, verification."""
