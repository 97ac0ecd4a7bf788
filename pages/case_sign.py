"""Step 6, 签署: the reason for what is missing, the declaration, the signature, and the signed package."""

from wizard.ui import current, fragments, layout
from wizard.ui.steps import (
    judging,
    markup,
    review_readers,
    saving,
    sign_build,
    sign_missing,
    sign_person,
    sign_primary,
    sign_together,
)


def step() -> None:
    """What the step shows."""
    layout.step("签署，生成材料包", "签署之后，这一版就不再改动。要改，随时可以生成下一版。")
    saving.show_told()
    sign_build.show_packages()
    build = sign_build.running()
    if build is not None:
        sign_build.progress(build)
    elif sign_together.signing():
        sign_together.show()
    elif sign_primary.signing():
        review_readers.remind(judging.chosen_channel())
        sign_missing.show()
        sign_primary.show(sign_person.show())
    else:
        if not current.case().packages:
            layout.notice(sign_primary.who_signs())
        sign_together.invite()
        markup.show(sign_build.next_html())
        sign_primary.onwards()


current.require_user()
fragments.body(step)
