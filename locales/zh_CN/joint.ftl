# 同一件事有几个人反映：发送前的提示、附议、工作人员合并和拆开。

same =
    <b>已有人反映过{ $shared_given ->
        [yes] ：{ $shared }
       *[no] 很像的事
    }</b>
    { $since } 收到，{ $state ->
        [triage] 工作人员正在安排
        [with_committee] { $committee }正在办
        [with_deputy] { $deputy }代表正在办
       *[other] 正在办理
    }{ $count ->
        [1] { "" }
       *[other] ，一共有 { $count } 人反映
    }。

    附议的话，您的话会一并交给承办人，答复时同样告诉您。
same-own =
    <b>您在 { $since } 已反映过{ $shared_given ->
        [yes] ：{ $shared }
       *[no] { "" }
    }</b>（编号 { $number }），{ $state ->
        [triage] 工作人员正在安排
        [with_committee] { $committee }正在办
        [with_deputy] { $deputy }代表正在办
       *[other] 正在办理
    }{ $count ->
        [1] { "" }
       *[other] ，一共有 { $count } 人反映
    }。

    要把这次的话补充进去吗？
button-same-join = 🤝 附议这一件
button-same-add = ➕ 补充到这一件
button-same-alone = 📮 单独反映
sent-joined = 已附议，您这一件的编号是 <b>{ $number }</b>。有答复会在这里告诉您，随时可以发 /my 查看。

joint = { $joined ->
    [yes] 🤝 { $head_given ->
        [yes] 已合并到编号 { $head }，那一件的答复就是这一件的答复。
       *[no] 和别人反映的同一件事一起办，有答复同样告诉您。
    }
   *[no] 🤝 附议 { $count } 人
}
button-followers = 🤝 看附议（{ $count }）
followers-none = 现在没有人附议。
follower =
    <b>{ $on }</b> 编号 { $number }{ $place_given ->
        [yes] { "" } · { $place }
       *[no] { "" }
    }{ $name_given ->
        [yes] { "" } · 署名：{ $name }
       *[no] { "" }
    }
    { $words_given ->
        [yes] { $words }
       *[no] （没有文字，只有附件）
    }

near = <b>相似：</b>{ $found }
near-one = 编号 { $number }（{ $state ->
    [triage] 待分派
    [with_committee] 在专工委
    [with_deputy] 代表办理中
    [waiting] 等市民回话
    [answered] 已答复
    [withdrawn] 已撤回
    [joined] 已合并
   *[other] { $state }
}）
near-row =
    <b>编号 { $number }</b> · { $state ->
        [triage] 待分派
        [with_committee] 在专工委
        [with_deputy] 代表办理中
        [waiting] 等市民回话
        [joined] 已合并
       *[other] { $state }
    }
    { $excerpt }
button-merge = 🤝 合并
merge-into = 编号 { $number } 和哪一件是同一件事？
button-merge-into = 合并到 { $number }
merge-sure = 要把编号 { $number } 合并到编号 { $other } 吗？合并后一起答复，两位市民都会收到；合错了可以再拆开。
button-merge-yes = 合并
merged = 已合并
button-separate = ✂️ 拆开
separated = 已拆开，回到待分派

refused-join-itself = 这就是同一件，不用合并。
refused-join-ended = 那一件现在不能附议了，可能刚刚办结。您的话还在，可以单独反映。
refused-none-alike = 现在没有可以合并的意见了。
