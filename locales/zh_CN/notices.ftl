# 发给某个人的通知。变量:$number 编号,$deputy 代表姓名,$committee 专工委,$due 答复期限,
# $words 原话,$excerpt 开头几句,$place 所在社区,$files 附件数

notice-resend = （这条可能已经发过，再发一次以防您没收到）
notice-receipt =
    <b>已收到，编号 { $number }</b>

    { $deputy_given ->
        [no] 已转给<b>{ $committee }</b>。
       *[yes] 已送到<b>{ $deputy }</b>代表那里，对口的是{ $committee }。
    }
    最晚 <b>{ $due }</b> 前给您答复，一有消息就在这里告诉您。
notice-receipt-triage =
    <b>已收到，编号 { $number }</b>

    这件事该由哪个委员会跟进，工作人员会先看一下，定了马上告诉您。
    最晚 <b>{ $due }</b> 前给您答复。
notice-receipt-ask =
    <b>已收到，编号 { $number }</b>

    想跟您确认一下：您说的是关于<b>{ $choice1 }</b>，{ $choice3_given ->
        [yes] <b>{ $choice2 }</b>，还是<b>{ $choice3 }</b>
       *[no] 还是<b>{ $choice2 }</b>
    }？点一下，马上转给管这件事的委员会。
    说不清也没关系，工作人员会看。最晚 <b>{ $due }</b> 前给您答复。
notice-clarified =
    <b>编号 { $number }</b>：谢谢您。{ $deputy_given ->
        [no] 已转给<b>{ $committee }</b>。
       *[yes] 已转给<b>{ $deputy }</b>代表，对口的是{ $committee }。
    }
    最晚 <b>{ $due }</b> 前给您答复，一有消息就在这里告诉您。
notice-words-more = { $words }
notice-file = 编号 { $number } 的附件
notice-new-case =
    <b>有一条意见等您答复</b>（编号 { $number }）
    { $place_given ->
        [no] { "" }
       *[yes] 来自：{ $place }
    }
    { $excerpt }

    请在 <b>{ $due }</b> 前答复。
notice-new-case-emergency =
    🆘 <b>【紧急】有一条意见等您答复</b>（编号 { $number }）
    { $place_given ->
        [no] { "" }
       *[yes] 来自：{ $place }
    }
    { $excerpt }

    已请市民先拨急救、报警或求助电话，工作人员也收到了提醒。请在 <b>{ $due }</b> 前答复。
notice-new-emergency =
    🆘 <b>【紧急】请马上看</b>（编号 { $number }）
    { $state ->
        [triage] 待分派
        [with_committee] 在{ $committee }，还没有代表
       *[other] 在{ $deputy }代表那里
    }{ $place_given ->
        [no] { "" }
       *[yes] { "" } · 来自：{ $place }
    }

    { $excerpt }

    { $aid ->
        [fire] 像是火情，已请市民拨 119。
        [medical] 像是有人急病或受伤，已请市民拨 120。
        [life] 可能有人要伤害自己或他人，已请市民拨 110、120 和心理援助热线 12356。
       *[police] 像是治安险情，已请市民拨 110。
    }
notice-new-triage =
    <b>新意见待分派</b>（编号 { $number }）

    { $excerpt }
notice-new-committee-case =
    <b>新意见：{ $committee }</b>（编号 { $number }）

    { $excerpt }

    还没有指定代表。答复期限 { $due }。
notice-deputy-not-joined =
    编号 { $number } 找的是<b>{ $deputy }</b>代表，这位代表还没有开通，收不到提醒。请联系代表，或改派他人。
notice-added =
    <b>市民补充了编号 { $number }</b>

    { $words }
notice-later-emergency =
    🆘 <b>【紧急】市民后来的话里像有险情，请马上看</b>（编号 { $number }）

    { $words }

    { $aid ->
        [fire] 像是火情，已请市民拨 119。
        [medical] 像是有人急病或受伤，已请市民拨 120。
        [life] 可能有人要伤害自己或他人，已请市民拨 110、120 和心理援助热线 12356。
       *[police] 像是治安险情，已请市民拨 110。
    }
notice-replied =
    <b>市民回答了您的提问</b>（编号 { $number }）

    { $words }
notice-edited = 市民改了编号 { $number } 里的话，前后两个版本都在记录里。
notice-nudged = 市民在问编号 { $number } 的进展，答复期限是 <b>{ $due }</b>。
notice-withdrawn = 市民撤回了编号 { $number }，不用再答复了。
notice-answered =
    <b>编号 { $number } 有答复了</b>
    { $deputy_given ->
        [yes] { $deputy }代表答复：
       *[no] { $committee_given ->
            [yes] { $committee }答复：
           *[no] 工作人员答复：
        }
    }

    { $words }
notice-corrected =
    <b>编号 { $number } 的答复有更正</b>

    { $words }
notice-asked =
    <b>关于编号 { $number }，想再问您一句</b>

    { $words }

    点下面的按钮回答就行。
notice-moved =
    编号 { $number } 现在由{ $deputy_given ->
        [no] <b>{ $committee }</b>
       *[yes] <b>{ $deputy }</b>代表
    }办理，答复期限还是 { $due }。
notice-routed = 编号 { $number } 已经定下由<b>{ $committee }</b>跟进，答复期限 { $due }。
notice-returned = 编号 { $number } 原来由{ $deputy_given ->
        [no] 代表
       *[yes] { $deputy }代表
    }办理，这位代表已经离任{ $successor_given ->
        [yes] ，由{ $successor }代表接任
       *[no] {""}
    }。您的意见还在，工作人员会尽快安排人接着办，答复期限还是 { $due }。
notice-returned-staff =
    <b>编号 { $number } 退回待分派</b>：{ $deputy_given ->
        [no] 原来的代表
       *[yes] { $deputy }代表
    }已离任{ $successor_given ->
        [yes] ，接任的是{ $successor }代表
       *[no] {""}
    }。请另行安排，答复期限 { $due }。

    { $excerpt }
notice-receipt-joined =
    <b>已收到，编号 { $number }</b>

    您的话已交给办理同一件事的{ $deputy_given ->
        [yes] <b>{ $deputy }</b>代表
       *[no] { $committee_given ->
            [yes] <b>{ $committee }</b>
           *[no] 工作人员
        }
    }，有答复同样在这里告诉您。
notice-joined =
    <b>编号 { $number } 又有一位市民附议</b>，答复时会一并送达。{ $words_given ->
        [yes] { "" }

            { $words }
       *[no] { "" }
    }
notice-joined-author =
    编号 { $number } 和另一件反映同一件事的意见合并了{ $deputy_given ->
        [yes] ，由<b>{ $deputy }</b>代表办理
       *[no] { $committee_given ->
            [yes] ，由<b>{ $committee }</b>办理
           *[no] { "" }
        }
    }。您的话会一并交给承办人，答复时同样告诉您。
notice-joined-away = 编号 { $number } 已和另一件反映同一件事的意见合并，您不用再处理了。
notice-separated = 编号 { $number } 现在单独办理，工作人员会尽快安排，答复期限还是 { $due }。
notice-taken-over = 编号 { $number } 已改由{ $deputy }代表办理，您不用再处理了。
notice-another-account = 又有一个账号开通了{ $deputy }代表，也会收到意见，也能答复。如果不是您或您的助手，请马上告诉工作人员。
notice-unreachable = 编号 { $number } 的消息送不到：对方停用了机器人。

do-open = 打开看看
do-reply = 现在回答
do-add = 补充几句
do-answer = 答复
do-inbox = 待办
do-say = { $subject }
do-cannot_say = 🤷 说不清
