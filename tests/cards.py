"""The program that draws the pictures for shared links, and the settings it reads."""

import importlib.util
import sys
from types import ModuleType

from mkdocs.utils.yaml import yaml_load

from tests.guide import ROOT


def load_cards() -> ModuleType:
    """The program that draws the pictures, under its own name, so that its processes find it again."""
    spec = importlib.util.spec_from_file_location("cards", ROOT / ".ci" / "cards.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cards"] = module
    spec.loader.exec_module(module)
    return module


CARDS = load_cards()
CONFIG = yaml_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
