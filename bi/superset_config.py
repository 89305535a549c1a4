"""Superset's settings: on this machine only, with a login, and nothing sent or fetched from anywhere.

Superset reads this module by its path (`SUPERSET_CONFIG_PATH`). `COPPERBOTTOM_BI_HOME` is the folder that holds
its own database and its secrets.
"""

import os
from pathlib import Path
from typing import Any

from superset.utils.log import AbstractEventLogger


class NothingLogged(AbstractEventLogger):
    """What people click is nobody's business: events are neither kept nor sent."""

    def log(self, *_args: Any, **_more: Any) -> None:
        """Keep nothing."""


HOME = Path(os.environ["COPPERBOTTOM_BI_HOME"])

APP_NAME = "Copperbottom"
LOGO_TARGET_PATH = "/superset/dashboard/police-finance/"
SECRET_KEY = (HOME / "secret.key").read_text(encoding="utf-8").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME / 'superset.db'}?check_same_thread=false"
BABEL_DEFAULT_LOCALE = "en"
LANGUAGES: dict[str, dict[str, str]] = {}

# Everybody logs in, and nobody makes an account.
AUTH_ROLE_PUBLIC = "Public"
PUBLIC_ROLE_LIKE = None
AUTH_USER_REGISTRATION = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
RATELIMIT_STORAGE_URI = "memory://"

# A publication replaces the file: what is kept would be old.
NOTHING_KEPT = {"CACHE_TYPE": "NullCache"}
CACHE_CONFIG = NOTHING_KEPT
DATA_CACHE_CONFIG = NOTHING_KEPT
THUMBNAIL_CACHE_CONFIG = NOTHING_KEPT

EVENT_LOGGER = NothingLogged()

FEATURE_FLAGS = {
    "ALERT_REPORTS": False,
    "DASHBOARD_RBAC": False,
    "DRILL_BY": False,
    "ENABLE_TEMPLATE_PROCESSING": False,
}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["£", ""]}
ENABLE_UI_THEME_ADMINISTRATION = False
THEME_DARK = None

# Also stops what the front end would report to its makers.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'", "data:"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
        "frame-ancestors": ["'none'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
CONTENT_SECURITY_POLICY_WARNING = False
