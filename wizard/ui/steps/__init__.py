"""Parts of the step pages: one file a part, words and layout only."""
