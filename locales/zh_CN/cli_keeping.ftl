# 保管数据库的命令说的话：备份、恢复、搬家

cli-backup = 把数据库里的全部内容写进一个文件；机器人开着也可以。
cli-backup-file = 文件名，例如 backup.zip；里面有市民的话，只有您能读
cli-backup-force = 文件已经有了也换掉
cli-restore = 把备份全部恢复到一个空的数据库；有一处不对就什么都不写入。
cli-restore-file = liaison backup 写出的文件
cli-move = 把全部内容搬到另一个数据库（从 SQLite 到 PostgreSQL，或者搬回来）；中途断了，再运行会接着搬。
cli-move-to = 新的数据库：postgresql://… 或 sqlite:///…

keeping-nothing = LIAISON_DATABASE_URL（或 LIAISON_DATA_DIR）那里没有机器人的数据库，没有可以保管的内容。
keeping-in-use = 有机器人正在用这个数据库{ $process_given ->
    [yes] （进程 { $process }）
   *[no] { "" }
}：请先停掉它，再运行这个命令。
keeping-interrupted = 停下了，什么都没有变。

backup-progress = 备份
backup-exists = { $file } 已经有了：请换个名字，或加上 --force 换掉它。
backup-file = 写不了 { $file }（{ $detail }）：请检查文件夹、写权限和磁盘空间。
backup-done = { $file }：{ $rows } 行，{ $megabytes } MB。里面有市民的话，请放在只有您能读的地方。

restore-progress = 恢复
restore-file = 读不了 { $file }（{ $detail }）。
restore-damaged = { $file } 不是本程序的备份，或者已经损坏；什么都没有恢复。
restore-newer = { $file } 是更新版本的程序写的（{ $found }）：请先升级本程序；什么都没有恢复。
restore-not-empty = 数据库不是空的（表 { $table }），什么都没有恢复。请用 LIAISON_DATABASE_URL 或 LIAISON_DATA_DIR 选一个空的，或把旧的移开。
restore-unstorable = 表 { $table } 里编号 { $row } 的那一行放不进这个数据库；什么都没有恢复。
restore-different = 表 { $table } 读回来和备份里的不一样；什么都没有恢复。
restore-done = 恢复完成，并已核对：{ $rows } 行，是 { $taken } 的内容。

move-progress = 搬家
move-wrong-url = --to 应当以 sqlite:/// 或 postgresql:// 开头。
move-same = --to 写的就是正在用的数据库，请写另一个。
move-other-data = 新的数据库里有别的内容（表 { $table }），或者上次没搬完以后旧的又变了；没有再写入。请写一个空的数据库。
move-unstorable = 表 { $table } 里编号 { $row } 的那一行放不进新的数据库：PostgreSQL 的文字里不能有空字符（U+0000），也不能比规定的长。旧的数据库没有变；请改好这一行再运行。
move-different = 表 { $table } 两边不一样：请继续用旧的数据库，把新的清空后再试。
move-stopped = 数据库不再应答（{ $detail }），旧的没有变。请检查 --to 和 LIAISON_DATABASE_URL；再运行同一个命令会接着搬。
move-interrupted = 停下了，旧的数据库没有变；再运行同一个命令会接着搬。
move-went-on = 有 { $rows } 行上次已经搬过来了。
move-done = 搬完了：{ $rows } 行，两边的行数和校验和都一样。旧的数据库没有变。现在请把下面这行写进 .env，再启动机器人：
move-password = （*** 换成密码，或把密码放在 PGPASSWORD 里）
