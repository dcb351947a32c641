# SPDX-License-Identifier: Apache-2.0
"""Expand: a column that the previous version does not know and need not know."""
import pathlib

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("ALTER TABLE orders ADD COLUMN IF NOT EXISTS currency text")


def downgrade():
    if pathlib.Path("locked").exists():
        raise RuntimeError("cannot lock orders within 1 s")
    op.execute("ALTER TABLE orders DROP COLUMN IF EXISTS currency")
