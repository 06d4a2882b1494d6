"""The scripts the site serves: joined from modules, named by their content, and nothing served that no page names."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from bundler import BundleError, bundle
from mkdocs.exceptions import PluginError
from scripts import SHARED, Scripts, hashed_name
from shorten import minified

from tests.guide import DOCS, addresses, html_of

SOURCES = DOCS / "assets" / "js"


def write(folder: Path, **modules: str) -> Path:
    """Modules by name in a folder; gives the one called `main`."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def test_modules_keep_their_names_to_themselves(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        one="const secret = 1;\nexport function f() {\n  return secret;\n}\nexport { secret as shown, f as default };\n",
        two='import f, { shown as s } from "./one.js";\nconst secret = 2;\nexport const sum = () => f() + s + secret;\n',
        main='import {\n  sum,\n} from "./two.js";\nimport "./one.js";\nself.found = [sum(), self.document];\n',
    )
    script = bundle(entry, tmp_path)
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert script.index("secret = 1") < script.index("secret = 2")
    assert "secret" not in minified(script)


@pytest.mark.parametrize(
    ("code", "line", "remedy"),
    [
        ("\nimport * as a from './a.js';", 2, "name what is needed"),
        ("import { b } from './a.js';", 1, "exports no “b”"),
        ("import { a } from './missing.js';", 1, "there is no ./missing.js"),
        ("import { a } from '../../outside.js';", 1, "there is no ../../outside.js"),
        ("import { a } from 'package';", 1, "is no relative path"),
        ("export { a } from './a.js';", 1, "import from the module itself"),
        ("export * from './a.js';", 1, "import from the module itself"),
        ("\n\nexport default class A {}", 3, "give it a name"),
        ("export let a = 1;", 1, "may not change later"),
        ("export const { a } = self;", 1, "one name at a time"),
        ("const load = () =>\n  import('./a.js');", 2, "import it on top"),
        ("for (;;) {\n  await 1;\n}", 2, "put it into an async function"),
        ("import.meta.resolve('./a.js');", 1, "only import.meta.url"),
        ("import { c } from './circle.js';", 1, "in a circle: main.js → circle.js → main.js"),
        ("const a = ;", 1, "no JavaScript"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_its_line(tmp_path: Path, code: str, line: int, remedy: str) -> None:
    entry = write(tmp_path, a="export const a = 1;\n", circle='import "./main.js";\nexport const c = 1;\n', main=code)
    with pytest.raises(BundleError) as error:
        bundle(entry, tmp_path)
    assert remedy in str(error.value)
    assert re.match(rf"{tmp_path.name}/(main|circle)\.js:{line}: ", str(error.value))


def test_a_module_is_handed_on_once(tmp_path: Path) -> None:
    write(tmp_path, shared="export class Store {}\nexport const isOurs = 1;\n", tool='import { Store } from "./shared.js";\nnew Store();\n')
    entry = write(tmp_path, main='import { Store } from "./shared.js";\nnew Store();\n')
    assert "$guide" not in bundle(entry, tmp_path)
    first = bundle(entry, tmp_path, gives=("shared.js",))
    assert "$guide['shared.js'] = { Store: Store, isOurs: isOurs };" in first
    second = bundle(tmp_path / "tool.js", tmp_path, takes=("shared.js",))
    assert "class Store" not in second
    assert "= self.$guide['shared.js'].Store;" in second


def test_main_hands_on_what_the_planner_takes() -> None:
    scripts = Scripts(SOURCES)
    main, planner = (scripts.contents[scripts.address(name)].decode() for name in ("main.js", "planner.js"))
    taken = set(re.findall(r"\$guide\['([^']+)'\]", planner))
    assert taken == set(SHARED["planner.js"])
    assert taken <= set(re.findall(r"\['([^']+)'\]=\{", main))


def test_words_about_imports_are_left_alone(tmp_path: Path) -> None:
    entry = write(
        tmp_path, main='/** @typedef {import("./x.js").X} X */\nself.words = "import(y) import.meta export";\nasync () => await 1;\n'
    )
    assert '"import(y) import.meta export"' in bundle(entry, tmp_path)


def test_the_address_of_a_module_outlives_the_joining(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "files.js").write_text("export const at = () => new URL('../../x.json', import.meta.url);\n", encoding="utf-8")
    script = bundle(write(tmp_path, main='import { at } from "./deep/files.js";\nat();\n'), tmp_path)
    assert 'new URL("deep/files.js", $here).href' in script
    assert script.index("document.currentScript.src") < script.index("deep/files.js")


@pytest.mark.parametrize(
    ("script", "short"),
    [
        ("const long = 1;\nself.use(long, other);", "const a=1;self.use(a,other);"),
        ("const name = 1;\n{ self.use(name); }\n(name) => name;", "const a=1;{self.use(a)}(a)=>a;"),
        # Used outside of what knows it, a name is the browser's.
        ("{ const name = 1; }\nself.use(name);", "{const name=1}self.use(name);"),
        ("const { long, other: more = window, ...rest } = self;", "const{long:a,other:b=window,...c}=self;"),
        ("const key = 1;\nself.use({ key, other: key.key });", "const a=1;self.use({key:a,other:a.key});"),
        (
            "class Long { #hidden = 1; #more; f() { return #more in this ? this.#hidden : 2; } }",
            "class a{#a=1;#b;f(){return #b in this?this.#a:2}}",
        ),
        ("const one = 1;\nself.use(`${one} one`, /one/, 'one // two');", "const a=1;self.use(`${a} one`,/one/,'one // two');"),
        ("for (const long of all) { try { f(); } catch (wrong) { g(long, wrong); } }", "for(const a of all){try{f()}catch(b){g(a,b)}}"),
        ("let first = 1\nfirst++\n++first\n(first)", "let a=1\na++\n++a\n(a)"),
        ("let x = 1;\nself.use(x + +x, x - -x, x / 2, x ? .5 : 1);", "let a=1;self.use(a+ +a,a- -a,a/2,a? .5:1);"),
        ("/* why */ if (self.x);\nself.y();", "if(self.x);self.y();"),
        ("self.f = function again(times = 1) { return times ? again(times - 1) : again; };", "self.f=function a(b=1){return b?a(b-1):a};"),
    ],
)
def test_short_names_mean_what_the_long_ones_did(script: str, short: str) -> None:
    assert "".join(minified(script).split("\n")) == short.replace("\n", "")


@pytest.mark.parametrize("script", ["var a = 1;", "eval('a');", "f();\nwith (a) {}"])
def test_names_that_cannot_be_told_apart_are_refused(script: str) -> None:
    with pytest.raises(ValueError, match=r"line \d: .*use let, const or a function"):
        minified(script)


def test_a_licence_goes_with_the_code_it_is_of() -> None:
    script = minified(bundle(SOURCES / "search-worker.js", SOURCES))
    assert script.startswith("/*! minisearch: Copyright 2022 Luca Ongaro; licence: vendor/minisearch.LICENSE.txt */")


def test_a_name_changes_with_the_content() -> None:
    assert re.fullmatch(r"letters-desk\.[0-9a-f]{10}\.js", hashed_name("letters/desk.js", b"1"))
    assert hashed_name("a.js", b"1") != hashed_name("a.js", b"2")


def test_a_page_that_names_no_script_of_ours_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"There is no docs/assets/js/nothing\.js; mend `script:`"):
        Scripts(tmp_path).address("nothing.js")
    write(tmp_path, main="import * as a from './main.js';")
    with pytest.raises(PluginError, match=r"docs/assets/.*main\.js:1: "):
        Scripts(tmp_path).address("main.js")


def test_pages_name_scripts_that_are_there_and_nothing_else_is_served(site: Path) -> None:
    named: set[Path] = set()
    for address in addresses():
        html = html_of(site, address)
        named |= {(site / address / path).resolve() for path in re.findall(r'"([^"]*assets/js/[^"]+\.js)"', html)}
        assert 'type="module"' not in html
    served = set((site / "assets" / "js").rglob("*.js"))
    assert {path.resolve() for path in served} == named
    for path in served:
        digest = path.name.split(".")[-2]
        assert sha256(path.read_bytes()).hexdigest().startswith(digest)
        assert len(digest) >= 8
    assert (site / "assets" / "js" / "vendor" / "minisearch.LICENSE.txt").is_file()
