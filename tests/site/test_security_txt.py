"""Where a weakness is reported stands where the standard looks for it, and only if there is such a place."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import security_txt
import yaml

from tests.guide import ROOT

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
REPOSITORY = "https://github.com/owner/guide"


def test_the_file_says_where_and_until_when() -> None:
    text = security_txt.security_txt(f"{REPOSITORY}/", "https://guide.example/", NOW)
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == f"{REPOSITORY}/security/advisories/new"
    assert fields["Canonical"] == "https://guide.example/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "zh, en"
    assert text.endswith("\n")
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=300) < expires - NOW < timedelta(days=365)
    policy = re.fullmatch(re.escape(f"{REPOSITORY}/blob/main/") + r"(\S+)", fields["Policy"])
    assert policy
    assert (ROOT / policy[1]).is_file()


@pytest.mark.parametrize(("repository", "building", "there"), [(REPOSITORY, False, True), ("", False, False), (REPOSITORY, True, False)])
def test_it_is_written_once_and_only_with_a_repository(tmp_path: Path, repository: str, building: bool, there: bool) -> None:
    plugins = {"i18n": SimpleNamespace(building=building)}
    config = SimpleNamespace(site_dir=str(tmp_path), site_url="https://x.example/", extra={"repository": repository}, plugins=plugins)
    security_txt.on_post_build(config)
    assert (tmp_path / ".well-known" / "security.txt").is_file() is there


def test_publishing_takes_the_folder_with_a_dot_along() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "deploy.yml").read_text(encoding="utf-8"))["jobs"]
    [upload] = [step for step in jobs["build"]["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert upload["with"]["include-hidden-files"] is True
