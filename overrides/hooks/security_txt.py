"""Say where a weakness is reported: `/.well-known/security.txt` (RFC 9116), made from REPO_URL; without it there is no file.

MkDocs leaves folders that begin with a dot out of the site, so the file cannot lie in `docs/`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.utils import get_build_datetime, write_file

PLACE = ".well-known/security.txt"
# The standard asks for less than a year, so that nobody writes to an address that was given up.
VALID = timedelta(days=360)


def security_txt(repository: str, site_url: str, today: datetime) -> str:
    """The file. `repository` is the address of the code on GitHub, where a weakness is reported without being public."""
    home = repository.rstrip("/")
    expires = (today.astimezone(UTC) + VALID).strftime("%Y-%m-%dT00:00:00Z")
    return (
        f"Contact: {home}/security/advisories/new\n"
        f"Expires: {expires}\n"
        "Preferred-Languages: zh, en\n"
        f"Canonical: {site_url}{PLACE}\n"
        f"Policy: {home}/blob/main/SECURITY.md\n"
    )


# --- MkDocs wiring ----------------------------------------------------------------------------------------------------


@event_priority(-500)
def on_post_build(config: Any, **_: Any) -> None:
    """Write the file once, where the site says which repository it is made from."""
    repository = config.extra.get("repository")
    if repository and not config.plugins["i18n"].building:
        text = security_txt(repository, config.site_url, get_build_datetime())
        write_file(text.encode(), str(Path(config.site_dir) / PLACE))
