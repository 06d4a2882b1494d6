"""Turn an ES module and all it imports into one classic script, which runs where modules do not (`file://`) and needs one request.

The sources keep to a part of the module language that can be joined without renaming anything: named and default imports by
relative path, exported functions, classes, constants and lists. Each module becomes a block, so its names stay its own; what it
exports is a variable of the script around the blocks. The rest of the module language is refused with file, line and remedy.

`import.meta.url` gives the address the module would have if it were served by itself, so a bundle belongs into the folder that
stands for `root`. `bundle` is pure but for reading the sources; `shorten.minified` shortens what it returns.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from shorten import FUNCTIONS, inside, parsed, text_of
from tree_sitter import Node

_HERE = "$here"
_SHARED = "$guide"


class BundleError(ValueError):
    """A module cannot be joined; the message names file, line and remedy."""


@dataclass
class Module:
    """One source file: what it takes from which module, what it gives, and its code without either."""

    path: Path
    imports: list[tuple[Path, dict[str, str]]] = field(default_factory=list)  # module → local name: exported name
    exports: dict[str, str] = field(default_factory=dict)  # exported name: local name
    code: str = ""
    notice: str = ""


class _Reader:
    """Reads one module. Raises `BundleError` for what cannot be joined."""

    def __init__(self, path: Path, root: Path) -> None:
        self.root = root
        self.name = f"{root.name}/{path.relative_to(root).as_posix()}"
        self.source = path.read_bytes()
        self.module = Module(path)
        self.cuts: list[tuple[int, int, str]] = []  # from byte, to byte, what stands there instead

    def refuse(self, node: Node, message: str) -> BundleError:
        """The error to raise."""
        return BundleError(f"{self.name}:{node.start_point.row + 1}: {message}")

    def read(self) -> Module:
        """The module with its code ready to be joined."""
        tree = parsed(self.source)
        if tree.has_error:
            wrong = next(node for node in inside(tree) if node.is_error or node.is_missing)
            raise self.refuse(wrong, "this is no JavaScript that can be read; mend it")
        for statement in tree.children:
            if statement.type == "import_statement":
                self._import(statement)
            elif statement.type == "export_statement":
                self._export(statement)
        for node in inside(tree):
            if node.type == "call_expression" and text_of(node.child_by_field_name("function")) == "import":
                raise self.refuse(node, "import() needs modules at run time; import it on top of the file")
            if node.type == "meta_property" and text_of(node) == "import.meta":
                self._meta(node)
        for node in inside(tree, but_not=FUNCTIONS):
            if node.type == "await_expression" or (
                node.type == "for_in_statement" and any(child.type == "await" for child in node.children)
            ):
                raise self.refuse(node, "await outside a function keeps the whole script waiting; put it into an async function")
        code, at = [], 0
        for start, end, instead in sorted(self.cuts):
            code += [self.source[at:start].decode(), instead]
            at = end
        self.module.code = "".join([*code, self.source[at:].decode()])
        licence = self.module.path.with_name(f"{self.module.path.stem}.LICENSE.txt")
        if licence.exists():
            words = next((line for line in licence.read_text(encoding="utf-8").split("\n") if "Copyright" in line), "")
            self.module.notice = f"/*! {self.module.path.stem}: {words.strip()}; licence: {licence.relative_to(self.root).as_posix()} */"
        return self.module

    def _import(self, statement: Node) -> None:
        self.cuts.append((statement.start_byte, statement.end_byte, ""))
        named = text_of(statement.child_by_field_name("source"))[1:-1]
        if not named.startswith("."):
            raise self.refuse(statement, f"“{named}” is no relative path; keep the module under {self.root.name}/ and name it by ./ or ../")
        path = (self.module.path.parent / named).resolve()
        if not path.is_relative_to(self.root) or not path.is_file():
            raise self.refuse(statement, f"there is no {named} under {self.root.name}/")
        local: dict[str, str] = {}
        for node in inside(statement):
            if node.type == "namespace_import":
                raise self.refuse(statement, "import * cannot be joined; name what is needed: import { … }")
            if node.type == "import_clause":
                local.update({text_of(child): "default" for child in node.children if child.type == "identifier"})
            elif node.type == "import_specifier":
                name = node.child_by_field_name("name")
                local[text_of(node.child_by_field_name("alias") or name)] = text_of(name)
        self.module.imports.append((path, local))

    def _export(self, statement: Node) -> None:
        declaration = statement.child_by_field_name("declaration")
        clause = next((child for child in statement.children if child.type == "export_clause"), None)
        if statement.child_by_field_name("source"):
            raise self.refuse(statement, "export … from cannot be joined; import from the module itself")
        if any(child.type == "default" for child in statement.children):
            raise self.refuse(statement, "export default cannot be joined; give it a name")
        if clause:
            for node in clause.named_children:
                name = node.child_by_field_name("name")
                self.module.exports[text_of(node.child_by_field_name("alias") or name)] = text_of(name)
            self.cuts.append((statement.start_byte, statement.end_byte, ""))
            return
        if not declaration:
            raise self.refuse(statement, "this export cannot be joined; export a function, a class or a constant")
        names = [declaration.child_by_field_name("name")]
        if declaration.type in ("lexical_declaration", "variable_declaration"):
            if text_of(declaration.children[0]) != "const":
                raise self.refuse(statement, "what is exported may not change later; export a const, or a function that returns it")
            names = [child.child_by_field_name("name") for child in declaration.named_children if child.type == "variable_declarator"]
        for declared in names:
            if declared is None or declared.type not in ("identifier", "property_identifier"):
                raise self.refuse(statement, "export one name at a time")
            self.module.exports[text_of(declared)] = text_of(declared)
        self.cuts.append((statement.start_byte, declaration.start_byte, ""))

    def _meta(self, node: Node) -> None:
        parent = node.parent
        if parent is None or parent.type != "member_expression" or text_of(parent.child_by_field_name("property")) != "url":
            raise self.refuse(node, "of import.meta only import.meta.url can be joined")
        at = self.module.path.relative_to(self.root).as_posix()
        self.cuts.append((parent.start_byte, parent.end_byte, f'new URL("{at}", {_HERE}).href'))


def modules_of(entry: Path, root: Path) -> list[Module]:
    """The entry and all it imports, each after what it needs. Raises `BundleError` (also for modules that need each other)."""
    root = root.resolve()
    done: dict[Path, Module] = {}
    open_: list[Path] = []

    def visit(path: Path) -> None:
        if path in done:
            return
        if path in open_:
            circle = " → ".join(one.name for one in [*open_[open_.index(path) :], path])
            raise BundleError(
                f"{root.name}/{path.relative_to(root).as_posix()}:1: modules import each other in a circle: {circle}; break it"
            )
        open_.append(path)
        module = _Reader(path, root).read()
        for needed, names in module.imports:
            visit(needed)
            for exported in names.values():
                if exported not in done[needed].exports:
                    raise BundleError(
                        f"{root.name}/{path.relative_to(root).as_posix()}:1: {needed.name} exports no “{exported}”; mend the import"
                    )
        open_.pop()
        done[path] = module

    visit(entry.resolve())
    return list(done.values())


def bundle(entry: Path, root: Path, *, gives: Collection[str] = (), takes: Collection[str] = ()) -> str:
    """One classic script that does what the module `entry` does, as an expression that leaves no global name.

    `root` is the folder with all modules; the script belongs into the folder that stands for it. A script may hand modules on to
    those that run after it in the same page: `gives` names them by path below `root`; the other script `takes` them and goes
    without their code. Raises `BundleError`.
    """
    modules = modules_of(entry, root)
    at = {module.path: module.path.relative_to(root.resolve()).as_posix() for module in modules}
    outer = {(module.path, name): f"$${number}_{name}" for number, module in enumerate(modules) for name in module.exports}
    parts = [module.notice for module in modules if module.notice]
    parts += ['(() => {\n"use strict";']
    if any(_HERE in module.code for module in modules):
        # Read now: later, no script is the current one. A worker knows its own address.
        parts.append(f"const {_HERE} = self.document ? document.currentScript.src : location.href;")
    if outer:
        parts.append(f"let {', '.join(outer.values())};")
    if any(at[module.path] in gives for module in modules):
        parts.append(f"const {_SHARED} = self.{_SHARED} = {{}};")
    for module in modules:
        if at[module.path] in takes:
            parts += [f"{outer[module.path, name]} = self.{_SHARED}[{at[module.path]!r}].{name};" for name in module.exports]
            continue
        taken = [f"const {local} = {outer[path, name]};" for path, names in module.imports for local, name in names.items()]
        given = [f"{outer[module.path, name]} = {local};" for name, local in module.exports.items()]
        if at[module.path] in gives:
            given.append(
                f"{_SHARED}[{at[module.path]!r}] = {{ {', '.join(f'{name}: {local}' for name, local in module.exports.items())} }};"
            )
        parts += ["{", *taken, re.sub(r"\n//# sourceMappingURL=.*", "", module.code).strip(), *given, "}"]
    return "\n".join([*parts, "})();"]) + "\n"
