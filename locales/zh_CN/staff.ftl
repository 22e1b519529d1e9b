# 工作人员看到的话。

triage =
    <b>{ $tab ->
        [with_committee] 在专工委
        [with_deputy] 代表办理中
        [waiting] 等市民回话
        [answered] 已答复
        [joined] 已合并
       *[triage] 待分派
    }</b>
    待分派 { $triage } 件 · 在专工委 { $with_committee } 件 · 代表办理中 { $with_deputy } 件 · 等市民回话 { $waiting } 件 · 已答复 { $answered } 件{ $joined ->
        [0] { "" }
       *[other] { "" } · 已合并 { $joined } 件
    }
    { $count ->
        [0] { $tab ->
            [triage] 都分派完了，辛苦您了！
           *[other] 这里现在没有意见。
        }
       *[other] { $tab ->
            [answered] 最近的排在最前，点开看看：
           *[other] 紧急的在最前，其余先到期的在前，点开就能办：
        }
    }
triage-trouble =
    ⚠️ { $failed ->
        [0] { "" }
       *[other] 最近七天有 { $failed } 条消息没送到（对方停用了机器人，或 Telegram 拒收）。{ "" }
    }{ $uncertain ->
        [0] { "" }
       *[other] 有 { $uncertain } 条不确定是否送到，请管理员决定是否再发（liaison resend）。{ "" }
    }{ $parked ->
        [0] { "" }
       *[other] 有 { $parked } 条来信系统没能处理，已经存下，请管理员查看（liaison doctor）。
    }{ $numbers_given ->
        [yes] { "" }
            涉及编号：{ $numbers }
       *[no] { "" }
    }
triage-tab =
    { $tab ->
        [with_committee] 🏛 在专工委
        [with_deputy] 👤 代表办理中
        [waiting] ❓ 等市民回话
        [answered] ✅ 已答复
        [joined] 🤝 已合并
       *[triage] 🗂 待分派
    }（{ $count }）

card-clerk =
    <b>编号 { $number }</b> · { $state ->
        [triage] 待分派
        [with_committee] 在专工委，还没有代表
        [with_deputy] 代表办理中
        [waiting] 等市民回话
        [answered] 已答复
        [withdrawn] 市民已撤回
        [joined] 已合并
       *[other] { $state }
    }{ $state ->
        [answered] { "" }
        [withdrawn] { "" }
       *[other] { $late ->
            [yes] { "" } · ⏰ 已超期 { $over } 天
           *[no] { $left ->
                [0] { "" } · ⏰ 今天到期
               *[other] { "" } · 还有 { $left } 天
            }
        }
    }
    { $place_given ->
        [yes] { $place } · { "" }
       *[no] { "" }
    }{ $name_given ->
        [yes] 署名：{ $name }
       *[no] 没有署名
    }
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字，请看附件）
    }</blockquote>
    { $on } 收到{ $state ->
        [answered] { "" }
        [withdrawn] { "" }
       *[other] ，<b>{ $due }</b> 前答复
    }{ $committee_given ->
        [yes] { "" }
            { $assisting_given ->
                [yes] 主办：{ $committee }，协办：{ $assisting }
               *[no] 专工委：{ $committee }
            }
       *[no] { "" }
    }{ $deputy_given ->
        [yes] { "" }
            { $state ->
                [triage] 市民想找：{ $deputy }代表
               *[other] 代表：{ $deputy }
            }
       *[no] { "" }
    }{ $question_given ->
        [yes] { "" }
            <b>问了市民：</b>{ $question }
       *[no] { "" }
    }
guess =
    <b>建议归{ $committee }</b>（{ $subject_given ->
        [yes] { $subject }，
       *[no] { "" }
    }把握 { $percent }%）{ $evidence_given ->
        [yes] { "" }
            依据：{ $evidence }
       *[no] { "" }
    }
guess-runner-up =
    也可能是{ $committee }（{ $subject_given ->
        [yes] { $subject }，
       *[no] { "" }
    }{ $percent }%）{ $evidence_given ->
        [yes] ：{ $evidence }
       *[no] { "" }
    }
hint-aid = { $aid ->
    [police] 🆘 <b>【紧急】</b>像是治安险情，已请市民拨 110
    [fire] 🆘 <b>【紧急】</b>像是火情，已请市民拨 119
    [medical] 🆘 <b>【紧急】</b>像是有人急病或受伤，已请市民拨 120
    [life] 🆘 <b>【紧急】</b>可能有人要伤害自己或他人，已请市民拨 110、120 和 12356
    [court] ⚖️ 涉及法院的判决或执行，已告诉市民只有法院能改，可拨 12368
   *[hotline] 📞 像是办事、咨询或求助，已告诉市民可拨 12345
}{ $evidence_given ->
    [yes] （依据：{ $evidence }）
   *[no] { "" }
}
hint-grade = <b>建议定级：{ $grade ->
    [urgent] 紧急
    [important] 重要
   *[ordinary] 普通
}</b>{ $evidence_given ->
    [yes] （依据：{ $evidence }）
   *[no] { "" }
}
hint-graded = <b>定级：{ $grade ->
    [urgent] 紧急
    [important] 重要
   *[ordinary] 普通
}</b>
hint-asked = 正在问市民是关于{ $choice1 }，{ $choice3_given ->
    [yes] { $choice2 }，还是{ $choice3 }
   *[no] 还是{ $choice2 }
}。您也可以直接定。
button-grade = 🏷 定级
button-grade-is = { $now ->
    [yes] ✅ { "" }
   *[no] { "" }
}{ $grade ->
    [urgent] 紧急
    [important] 重要
   *[ordinary] 普通
}{ $suggested ->
    [yes] （建议）
   *[no] { "" }
}
choose-grade = 编号 { $number } 定哪一级？紧急的排在最前。
graded = 已定为{ $grade ->
    [urgent] 紧急
    [important] 重要
   *[ordinary] 普通
}
guess-none = 从原话里看不出归哪个专工委，请您来定。
button-route = { $best ->
    [yes] ✅ { $committee }
   *[no] { $committee }
}
button-committees = 🏛 其他专工委
button-all-committees = 🏛 选专工委
button-reroute = 🏛 改专工委
button-confirm = ✓ 委员会对
confirmed = 好{ $learnt ->
    [yes] ，系统会记住
   *[no] ，记下了
}
button-assisting = 👥 协办
choose-assisting = 编号 { $number } 由{ $committee }主办，请哪个专工委协办？
button-nobody-assists = 不用协办
assisting-set = { $committee_given ->
    [yes] 已请{ $committee }协办
   *[no] 好，不用协办
}
button-assign = 👤 指派代表
choose-committee = 编号 { $number } 归哪个专工委？
routed = 已定给{ $committee }{ $learnt ->
    [yes] ，系统会记住
   *[no] { "" }
}
assign-whom =
    编号 { $number } 请哪位代表办？{ $deputy_given ->
        [yes] { $state ->
            [triage] 市民想找{ $deputy }代表。
           *[other] 现在是{ $deputy }代表在办。
        }
       *[no] { "" }
    }
    { $found ->
        [0] 请发代表的姓名，或者村、社区、街道的名字。
       *[other] 点一位，或者直接发姓名、地名给我找。🟢 表示已经开通，马上能收到。
    }
assign-why =
    { $why ->
        [named] 市民指名
        [community] 联系该社区
       *[committee] 对口专工委
    }
assigned = 已指派给{ $name }代表
next-none-triage = 没有别的待分派了

# 邀请
invite-whom = 想邀请谁？
button-invite-deputy = 👤 邀请代表
button-invite-clerk = 🧑‍💼 邀请同事
invite-which-deputy = 邀请哪位代表？请发姓名、村、社区或街道的名字，写一部分就行。
invite-choose = 是哪一位？🟢 表示已经开通，再邀请会多一个账号。
invited-deputy = 请把下面这段话转发给<b>{ $name }</b>代表本人：
invited-clerk = 请把下面这段话转发给您的同事，对方点开后就是工作人员，可以分派意见：
invitation-deputy =
    { $name }代表，您好！请点下面的链接，开通{ $congress }的代表联络机器人，市民的意见会直接送到您手里：
    { $link }
    链接只能用一次，{ $until }前有效，请勿转给别人。
invitation-clerk =
    您好！请点下面的链接，成为{ $congress }代表联络机器人的工作人员：
    { $link }
    链接只能用一次，{ $until }前有效，请勿转给别人。
