"""Originals as something a page can show: pictures, tables, text, or a card that says what the file is."""
