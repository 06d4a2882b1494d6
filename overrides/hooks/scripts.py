"""Serve the guide's modules as few classic scripts, each under a name that changes with its content.

Templates name a script by its source: `{{ script("main.js") | url }}`; a page names its own in the front matter (`script:`). The
sources themselves are not served. See `bundler` for what a source may say.
"""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from bundler import BundleError, bundle
from mkdocs.exceptions import PluginError
from mkdocs.utils import write_file
from shorten import minified

FOLDER = "assets/js"
# Ours stand for the code of others too, so their licences are served.
SERVED = ".LICENSE.txt"
# What is on every page, and what it hands on to the planner, which so need not bring it again.
MAIN = "main.js"
SHARED = {"planner.js": ("plan/facets.js", "plan/saved.js", "plan/card-store.js", "tick-store.js")}


def hashed_name(name: str, content: bytes) -> str:
    """A name that never stands for other content: `letters/desk.js` becomes `letters-desk.<10 hex digits>.js`."""
    stem, _, ending = name.replace("/", "-").rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:10]}.{ending}"


def state_of(root: Path) -> dict[Path, int]:
    """When each source was last changed."""
    return {path: path.stat().st_mtime_ns for path in sorted(root.rglob("*.js"))}


class Scripts:
    """The scripts made from the sources as they are now, each when a template first names it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.state = state_of(root)
        self.made: dict[str, str] = {}
        self.contents: dict[str, bytes] = {}

    def address(self, name: str) -> str:
        """The address of the script made from a source below the root, relative to the site. Raises `PluginError`."""
        if name not in self.made:
            if not (self.root / name).is_file():
                raise PluginError(
                    f"There is no docs/{FOLDER}/{name}; mend `script:` in the page's front matter, or the template that names it"
                )
            try:
                gives = {module for shared in SHARED.values() for module in shared} if name == MAIN else ()
                script = bundle(self.root / name, self.root, gives=gives, takes=SHARED.get(name, ()))
                content = minified(script).encode()
            except BundleError as error:
                raise PluginError(f"The scripts cannot be joined:\ndocs/assets/{error}") from error
            self.made[name] = f"{FOLDER}/{hashed_name(name, content)}"
            self.contents[self.made[name]] = content
        return self.made[name]


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------

_now: dict[str, Scripts] = {}


def on_files(files: Any, **_: Any) -> Any:
    """Leave the sources out of the site."""
    for file in list(files):
        if file.src_uri.startswith(f"{FOLDER}/") and not file.src_uri.endswith(SERVED):
            files.remove(file)
    return files


def on_env(env: Any, config: Any, **_: Any) -> Any:
    """Give the templates the addresses. Each language is a build of its own; they share what was made."""
    root = Path(config.docs_dir) / FOLDER
    if "scripts" not in _now or _now["scripts"].root != root or _now["scripts"].state != state_of(root):
        _now["scripts"] = Scripts(root)
    env.globals["script"] = partial(Scripts.address, _now["scripts"])
    return env


def on_post_build(config: Any, **_: Any) -> None:
    """Write what the pages named."""
    for address, content in _now["scripts"].contents.items():
        write_file(content, str(Path(config.site_dir) / address))
