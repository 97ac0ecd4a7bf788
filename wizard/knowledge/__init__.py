"""The knowledge packs: law, channels, questions, evidence and words as data, loaded and checked."""
