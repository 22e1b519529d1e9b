# 代表看到的话：一眼看清欠什么、几时到期，点一下就能办。

inbox =
    <b>{ $shelf ->
        [waiting] 等市民回话
        [aside] 先放着的
        [answered] 您答复过的
       *[owed] 您的待办
    }</b>
    待答复 { $owed } 件{ $overdue ->
        [0] { "" }
       *[other] ，其中超期 { $overdue } 件
    } · 等市民回话 { $waiting } 件 · 放着 { $aside } 件 · 已答复 { $answered } 件
    { $shelf ->
        [owed] { $oldest_given ->
            [yes]
                最早到期的排在最前：编号 { $oldest }，{ $due } 前答复。
           *[no] { $owed ->
                [0]
                    都办完了，辛苦您了！有新的意见会在这里告诉您。
               *[other] { "" }
            }
        }
       *[other] 点开可以看，也可以接着办。
    }
inbox-tab =
    { $shelf ->
        [waiting] ❓ 等市民回话
        [aside] ⏸ 放着的
        [answered] ✅ 已答复
       *[owed] 📥 待答复
    }（{ $count }）
button-first = ▶️ 从最早的开始

card-deputy =
    <b>编号 { $number }</b> · { $state ->
        [with_deputy] { $late ->
            [yes] ⏰ 已超期 { $over } 天
           *[no] { $left ->
                [0] ⏰ 今天到期
               *[other] 还有 { $left } 天
            }
        }
        [waiting] 等市民回话
        [answered] 已答复
        [withdrawn] 市民已撤回
        [joined] 已合并到另一件
       *[other] 工作人员正在安排
    }{ $until_given ->
        [yes] { "" }（先放着，{ $until } 回到待办）
       *[no] { "" }
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
       *[other] ，请在 <b>{ $due }</b> 前答复
    }{ $committee_given ->
        [yes] 。{ $assisting_given ->
            [yes] 主办：{ $committee }，协办：{ $assisting }
           *[no] 对口：{ $committee }
        }
       *[no] { "" }
    }{ $question_given ->
        [yes] { "" }
            <b>问了市民：</b>{ $question }
       *[no] { "" }
    }
button-answer = ✍️ 答复
button-ask = ❓ 追问
button-correct = 🖊 更正
button-pass = ➡️ 转交
button-put-aside = ⏸ 放一放
button-take-up = ▶️ 重新排进待办
button-next = 下一件 ›
aside-done = 先放 { $days } 天，答复期限不变
take-up-done = 已排回待办
next-none = 没有别的待办了

button-whole = 📄 看全文
record-begin =
    <b>编号 { $number } 全文</b>
    { $words }
record-name = 编号{ $number }全文.txt
record-long = 内容较长，全文在这个文件里。

# 转交
pass-whom =
    编号 { $number } 转给谁？
    选好以后请写一句理由。
button-pass-deputy = 👤 转给另一位代表
pass-whom-deputy =
    编号 { $number } 转给哪位代表？请发姓名、村、社区或街道的名字，写一部分就行。
pass-chosen = 编号 { $number } 准备转给<b>{ $name }</b>。
pass-chosen-deputy = 编号 { $number } 准备转给<b>{ $name }</b>代表。
whom-row = { $joined ->
    [yes] 🟢 { $name }
   *[no] { $name }
}（{ $level }）{ $why_given ->
    [yes] · { $why }
   *[no] { "" }
}
whom-choose = 是哪一位？🟢 表示已经开通，马上能收到。
whom-nobody = 没有找到这位代表。换个写法试试，比如只写姓，或者村、社区的名字；不找了就点「返回」。
whom-type = 请用文字发代表的姓名或地名。
