# 命令 liaison routing：教它、考它、问它为什么

cli-routing = 意见该归哪个委员会：教、考、问
cli-routing-train = 从文件学习：每行一条意见和它该归的委员会
cli-routing-eval = 用文件考一考：对了多少，错在哪里
cli-routing-explain = 一段话会归到哪里，为什么
cli-routing-taught = 列出学过的例子，最近的在最后
cli-routing-forget = 收回教错的例子
cli-routing-file = CSV 文件（列：内容、委员会或主题），或每行一个 JSON 的文件（text，committee、subject 或 label）
cli-routing-labels = JSON 文件：标签对应哪个委员会的代码
cli-routing-cold = 只用词表，不用学过的
cli-routing-worst = 列出几条错得最离谱的
cli-routing-text = 市民的话
cli-routing-most = 最多列几条
cli-routing-numbers = 例子的编号，见 liaison routing taught

examples-no-file = 打不开 { $file }，请检查路径。
examples-encoding = { $file } 不是 UTF-8 或 GB18030 编码的文本。
examples-empty = { $file } 里没有内容。
examples-no-text-column = { $file } 的第一行应当是列名，要有“内容”（text）一列。
examples-no-table = { $file } 不是完整的 CSV 表格，请检查引号。
examples-no-text = 第 { $row } 行：没有内容。
examples-no-target = 第 { $row } 行：没有写委员会，也没有写主题。
examples-unknown-committee = 第 { $row } 行“委员会”：没有“{ $value }”这个委员会。
examples-unknown-subject = 第 { $row } 行“主题”：没有“{ $value }”这个主题。
examples-unknown-label = 第 { $row } 行“标签”：不知道“{ $value }”归哪个委员会，请用 --labels 说明。
examples-not-json = 第 { $row } 行：不是 JSON：{ $value }
examples-nothing = 共 { $count } 处问题，什么也没有学。

routing-trained = 学了 { $count } 条，{ $known ->
    [0] 没有重复的
   *[other] 另有 { $known } 条以前学过或重复
}。正在运行的程序几秒内就会用上。
routing-judged = { $count } 条意见，首选正确 { $right } 条（{ $percent }%）{ $cold ->
    [yes] ，只用词表
   *[no] {""}
}。
routing-passed-over = { $count } 条的主题在这里不归任何委员会，没有计入。
routing-way = { $way ->
    [route] 直接转交
    [ask] 先问市民
   *[triage] 交工作人员
}：{ $count } 条（{ $share }%），其中 { $percent }% { $way ->
    [route] 转得对
    [ask] 选项里有对的
   *[triage] 前三个建议里有对的
}
routing-confusion = 行是应当归的委员会，列是读成的委员会，最后一列是没有读出来：
routing-mistake = 应归 { $right }，读成 { $read }（{ $percent }%，依据：{ $evidence }）
    { $text }
routing-verdict = { $way ->
    [route] 直接转交{ $committee }{ $assisting_given ->
        [yes] ，{ $assisting }协办
       *[no] {""}
    }
    [ask] 先问市民是关于：{ $subjects }
   *[triage] 交工作人员判断
}。（学过 { $learnt } 条）
routing-suggestion = { $percent }%　{ $committee }{ $subject_given ->
    [yes] ，{ $subject }
   *[no] {""}
}　依据：{ $evidence }
routing-advice = 提示市民：{ $aid ->
    [police] 拨打 110
    [fire] 拨打 119
    [medical] 拨打 120
    [life] 有生命危险，拨打 110、120 或 12356
    [court] 裁判只能由法院改变，12368
   *[hotline] 拨打 12345
}（依据：{ $evidence }）
routing-grade = 建议定级：{ $grade ->
    [urgent] 紧急
    [important] 重要
   *[ordinary] 普通
}{ $evidence_given ->
    [yes] （依据：{ $evidence }）
   *[no] {""}
}
routing-taught = 共学过 { $count } 条。
routing-forgotten = 收回了 { $count } 条，正在运行的程序会重新学一遍其余的。
routing-unknown-number = 没有编号为 { $numbers } 的例子，什么也没有收回。编号见 liaison routing taught。
