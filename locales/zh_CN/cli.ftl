# 命令行说的话

cli-help = 代表联络机器人：市民在聊天里找到人大代表，说句话，等到回音。
cli-demo = 在本机演示：浏览器里打开市民、代表、工作人员三部「手机」，不需要机器人令牌。
cli-demo-port = 演示网页的端口
cli-demo-browser = 打开浏览器
cli-run = 正式运行：收消息、对话、发消息（需要 LIAISON_BOT_TOKEN）。
cli-receive = 只收消息（webhook 或轮询），存进数据库。
cli-dispatch = 只管对话；可以同时开几个。
cli-deliver = 只管发消息；可以同时开几个。
cli-clock = 只管到点的事：任期、期限、清理；开几个也只有一个在做。
cli-migrate = 把数据库升级到这个版本要用的样子。
cli-webhook = 设置、取消或查看 webhook；取消以后就改为轮询。
cli-webhook-what = set、remove 或 show
cli-invite = 生成一次性的邀请链接，给代表或工作人员。
cli-invite-deputy = 代表的代码，例如 D001
cli-invite-clerk = 邀请工作人员
cli-invite-bot = 机器人的用户名；不填就问 Telegram
cli-doctor = 检查设置、令牌、数据库、文字、时钟和数据文件夹，说明哪里不对、怎么改。
cli-replay = 把停放的消息重新处理一遍。
cli-resend = 把不确定是否送到的消息再发一遍，并注明可能重复。
cli-simulate = 用一个 JSONL 文件里的留言模拟许多市民，走完整个系统，打印一张表。
cli-simulate-file = 每行一个 JSON：text 必填，label 可选
cli-simulate-limit = 只用前多少条
cli-simulate-chats = 同时聊天的市民数
cli-simulate-json = 最后一行打印 JSON
cli-simulate-labels = 标签与委员会对照的 JSON 文件，用来算分派的准确率

setting-token-missing = 缺少 LIAISON_BOT_TOKEN：请在 Telegram 找 @BotFather 建一个机器人，把令牌写进 .env；只想看看，请用 liaison demo。
setting-token-wrong = LIAISON_BOT_TOKEN 的样子不对：应当像 123456789:AAE… 这样，请从 @BotFather 重新复制。
setting-token-refused = Telegram 不认这个 LIAISON_BOT_TOKEN：请从 @BotFather 重新复制，或检查 LIAISON_API_URL。
setting-telegram-away = 连不上 Telegram（{ $detail }）：请检查网络和 LIAISON_API_URL。
setting-url-wrong = { $name } 应当以 http:// 或 https:// 开头。
setting-database-wrong = LIAISON_DATABASE_URL 应当以 sqlite:/// 或 postgresql:// 开头。
setting-redis-wrong = LIAISON_REDIS_URL 应当以 redis:// 或 rediss:// 开头。
setting-public-url-wrong = LIAISON_PUBLIC_URL 应当以 https:// 开头，后面是 Telegram 能访问到的域名。
setting-listen-wrong = LIAISON_LISTEN 应当是主机名加端口，例如 127.0.0.1:8080。
setting-database-away = 打不开数据库（{ $detail }）：请检查 LIAISON_DATABASE_URL 和文件夹的写权限。
setting-database-newer = 数据库是更新版本的程序建的（{ $detail }）：请先升级本程序。
setting-wrong = { $name } 的值不对。
setting-whole-number = { $name } 应当是 { $detail } 之间的整数。
setting-number = { $name } 应当是 { $detail } 之间的数。
setting-choice = { $name } 应当是其中之一：{ $detail }
setting-running-already = 已经有一个机器人在用这个数据库{ $detail_given ->
    [yes] （进程 { $detail }）
   *[no] { "" }
}：请先停掉它，或用 LIAISON_DATA_DIR 换一个文件夹。
setting-no-congress = 数据库里还没有人大的资料：请先运行 liaison import congress/xinghe（或您自己的资料）。
setting-assembly-unknown = LIAISON_ASSEMBLY 写的人大不在数据库里，现有：{ $detail }
setting-assembly-which = 数据库里有几个人大，请用 LIAISON_ASSEMBLY 选一个：{ $detail }
invite-which = 请写 --deputy 代码 或 --clerk，二选一。
invite-once = 这个链接只能用一次，{ $expires }前有效。请只发给本人。

simulate-citizen = 市民{ $number }
simulate-answer = 您反映的事我看过了，已经请有关部门去现场核实，办理结果会再告诉您。（记录 { $reference }）

cli-doctor-json = 打印一行 JSON
cli-simulate-seed = 随机数的种子；种子相同，每个人做的事就相同

usage-no-command = 没有 { $command } 这个命令，请用 liaison --help 看有哪些。
usage-no-option = 没有 { $name } 这个选项，请在命令后面加 --help 看有哪些。
usage-no-value = 选项 { $name } 后面少了值，或者多了值。
usage-missing = 少写了 { $name }，请在命令后面加 --help 看怎么写。
usage-bad-value = { $name } 的值不对，请在命令后面加 --help 看该写什么。
usage-wrong = 命令 { $command } 写得不对，请在后面加 --help 看怎么写。
setting-env-encoding = { $detail } 不是 UTF-8 编码，请另存为 UTF-8。
setting-data-dir = LIAISON_DATA_DIR 写的文件夹用不了（{ $detail }）：请改权限，或换一个。
setting-database-broken = 数据库升级不了：里面有断开的引用，什么都没有改。请先恢复备份，再联系开发者。

replay-done =
    { $count ->
        [0] 没有停放的消息。
       *[other] 有 { $count } 条消息会重新处理；机器人开着的话马上就办。
    }
resend-done =
    { $count ->
        [0] 没有不确定是否送到的消息。
       *[other] 有 { $count } 条消息会再发一遍，每条都注明可能重复。
    }

doctor-check = { $check ->
    [settings] 设置
    [token] 令牌
    [clock] 时钟
    [data] 数据文件夹
    [database] 数据库
    [congress] 人大资料
    [outbox] 待发消息
    [inbox] 收到的消息
    [webhook] Webhook
    [redis] Redis
    [texts] 文字
   *[calendar] 工作日历
}：
doctor-settings-ok = 没有问题。
doctor-token-ok = 机器人是 @{ $bot }。
doctor-webhook = 机器人设着 webhook，开着的 liaison run 收不到消息；重新启动 liaison run 就会取消它。取消后又有了，就是别的程序也在用这个令牌。
doctor-webhook-elsewhere = { $url_given ->
    [yes] Telegram 把消息送到别处：{ $url }。请运行 liaison webhook set。
   *[no] 填了 LIAISON_PUBLIC_URL，但没有设 webhook。请运行 liaison webhook set，或启动 liaison receive。
}
doctor-webhook-fails = Telegram 送不到 webhook：{ $error }。有 { $count } 条在等。请检查反向代理、证书和 liaison receive。
doctor-webhook-ok = Telegram 把消息送到 { $url }，还有 { $count } 条没送。
doctor-redis-away = 连不上 Redis（{ $error }）。请检查 LIAISON_REDIS_URL 和 Redis 服务；在它回来之前，对话和发送都会等着。
doctor-redis-ok = Redis 连得上。
doctor-pending = Telegram 那边有 { $count } 条消息没有取走：请启动 liaison run；如果已经开着，可能有别的程序在用同一个令牌收消息，请停掉它，或找 @BotFather 换令牌。
doctor-clock-ok = 与 Telegram 一致。
doctor-clock-unknown = 对方没有说时间，无法核对。
doctor-clock-off = 比 Telegram { $fast ->
    [yes] 快
   *[no] 慢
} { $seconds } 秒，请打开系统的自动对时（timedatectl set-ntp true）。
doctor-data-ok = { $path }，还有 { $free } MB 空间。
doctor-data-none = { $path } 还没有，启动时会建。
doctor-data-closed = { $path } 不是可以读写的文件夹，请改权限，或用 LIAISON_DATA_DIR 换一个。
doctor-data-open = 同机的其他用户能进 { $path }，里面有市民的话；请运行 chmod 700 { $path }
doctor-disk = { $path } 只剩 { $free } MB 空间，请清理磁盘。
doctor-database-ok = 能读能写，版本 { $revision }。
doctor-database-none = 还没有，导入资料或启动时会建。
doctor-database-old = 版本是 { $found_given ->
    [yes] { $found }
   *[no] 空的
}，下次启动会升级到 { $wanted }；其他几项到那时再查。
doctor-database-closed = 只能读不能写，请检查 LIAISON_DATABASE_URL 里的用户和权限。
doctor-congress-ok = { $assembly }，工作人员 { $clerks } 位，已开通的代表 { $deputies } 位。
doctor-no-clerk = { $assembly } 还没有工作人员，新意见没有人收到提醒；请运行 liaison invite --clerk，把链接发给工作人员。
doctor-no-deputy = { $assembly } 还没有代表开通；请用 liaison invite --deputy 代码 邀请，或请工作人员在聊天里发 /invite。
doctor-outbox-ok = 等着发的 { $waiting } 条，没有失败的。
doctor-outbox-failed = 有 { $failed } 条没有发成（对方停用了机器人，或 Telegram 拒收），等着发的 { $waiting } 条。
doctor-outbox-uncertain = 有 { $uncertain } 条不确定是否送到，请用 liaison resend 再发一遍；另有失败的 { $failed } 条，等着发的 { $waiting } 条。
doctor-inbox-ok = 没有停放的。
doctor-parked = 有 { $count } 条一再出错，停放着；修好以后请运行 liaison replay。
doctor-parked-one = 编号 { $id }，{ $came } 收到，试了 { $tries } 次：{ $error }
doctor-texts-ok = 两种语言各 { $count } 条，齐全。
doctor-texts-differ = 两种语言有 { $count } 条对不上（{ $keys }）：安装不完整，请重新安装。
doctor-texts-broken = { $keys } 排不出来：安装不完整，请重新安装。
doctor-calendar-ok = 放假安排到 { $year } 年底都知道。
doctor-calendar-ends = { $year } 年以后的放假安排还不知道，算期限时只当周末休息；请升级 chinesecalendar。

simulate-no-file = 读不了文件 { $file }。
simulate-empty-file = 文件 { $file } 里一条留言都没有。
simulate-bad-line = 文件 { $file } 第 { $line } 行不对：每行应当是一个 JSON 对象，其中 text 不能空。
simulate-bad-labels = 文件 { $file } 不对：应当是一个 JSON 对象，从标签到委员会代码。
simulate-stopped = 停下了，启动的程序都已关掉。
simulate-town-failed = 模拟用的程序没有起来，或中途停了：{ $detail }
simulate-progress = 开口 { $sent }/{ $of }，收到回执 { $received }，代表已答复 { $answered }
simulate-row = { $name ->
    [sent] 市民要发的意见
    [received] 数据库里一字不差的意见
    [routed] 自动分到委员会的
    [right] 其中分对的
    [answered] 有答复的
    [notified] 市民读到答复的
    [lost] 丢失的
    [duplicated] 重复的
    [median_ms] 毫秒，机器人反应时间的中位数
    [p95_ms] 毫秒，95% 的反应比这快
    [updates_per_second] 每秒处理的消息
    [updates] 一共处理的消息
    [seconds] 秒，全程
   *[parked] 停放的消息
}
simulate-trouble = 次等不到：{ $trouble }
migrate-done = 数据库已经是最新的。
webhook-set = 设好了，Telegram 会把消息送到 { $url }。
webhook-refused = Telegram 没有接受，请检查地址和令牌。
webhook-removed = 取消了；之后由机器人自己去取消息（不填 LIAISON_PUBLIC_URL）。
webhook-none = 没有 webhook，有 { $waiting } 条消息等着取。
webhook-is = Telegram 把消息送到 { $url }，还有 { $waiting } 条没送。{ $error_given ->
    [yes] 最近一次出错：{ $error }
   *[no] { "" }
}
setting-public-url-missing = 请先填 LIAISON_PUBLIC_URL。
setting-needs-postgres = 分成几个进程时，LIAISON_DATABASE_URL 要填 postgresql:// 开头的地址。
setting-needs-redis = 几个进程一起工作时，要填 LIAISON_REDIS_URL。
setting-needs-listen = 用 webhook 时，要填 LIAISON_LISTEN，例如 127.0.0.1:8080。
