"""Give the templates the interface texts as `ui.zh` and `ui.en`."""

from __future__ import annotations

from typing import Any

from ui_text import LANGUAGES, ui_texts


def on_env(env: Any, **_: Any) -> Any:
    """Make the texts known to every template, and read each template once: a build sees no change halfway."""
    env.auto_reload = False
    env.globals["ui"] = {language: ui_texts(language) for language in LANGUAGES}
    return env
