"""The ports: what the services need from a database and a file store, whichever they are.

Everything that changes happens inside `Store.write()`: either all of it lands, or nothing. Two writers never work on
the same case at once. The adapters are the modules beside this folder.
"""

from wizard.store.ports.files import Files, Held
from wizard.store.ports.transactions import Store, Work

__all__ = ["Files", "Held", "Store", "Work"]
