# SPDX-License-Identifier: Apache-2.0
"""Runs the migrations on the database of database.dsn, or where a rehearsal wants them."""
import os
import pathlib

import sqlalchemy
from alembic import context

place = os.environ.get("REHEARSAL") or pathlib.Path("database.dsn").read_text()
engine = sqlalchemy.create_engine(place)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
