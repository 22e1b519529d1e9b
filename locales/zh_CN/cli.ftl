# 命令行说的话

cli-help = 代表联络机器人：市民在聊天里找到人大代表，说句话，等到回音。
cli-demo = 在本机演示：浏览器里打开市民、代表、工作人员三部「手机」，不需要机器人令牌。
cli-demo-port = 演示网页的端口
cli-demo-browser = 打开浏览器
cli-run = 正式运行：收消息、对话、发消息（需要 LIAISON_BOT_TOKEN）。
cli-import = 导入一个人大的资料：行政区划、委员会、联络站、代表。有一处不对就什么都不导入。
cli-import-directory = 资料所在的文件夹，格式见 congress/README.md
cli-import-dry-run = 只检查并显示会有什么变化，不写入
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

demo-look = 请在浏览器打开 { $address } （按 Ctrl+C 停止，下次接着来）
demo-bot = 星河代表联络
demo-citizen = 王桂芳
demo-deputy = 顾长青
demo-clerk = 工作人员小周
demo-citizen-role = 市民
demo-deputy-role = 代表
demo-clerk-role = 工作人员

guide-start = 您现在是市民。点「开始」，看看这是什么。
guide-start-seen = 想怎么开始
guide-write = 点「直接说事」。也可以发代表的姓名或地名来找代表。
guide-write-seen = 请说吧
guide-say = 写一件事，比如家门口的路灯坏了，发出去。可以分几条发。
guide-say-seen = 记下了
guide-done = 说完了，点「写好了」。
guide-done-seen = 请过目
guide-send = 送给谁、说了什么、谁看得到，都在这里。点「发送」。
guide-send-seen = 已收到
guide-triage = 现在看右边的工作人员：点「打开看看」，确认委员会，再指派「顾长青」代表。
guide-triage-seen = 代表正在办
guide-answer = 轮到中间的代表：点「打开看看」，再点「答复」，写几句，点「写好了」和「发送」。
guide-answer-seen = 答复已送给市民
guide-back = 看左边：市民收到答复了。一句话走完了一个来回。

setting-token-missing = 缺少 LIAISON_BOT_TOKEN：请在 Telegram 找 @BotFather 建一个机器人，把令牌写进 .env；只想看看，请用 liaison demo。
setting-token-wrong = LIAISON_BOT_TOKEN 的样子不对：应当像 123456789：AAE… 这样，请从 @BotFather 重新复制。
setting-token-refused = Telegram 不认这个 LIAISON_BOT_TOKEN：请从 @BotFather 重新复制，或检查 LIAISON_API_URL。
setting-telegram-away = 连不上 Telegram（{ $detail }）：请检查网络和 LIAISON_API_URL。
setting-url-wrong = LIAISON_API_URL 应当以 http：// 或 https：// 开头。
setting-database-wrong = LIAISON_DATABASE_URL 应当以 sqlite：/// 或 postgresql+asyncpg：// 开头。
setting-database-away = 打不开数据库（{ $detail }）：请检查 LIAISON_DATABASE_URL 和文件夹的写权限。
setting-database-newer = 数据库是更新版本的程序建的（{ $detail }）：请先升级本程序。
setting-wrong = { $name } 的值不对：{ $detail }
setting-no-congress = 数据库里还没有人大的资料：请先运行 liaison import congress/xinghe（或您自己的资料）。
setting-assembly-unknown = LIAISON_ASSEMBLY 写的人大不在数据库里，现有：{ $detail }
setting-assembly-which = 数据库里有几个人大，请用 LIAISON_ASSEMBLY 选一个：{ $detail }
invite-which = 请写 --deputy 代码 或 --clerk，二选一。
invite-once = 这个链接只能用一次，{ $expires }前有效。请只发给本人。

import-done = 导入完成：
import-dry-run = 只检查，没有写入。会有这些变化：
import-count = { $kind ->
    [districts] 行政区划
    [committees] 委员会
    [stations] 联络站
   *[deputies] 代表
}：新增 { $added }，修改 { $changed }，停用 { $retired }
import-nothing = 有 { $count } 处不对，什么都没有导入。请改好后再来。
import-where = { $file }{ $row ->
    [0] { "" }
   *[other] 第 { $row } 行
}{ $column_given ->
    [yes] 「{ $column }」列
   *[no] { "" }
}{ $value_given ->
    [yes] 写的是「{ $value }」
   *[no] { "" }
}:
import-missing-file = 缺少这个文件。
import-bad-encoding = 文字编码认不出，请存成 UTF-8 或 GB18030。
import-bad-csv = CSV 格式不完整，可能有引号没有配对。
import-no-rows = 一行资料都没有。
import-one-row = 只能有一行。
import-no-root = 没有最上一级的行政区划（上级留空的那一行）。
import-missing-column = 缺少这一列。
import-unknown-column = 不认识这一列；备注请用「备注」。
import-duplicate-column = 这一列出现了两次。
import-extra-cells = 这一行的格子比表头多。
import-required = 不能空着。
import-too-long = 太长了，最多 500 个字。
import-bad-code = 代码只能用字母、数字、_ 和 -，最多 32 个。
import-duplicate-code = 这个代码前面已经用过。
import-unknown-kind = 应当是 市、区县、镇街、村社区 之一。
import-unknown-level = 应当是 全国、省、市、区县、镇街 之一。
import-unknown-district = 行政区划表里没有这个代码。
import-unknown-committee = 委员会表里没有这个代码。
import-unknown-station = 联络站表里没有这个代码。
import-second-root = 最上一级只能有一个。
import-parent-kind = 上级的级别应当更高。
import-bad-latitude = 纬度应当是 -90 到 90 的数。
import-bad-longitude = 经度应当是 -180 到 180 的数。
import-coordinate-pair = 经度和纬度要么都填，要么都不填。
import-bad-phone = 电话号码只能有数字、空格、+ 和 -。
import-bad-date = 日期应当像 2031-12-31。
import-term-too-short = 词至少要两个字。
import-bad-weight = 权重应当是 0 到 10 的数。
import-duplicate-term = 这个词前面已经有了。
