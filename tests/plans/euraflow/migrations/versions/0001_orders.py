# SPDX-License-Identifier: Apache-2.0
"""Orders, their shadow and their shipments, as the stable version has them."""
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    for table in ("orders", "orders_shadow"):
        op.execute(f"CREATE TABLE {table} (id text PRIMARY KEY, shop text, quantity int, "
                   "amount int, created_at timestamptz, version text, legacy_note text)")
    op.execute("CREATE TABLE shipments (order_id text PRIMARY KEY, pushed boolean)")


def downgrade():
    for table in ("orders", "orders_shadow", "shipments"):
        op.execute(f"DROP TABLE {table}")
