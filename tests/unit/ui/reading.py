"""Reading what a page shows."""

from streamlit.testing.v1 import AppTest


def text_of(tab: AppTest) -> str:
    """Everything that is shown as text or HTML."""
    return "\n".join(
        str(getattr(element, "body", None) or element.value or "") for element in tab.get("html")
    ) + "\n".join(element.label for element in [*tab.button, *tab.text_input])
