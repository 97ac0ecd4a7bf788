"""Reads what stands in a file: pictures by OCR (extra `ocr`), PDF by their text layer or as pictures, texts, tables.

Nothing leaves the machine. Meant for a worker process: OCR takes seconds and a quarter of a gigabyte. Nothing read
here changes a case by itself; it is offered to the person.

    read_file
      ├─ engine     the OCR engine, one a process; whether there is one
      ├─ pictures · papers · writings   one for each family of files
      ├─ faces      where faces are in a picture
      ├─ page       what comes out: pages of lines with their places
      ├─ rows       lines beside each other, numbers broken over two lines
      ├─ values     order numbers, moments, amounts … in those rows
      └─ transcript who said what in a chat
"""

from wizard.evidence.reading.engine import can_read_pictures
from wizard.evidence.reading.file import READER, read_file, readable, surveyed
from wizard.evidence.reading.noting import readout_of
from wizard.evidence.reading.page import Page, PlacedLine, Reading
from wizard.evidence.reading.transcript import transcript_of
from wizard.evidence.reading.values import values_of

__all__ = [
    "READER",
    "Page",
    "PlacedLine",
    "Reading",
    "can_read_pictures",
    "read_file",
    "readable",
    "readout_of",
    "surveyed",
    "transcript_of",
    "values_of",
]
