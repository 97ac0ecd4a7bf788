"""The parts of the filing: cover, letter, evidence index, exhibit pages, integrity page."""
