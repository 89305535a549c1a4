"""Sets Superset up in one process: its database, the dashboard of the repository, and who may see it.

Run by `bi.serve` in Superset's own environment, with its settings in the environment variables. Doing it again
brings the dashboard back to what the files say.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from bi.bundle import SCHEMA, bundle

VIEWER = "viewer"
ADMIN = "admin"
VIEWER_ROLE = "Copperbottom viewer"
MAY = (
    ("can_read", "Chart"),
    ("can_read", "Dashboard"),
    ("can_read", "Dataset"),
    ("can_read", "CurrentUserRestApi"),
    ("can_read", "SecurityRestApi"),
    ("can_read", "CssTemplate"),
    ("can_read", "Theme"),
    ("can_dashboard", "Superset"),
    ("can_log", "Superset"),
    ("can_recent_activity", "Log"),
    ("can_time_range", "Api"),
    ("can_read", "DashboardFilterStateRestApi"),
    ("can_write", "DashboardFilterStateRestApi"),
    ("can_read", "DashboardPermalinkRestApi"),
    ("can_view_chart_as_table", "Dashboard"),
    ("can_userinfo", "UserDBModelView"),
    ("resetmypassword", "UserDBModelView"),
    ("can_this_form_get", "ResetMyPasswordView"),
    ("can_this_form_post", "ResetMyPasswordView"),
    ("menu_access", "Dashboards"),
)
"""What a viewer may do: see the dashboard, filter it, ask its charts for their data, change the own password."""


def prepare(warehouse: Path, home: Path) -> None:
    """Bring Superset's own database up to date and import the dashboard on this warehouse."""
    import flask_migrate
    from superset.app import create_app

    app = create_app()
    with app.app_context():
        flask_migrate.upgrade()
        from superset.commands.importers.v1.assets import ImportAssetsCommand
        from superset.extensions import db, security_manager
        from superset.utils.core import override_user

        security_manager.appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        admin = user(security_manager, ADMIN, "Admin", home)
        with override_user(admin):
            ImportAssetsCommand(bundle(warehouse)).run()
        viewer_role(security_manager)
        let_the_login_page_log(security_manager)
        user(security_manager, VIEWER, VIEWER_ROLE, home)
        db.session.commit()


def viewer_role(security: Any) -> None:
    """Make the role of those who only look: `MAY`, on the schema of the marts, and nothing else."""
    from superset.connectors.sqla.models import SqlaTable
    from superset.extensions import db

    role = security.add_role(VIEWER_ROLE)
    (schema_permission,) = {table.schema_perm for table in db.session.query(SqlaTable) if table.schema == SCHEMA}
    role.permissions = [security.add_permission_view_menu(*one) for one in (*MAY, ("schema_access", schema_permission))]


def let_the_login_page_log(security: Any) -> None:
    """Let who is not logged in report events of the login page, which nobody keeps.

    Refused, that request is led to the login page, whose fresh session can overwrite that of a login under way.
    """
    security.add_permission_role(security.find_role("Public"), security.add_permission_view_menu("can_log", "Superset"))


def user(security: Any, name: str, role: str, home: Path) -> Any:
    """The account of this name, made with this role if it is not there, with the password of its file in `home`."""
    known = security.find_user(username=name)
    if known:
        return known
    password = (home / f"{name}.password").read_text(encoding="utf-8").strip()
    wanted = security.find_role(role) or security.add_role(role)
    return security.add_user(name, name.title(), "Copperbottom", f"{name}@copperbottom.invalid", wanted, password)


if __name__ == "__main__":
    prepare(Path(sys.argv[1]), Path(sys.argv[2]))
