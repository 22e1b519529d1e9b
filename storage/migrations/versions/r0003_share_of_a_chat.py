"""Share of a chat: which of several dispatching processes an update is for"""

from __future__ import annotations

from zlib import crc32

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SHARES = 60
TOGETHER = 1000

inbox = sa.table(
    "inbox",
    sa.column("seq", sa.BigInteger),
    sa.column("chat", sa.String),
    sa.column("share", sa.SmallInteger),
)


def upgrade() -> None:
    """Forward: the column, the share of every update that is there, and from then on none without."""
    op.add_column("inbox", sa.Column("share", sa.SmallInteger(), nullable=True))
    connection = op.get_bind()
    after = 0
    some = (
        sa.select(inbox.c.seq, inbox.c.chat).where(inbox.c.seq > sa.bindparam("after")).order_by(inbox.c.seq)
    )
    change = inbox.update().where(inbox.c.seq == sa.bindparam("the_seq")).values(share=sa.bindparam("its"))
    while rows := connection.execute(some.limit(TOGETHER), {"after": after}).all():
        connection.execute(
            change, [{"the_seq": seq, "its": crc32(chat.encode()) % SHARES} for seq, chat in rows]
        )
        after = rows[-1].seq
    # SQLite makes the table anew; that its numbers are never given twice has to be said again.
    with op.batch_alter_table("inbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("share", existing_type=sa.SmallInteger(), nullable=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("inbox", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("share")
