"""The front door: `streamlit run app.py`, or `python -m wizard serve`.

The main script is `wizard/shell.py`, not this file: beside this file lies `pages/`, and Streamlit serves pages beside
its main script without asking the shell, that is without sign-in.
"""

import streamlit as st
from starlette.middleware import Middleware

from wizard.server import single_sign_on
from wizard.server.answers import unexpected
from wizard.server.counting import Counting
from wizard.server.lifespan import lifespan
from wizard.server.middleware import Guardian
from wizard.server.routes import routes
from wizard.settings import settings
from wizard.ui import failure

app = st.App(
    "wizard/shell.py",
    routes=routes(),
    middleware=[Middleware(Counting), Middleware(Guardian, secure=settings().secure)],
    lifespan=lifespan,
    secrets=single_sign_on.secrets(settings()),
    on_script_error=failure.show,
    exception_handlers={Exception: unexpected},
)
