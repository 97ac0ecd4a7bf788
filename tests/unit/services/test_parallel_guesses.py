"""Guessing from two processes at once: one count."""

import subprocess
import sys
from pathlib import Path

from wizard.services import people
from wizard.services.instance import Instance

ROOT = Path(__file__).resolve().parents[3]
GUESSES = 5
SCRIPT = """
import sys
from pathlib import Path
from wizard.bootstrap import open_instance
from wizard.services import people
from wizard.services.errors import SignInRefused
from wizard.settings import Settings
from wizard.team import passwords

passwords.matches = lambda *_: False  # what is counted is the attempt, not the half second it takes
folder, tries, database = sys.argv[1:]
instance = open_instance(Settings(_env_file=None, data_folder=Path(folder), database_url=database))
for _ in range(int(tries)):
    try:
        people.sign_in(instance, "wang", "wrong", "10.0.0.1")
    except SignInRefused as refused:
        print("looked" if "不对" in str(refused) else "waits", flush=True)
instance.close()
"""


def test_two_processes_share_one_count(instance: Instance) -> None:
    people.create_person(instance, "wang", "王五", "correct horse battery")
    folder = str(instance.settings.data_folder)
    command = [sys.executable, "-c", SCRIPT, folder, str(GUESSES), instance.settings.database_url]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [line for one in both for line in one.communicate(timeout=120)[0].split()]
    assert (said.count("looked"), said.count("waits")) == (5, 5)
