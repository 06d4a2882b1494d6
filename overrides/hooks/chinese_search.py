"""Make sure that Chinese words are cut for the search index: without jieba the theme says nothing and finds little."""

from __future__ import annotations

import logging
from typing import Any

import jieba


def on_startup(**_: Any) -> None:
    """Keep jieba's loading messages out of a build that should print nothing. Raises `ImportError` where it is missing."""
    jieba.setLogLevel(logging.WARNING)
