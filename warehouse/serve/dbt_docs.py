"""dbt's own documentation of the models, as one page that opens without a network."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from copperbottom.paths import shipped
from copperbottom.settings import SEND_NOTHING, child_environment, child_python
from warehouse.errors import QueryError

SITE = "dbt-docs.html"


def write_site(warehouse: Path, folder: Path) -> Path:
    """Write dbt's documentation of the models as one file that opens without network; returns the file.

    dbt reads a copy of the published file, never the file itself.
    """
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / warehouse.name
        shutil.copyfile(warehouse, copy)
        environment = child_environment(
            COPPERBOTTOM_BUILD_PATH=str(copy),
            COPPERBOTTOM_WORK_PATH=f"{scratch}/work.duckdb",
            **SEND_NOTHING,
        )
        project = str(shipped("dbt_project"))
        places = ["--project-dir", project, "--profiles-dir", project]
        places += ["--target-path", f"{scratch}/target", "--log-path", f"{scratch}/logs"]
        made = subprocess.run(
            child_python("-m", "dbt.cli.main", "docs", "generate", "--static", *places),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        page = Path(scratch) / "target" / "static_index.html"
        if made.returncode != 0 or not page.is_file():
            last = (made.stdout + made.stderr).strip().rpartition("\n")[2]
            raise QueryError(f"dbt could not write its documentation ({last}): mend the dbt project.")
        shutil.copyfile(page, folder / SITE)
    return folder / SITE
