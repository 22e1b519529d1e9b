# What the commands say that keep the database: backup, restore, move

cli-backup = Write everything in the database to one file; the bot may be running.
cli-backup-file = the file, for instance backup.zip; it holds what citizens wrote, so only you may read it
cli-backup-force = replace the file if it is there
cli-restore = Bring everything from a backup into an empty database, or nothing.
cli-restore-file = a file that liaison backup made
cli-move = Bring everything into another database (from SQLite to PostgreSQL, or back); cut off, it goes on where it was.
cli-move-to = the new database: postgresql://… or sqlite:///…

keeping-nothing = There is no database of the bot at LIAISON_DATABASE_URL (or in LIAISON_DATA_DIR); so there is nothing to keep.
keeping-in-use = A bot is at work on the database{ $process_given ->
    [yes] { " " }(process { $process })
   *[no] { "" }
}: stop it first, then give this command again.
keeping-interrupted = Stopped; nothing was changed.

backup-progress = Backup
backup-exists = { $file } is there already; choose another name, or add --force to replace it.
backup-file = { $file } cannot be written ({ $detail }): check the folder, its permissions and the room on the disk.
backup-done = { $file }: { $rows } rows, { $megabytes } MB. It holds what citizens wrote; keep it where only you can read it.

restore-progress = Restore
restore-file = { $file } cannot be read ({ $detail }).
restore-damaged = { $file } is no backup of this program, or it is damaged; nothing was restored.
restore-newer = { $file } was made by a later version of this program ({ $found }): upgrade the program first; nothing was restored.
restore-not-empty = The database is not empty (table { $table }); nothing was restored. Choose an empty one with LIAISON_DATABASE_URL or LIAISON_DATA_DIR, or move the old one away.
restore-unstorable = Row { $row } of table { $table } does not fit into this database; nothing was restored.
restore-different = Table { $table } did not read back as it stands in the backup; nothing was restored.
restore-done = Restored and compared: { $rows } rows, as they were at { $taken }.

move-progress = Move
move-wrong-url = --to must begin with sqlite:/// or postgresql://
move-same = --to names the database that is in use; name another.
move-other-data = The new database holds other data (table { $table }), or the old one has changed since a move that was cut off; nothing more was written. Name an empty database.
move-unstorable = Row { $row } of table { $table } does not fit into the new database: PostgreSQL takes no null character (U+0000) in a text and no value longer than its column. The old database is unchanged; mend this row and give the command again.
move-different = Table { $table } is not the same on both sides; stay with the old database, empty the new one and try again.
move-stopped = The database stopped answering ({ $detail }); the old one is unchanged. Check --to and LIAISON_DATABASE_URL; the same command goes on where it was.
move-interrupted = Stopped; the old database is unchanged, and the same command goes on where it was.
move-went-on = { $rows } rows were there already, from a move that was cut off.
move-done = Moved: { $rows } rows, counts and checksums are the same on both sides. The old database is unchanged. Now put this into .env and start the bot:
move-password = (with the password in place of ***, or in PGPASSWORD)
