# 名册的进出：导入、模板、导出

cli-import = 导入一个人大的资料：行政区划、专工委、代表小组、联络站、代表。Excel 和 CSV 都行，有哪几张表就更新哪几张；有一处不对就什么都不导入。
cli-import-files = 文件（.xlsx、.csv，可以写几个）或文件夹，格式见 congress/README.md
cli-import-many-leave = 明知有三分之一以上的代表会因此离任，仍然导入
cli-template = 生成一个可以直接填写的 Excel 模板，里面有说明、下拉选项和样例。
cli-template-file = 文件名，例如 模板.xlsx
cli-export = 把数据库里的名册导出为 Excel 文件或 CSV 文件夹；原样导入，什么都不会变。
cli-export-target = 文件名（.xlsx）或文件夹；照片放在旁边的 photos 文件夹里
cli-export-force = 已经有了也覆盖

cli-import-dry-run = 只检查并显示会有什么变化，不写入
import-done = 导入完成：
import-nothing = 有 { $count } 处不对，什么都没有导入。请改好后再来。
import-bad-encoding = 文字编码认不出，请存成 UTF-8 或 GB18030。
import-bad-csv = CSV 格式不完整，可能有引号没有配对。
import-no-rows = 一行资料都没有。
import-one-row = 只能有一行。
import-no-root = 没有最上一级的行政区划（上级留空的那一行）。
import-missing-column = 缺少这一列。
import-duplicate-column = 这一列出现了两次。
import-extra-cells = 这一行的格子比表头多。
import-required = 不能空着。
import-too-long = 太长了，最多 500 个字；可以写多项的，最多 1000 项。
import-bad-code = 代码只能用字母、数字、_ 和 -，最多 32 个。
import-duplicate-code = 这个代码前面已经用过。
import-unknown-kind = 应当是 市、区县、镇街、村社区 之一。
import-unknown-district = 行政区划表里没有这个代码。
import-unknown-committee = 委员会表里没有这个代码。
import-unknown-subject = 没有这个主题，能用的代码见 congress/README.md。
import-unknown-station = 联络站表里没有这个代码。
import-second-root = 最上一级只能有一个。
import-parent-kind = 上级的级别应当更高。
import-bad-latitude = 纬度应当是 -90 到 90 的数。
import-bad-longitude = 经度应当是 -180 到 180 的数。
import-coordinate-pair = 经度和纬度要么都填，要么都不填。
import-bad-date = 日期应当像 2031-12-31。
import-term-too-short = 词至少要两个字。
import-bad-weight = 权重应当是 0 到 10 的数。
import-duplicate-term = 这个词前面已经有了。

import-where = { $file }{ $sheet_given ->
    [yes] 「{ $sheet }」表
   *[no] { "" }
}{ $row ->
    [0] { "" }
   *[other] { " " }第 { NUMBER($row, useGrouping: 0) } 行
}{ $column_given ->
    [yes] 「{ $column }」列
   *[no] { "" }
}{ $value_given ->
    [yes] 写的是「{ $value }」
   *[no] { "" }
}：
import-dry-run = 只检查，没有写入。会有这些变化：
import-missing-file = 缺少这个文件（或工作表）。
import-closed-file = 这个文件打不开，请看看权限。
import-empty-folder = 这个文件夹里没有 .xlsx 或 .csv 文件。
import-old-workbook = 这是旧的 Excel 格式（.xls），请在 Excel 里另存为 .xlsx。
import-password = 这个文件有密码，请先去掉密码再存一次。
import-damaged = 这个 Excel 文件打不开，可能损坏了；请在 Excel 里打开，另存为新的 .xlsx。
import-too-wide = 表格太大了，多半是很远的地方有一个多余的格子；请把需要的内容复制到新的工作表里。
import-unknown-table = 看不出这是哪一张表，请把工作表（或文件）改名为 行政区划、专工委、代表小组、联络站、代表、三联 等；不是表格的请删掉，或改名为「填写说明」。
import-unknown-column = 不认识这一列；不需要导入的请删掉，备注请用「备注」。
import-private-column = 没有读入，市民看不到它。本人同意公开的号码请填在「公开电话」列。
import-formula-error = 公式出错了，请改成文字。
import-unknown-level = 应当是 全国、省、市、区县、乡镇 之一。
import-unknown-deputy = 代表表里没有这个代码。
import-not-as-above = 同一位代表的几行里，这一列应当一样，或者只填第一行。
import-succeeds-self = 不能接替自己。
import-bad-phone = 电话号码只能有数字、空格、括号、+ 和 -。
import-photo-name = 只写文件名，照片放在旁边的 photos 文件夹里。
import-photo-missing = photos 文件夹里没有这张照片。
import-photo-large = 照片太大了，最多 2 MB。
import-photo-kind = 照片应当是 JPEG 或 PNG。
import-more = ……还有 { $more } 处。各种问题的处数：
import-all-problems = 全部问题都写在 { $file } 里，可以用 Excel 打开。
import-problem-head = { $head ->
    [file] 文件
    [sheet] 工作表
    [row] 行
    [column] 列
    [value] 写的是
   *[expected] 应当怎样
}
import-kind = { $kind ->
    [districts] 行政区划
    [committees] 专工委
    [groups] 代表小组
    [stations] 联络站
   *[deputies] 代表
}
import-change = { $change ->
    [added] 新增
    [changed] 修改
   *[retired] 停用
}
import-between = 、
import-with = { $name }（{ $columns }）
import-named = { $change }的{ $kind }：{ $names }{ $more ->
    [0] { "" }
   *[other] ，还有 { $more } 个
}
import-renamed = 人大的名称会变。
import-subjects = 主题分工会变。
import-no-changes = 内容和数据库里的一样，没有变化。
import-busy = 别人正在导入，这次什么都没有写入。请等他们导入完，再来一次。
import-many-leave = 在任代表 { $before } 位中有 { $gone } 位会因此离任，可能是文件不完整。确实要这样，请加上 --many-leave。
import-phase = { $phase ->
    [read] 读取
    [write] 写入
   *[export] 导出
}

template-ending = { $file } 应当以 .xlsx 结尾。
template-done = 模板写好了：{ $file }。照着样例填，填完用 liaison import 导入。
export-ending = { $file } 应当是 .xlsx 文件，或者一个文件夹。
export-exists = { $file } 已经有了：请换个名字，或加上 --force 覆盖它。
export-closed = 写不了 { $file }（{ $detail }）：请检查文件夹、写权限和磁盘空间，并在 Excel 里关掉它。
export-done = { $file }：代表 { $count } 位。

template-guide = { $line ->
    [1] 每张工作表是一张表，第一行是表头，请不要改；下面的样例看懂以后删掉，换成本地的资料。
    [2] 只填需要更新的表也可以，多余的工作表可以删掉；没有给的表和列，数据库里的保持不变。
    [3] 代码由字母、数字、- 和 _ 组成，最长 32 个字符；请长期不变，再次导入时按代码更新。
    [4] 一格里有几个值时，用顿号（、）分开。
    [5] 一位代表同时是两级代表，写两行：代码和姓名相同，级别不同，其他各列只填第一行。
    [6] 表里不再有的代表会离任，没有办结的意见退回工作人员重新分派，并告诉市民。
    [7] 照片放在本文件旁边的 photos 文件夹里，JPEG 或 PNG，每张不超过 2 MB，格子里只写文件名。
    [8] 填好后运行 liaison import 文件 --dry-run 检查，没有问题再去掉 --dry-run 导入。有一处不对就什么都不导入。
   *[9] 鼠标移到表头上，可以看到每一列怎么填。
}
template-choose = 请从下拉列表里选
template-choose-code = 请填另一张表里有的代码
template-note = { $column ->
    [assembly-code] 本级人大的代码，只有一行。
    [assembly-name] 本级人大的全称。
    [districts-code] 区划的代码，不要重复。
    [districts-name] 写全称，例如 桐陂镇、望星社区。
    [districts-kind] 市、区县、镇街、村社区，从下拉列表里选。
    [districts-parent] 上级区划的代码；只有最上面一级留空。
    [districts-former] 以前的名字，市民用旧名也能找到；几个用顿号分开。可以不填。
    [committees-code] 专工委的代码。
    [committees-name] 专工委的名称。
    [committees-remit] 一句话说清管什么，给市民看。
    [groups-code] 代表小组的代码。
    [groups-name] 代表小组的名称，和代表表里写的一样。
    [groups-committee] 对口专工委的代码。可以不填。
    [groups-subjects] 小组关注的主题代码，见 congress/README.md；几个用顿号分开。可以不填。
    [stations-code] 联络站的代码。
    [stations-name] 联络站的名称。
    [stations-address] 详细地址，市民照着能找到。
    [stations-district] 联络站所在区划的代码。
    [stations-hours] 开放和接待时间，原样给市民看。
    [stations-latitude] 纬度（WGS 84），和经度同填或同空。
    [stations-longitude] 经度（WGS 84）。
    [deputies-code] 代表的代码，长期不变。
    [deputies-name] 代表的姓名。
    [deputies-level] 全国、省、市、区县、乡镇，从下拉列表里选。
    [deputies-unit] 工作单位和职务。
    [deputies-delegation] 所在代表团。
    [deputies-district] 选出这位代表的区划的代码。
    [deputies-committee] 所在专工委的代码。可以不填。
    [deputies-groups] 所在代表小组的名称；几个用顿号分开。
    [deputies-districts] 联系的村、社区的代码；几个用顿号分开。也可以填在「三联」表里。
    [deputies-stations] 进驻的联络站的代码；几个用顿号分开。
    [deputies-pledge] 公开承诺，原样给市民看。
    [deputies-phone] 只填本人同意公开的号码，市民看得到。
    [deputies-term_end] 任期最后一天，例如 2031-12-31；不知道就不填。
    [deputies-profession] 职业，例如 教师；市民可以按职业找。
    [deputies-photo] photos 文件夹里的文件名，例如 D001.jpg。可以不填。
    [deputies-succeeds] 补选的代表，填他接替的那位代表的代码。可以不填。
    [links-deputy] 代表的代码；一行写一位代表联系的一个村社区。
    [links-district] 村、社区的代码。
    [subjects-subject] 主题的代码，见 congress/README.md。
    [subjects-committee] 主责委员会的代码。
   *[subjects-assisting] 协助委员会的代码。可以不填。
}
