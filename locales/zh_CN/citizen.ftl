# 市民看到的话。短、客气、说人话。

bot-description = 找到您的人大代表，把想说的话写下来，答复会送回这里。不用注册。
bot-short-description = 找代表，说句话，等回音。

greeting =
    您好！这里是<b>{ $congress }</b>的代表联络机器人：您把事情说一遍，我送到代表手里，答复会回到这个聊天里。
    您可以写给本市任何一位代表，因为他们就是选出来听您说话的；不知道找谁也没关系，由工作人员安排。

    { $unfinished ->
        [yes] 您上次写的还在：
       *[no] 想怎么开始？点下面的按钮，或者发代表的<b>姓名</b>、<b>地名</b>给我。
    }
only-private = 您的意见是私事，请点 @{ $bot } 和我单独聊。

button-find = 🔍 找代表
button-just-write = ✍️ 直接说事
button-my = 📋 我的意见
button-inbox = 📥 待办
button-triage = 🗂 待分派
button-invite = ✉️ 邀请

button-newer = ‹ 上一页
button-older = 下一页 ›
button-back = ‹ 返回

# 写
writing-placeholder = 在这里写……
writing-begin-opinion = { $deputy_given ->
    [yes] 请说吧，<b>{ $deputy }</b>代表会看到。
   *[no] 请说吧。
}什么事、在哪里、盼着怎么解决。
    可以分几条发，照片、语音、文件、位置都行。写完点下面的<b>「写好了」</b>，先给您过目再发。
writing-begin-addition = 想补充什么？可以分几条发，照片、语音都行。写完点<b>「写好了」</b>。
writing-begin-reply = 请回答。可以分几条发，照片、语音都行。写完点<b>「写好了」</b>。
writing-begin-answer = 请写答复，可以分几条发，也可以发照片、语音、文件。写完点<b>「写好了」</b>，先过目再发。
writing-begin-correction = 请写更正后的答复。市民会看到这是更正，原来的答复也还在。写完点<b>「写好了」</b>。
writing-begin-question = 想问市民什么？写完点<b>「写好了」</b>。
writing-begin-pass = 请写转交的理由，接手的人和工作人员会看到，市民看不到。写完点<b>「写好了」</b>。
writing-noted = 记下了。还可以接着发，说完点下面的<b>「写好了」</b>。
writing-noted-reply = 记下了，这算您对提问的回答。还可以接着发，说完点下面的<b>「写好了」</b>；想说别的事，先点「取消」。
writing-more-noted = 这一条也记下了。
writing-go-on = 接着写吧，前面的 { $count } 条都在{ $deputy_given ->
    [yes] ，送给<b>{ $deputy }</b>代表
   *[no] { "" }
 }。写完点下面的<b>「写好了」</b>。
writing-empty = 还没有内容呢。请先写几句，或发张照片。
writing-cannot-keep = 这个我收不了。请发文字、照片、语音、视频、文件或位置，前面写的都还在。
writing-own-contact = 这张名片上有您的姓名和电话，会让别人知道您是谁，所以没有记下。想让代表打电话给您，请把号码写进话里。
writing-unfinished =
    您还有没写完的内容（{ $count } 条）：
    <blockquote>{ $beginning }</blockquote>
    先接着写完，还是不要了？{ $not_kept ->
        [yes] 刚才发来的那条还没记下，等前面的处理好，请再发一次。
       *[no] { "" }
    }
button-done = ✅ 写好了
button-cancel = ✖️ 取消
button-go-on = 接着写
button-drop = 不要了
edited-after-sending = 您改了已经发出的话。改之前和改之后的，代表都看得到。
edited-answer = 已经发出的话不会跟着改。要更正请打开这件事，点「更正」。

# 过目
preview-opinion =
    <b>{ $sent_given ->
        [yes] ✅ 已送出，编号 { $sent }
       *[no] 请过目，点「发送」才会送出
    }</b>

    <b>送给：</b>{ $deputy_given ->
        [yes] { $deputy }代表
       *[no] 由工作人员安排代表
    }
    <b>您说的话：</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
    <b>您的社区：</b>{ $place_given ->
        [yes] { $place }
       *[no] 没有填
    }
    <b>谁看得到：</b>代表、有关委员会和工作人员看得到上面的话、附件和社区；{ $name_given ->
        [yes] 也看得到您的姓名「{ $name }」，看不到您的账号。
       *[no] 谁都看不到您的姓名和账号。
    }
preview-addition =
    <b>{ $sent_given ->
        [yes] ✅ 已送出，编号 { $sent }
       *[no] 请过目，点「发送」才会送出
    }</b>

    <b>补充的话：</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
    正在办理这件事的代表和工作人员看得到。
preview-reply =
    <b>{ $sent_given ->
        [yes] ✅ 已送出，编号 { $sent }
       *[no] 请过目，点「发送」才会送出
    }</b>

    <b>您的回答：</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
    正在办理这件事的代表和工作人员看得到。
preview-answer =
    <b>{ $sent_given ->
        [yes] ✅ 已送给市民，编号 { $sent }
       *[no] 请过目，点「发送」才会送给市民
    }</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
    市民会看到这些话，署名是{ $deputy_given ->
        [yes] { $deputy }代表
       *[no] { $committee_given ->
            [yes] { $committee }
           *[no] 工作人员
        }
    }。{ $followers ->
        [0] { "" }
       *[other] { "" }
            { $sent_given ->
                [yes] 👥 已同时送给另外 { $followers } 位附议的市民。
               *[no] 👥 会同时送给另外 { $followers } 位附议的市民，请不要写只与一个人有关的内容。
            }
    }
preview-correction =
    <b>{ $sent_given ->
        [yes] ✅ 已送给市民，编号 { $sent }
       *[no] 请过目，点「发送」才会送给市民
    }</b>
    更正：
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
    市民会看到这是更正，原来的答复也还在。{ $followers ->
        [0] { "" }
       *[other] { "" }
            { $sent_given ->
                [yes] 👥 已同时送给另外 { $followers } 位附议的市民。
               *[no] 👥 会同时送给另外 { $followers } 位附议的市民，请不要写只与一个人有关的内容。
            }
    }
preview-question =
    <b>{ $sent_given ->
        [yes] ✅ 已送给市民，编号 { $sent }
       *[no] 请过目，点「发送」才会送给市民
    }</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
preview-pass =
    <b>{ $sent_given ->
        [yes] ✅ 已转交，编号 { $sent }
       *[no] 请过目，点「发送」才会转交
    }</b>

    <b>转给：</b>{ $deputy_given ->
        [yes] { $deputy }代表
       *[no] { $committee }
    }
    <b>理由：</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>{ $cut ->
        [yes] { "" }
            （一共 { $length } 字，这里只显示开头，会全部送出）
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>附件：</b>{ $files }
       *[no] { "" }
    }
    接手的人和工作人员看得到理由，市民只看到转给了谁。
preview-files = { $kind ->
    [photo] 照片 { $count } 张
    [video] 视频 { $count } 段
    [animation] 视频 { $count } 段
    [video_note] 视频 { $count } 段
    [voice] 语音 { $count } 条
    [audio] 录音 { $count } 个
    [location] 位置 { $count } 处
   *[other] 文件 { $count } 个
}{ $names_given ->
    [yes] （{ $names }）
   *[no] { "" }
}
listing-comma = 、
button-send = 📨 发送
button-more = ✍️ 再写几句
button-other-deputy = 换一位代表
button-choose-deputy = 选一位代表
button-give-place = 填上我的社区
button-change-place = 改我的社区
button-sign = 让代表知道我的姓名
button-unsign = 不写姓名
button-do-not-send = 不发了
sent-opinion = 发出去了，编号 <b>{ $number }</b>。有消息会在这里告诉您，随时可以发 /my 查看。
sent-addition = 补充的话已加到编号 <b>{ $number }</b> 里。
sent-reply = 您的回答已送到，编号 <b>{ $number }</b>。
sent-answer = 答复已送给市民，编号 <b>{ $number }</b>。
sent-correction = 更正已送给市民，编号 <b>{ $number }</b>。
sent-question = 问题已送给市民，编号 <b>{ $number }</b>。市民回答后会通知您。
sent-pass = 编号 <b>{ $number }</b> 已转交。
sent-already = 这条已经发过了，编号 { $number }，没有重复发送。
cancelled = 好的，不发了，什么都没有送出。
nothing-to-cancel = 现在没有正在写的内容。发代表姓名、地名，或者直接说事，都可以。

button-let-staff-choose = 由工作人员安排
community-prompt = 您住在哪个村或社区？写名字的一部分就行。代表知道在哪里，才好去看。
community-found = 是哪一个？
community-unknown = 没找到这个地方。换个写法试试，或者先不填。
button-keep-place = 先不改
button-no-place = 不填社区

# 我的意见
my-empty = 您还没有发过意见。发代表姓名、地名给我，或者直接说事，都可以。
my-list = 您一共发过 { $count } 条，点开看进展：
row = { $mark ->
    [emergency] 🆘
    [urgent] ❗
   *[none] { "" }
}{ $late ->
    [yes] ⏰
   *[no] { "" }
}{ $state ->
    [triage] 🗂
    [with_committee] 🏛
    [with_deputy] 👤
    [waiting] ❓
    [answered] ✅
    [withdrawn] ↩️
    [joined] 🤝
   *[other] •
} { $number } { $excerpt }
timeline =
    <b>编号 { $number }</b> · { $state ->
        [triage] 工作人员正在安排
        [with_committee] 委员会正在办
        [with_deputy] 代表正在办
        [waiting] 等您回答
        [answered] 已答复
        [withdrawn] 已撤回
        [joined] 和同一件事一起办
       *[other] { $state }
    }
    { $deputy_given ->
        [yes] { $deputy }代表
       *[no] { "" }
    }{ $committee_given ->
        [yes] { " " }{ $assisting_given ->
            [yes] 主办：{ $committee }，协办：{ $assisting }
           *[no] { $committee }
        }
       *[no] { "" }
    }
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] （没有文字）
    }</blockquote>
    { $on } 发出{ $state ->
        [answered] { "" }
        [withdrawn] { "" }
       *[other] ，最晚 { $due } 前答复
    }{ $question_given ->
        [yes] { "" }

            <b>想问您：</b>{ $question }
       *[no] { "" }
    }
line-earlier = （更早的还有 { $count } 条记录）
line = <b>{ $on }</b> { $kind ->
    [clarified] 市民说明是关于{ $subject }，转给{ $committee }
    [unsure] 市民说不清是哪一类，由工作人员来看
    [graded] 定级：{ $grade ->
        [urgent] 紧急
        [important] 重要
       *[ordinary] 普通
    }
    [routed] 定下由{ $committee }跟进
    [confirmed] 工作人员确认由{ $committee }跟进
    [assisted] { $assisting_given ->
        [yes] 请{ $assisting }协办
       *[no] 不用协办了
    }
    [assigned] 转给{ $deputy }代表
    [passed] 转给{ $deputy_given ->
        [yes] { $deputy }代表
       *[no] { $committee }
    }{ $words_given ->
        [yes] ，理由：{ $words }
       *[no] { "" }
    }
    [asked] 提问：{ $words }
    [replied] 市民回答：{ $words }
    [added] 市民补充：{ $words }
    [edited] 市民改了原话：{ $words }
    [nudged] 市民问进展
    [put_aside] { $until_given ->
        [yes] 先放一放，到 { $until }
       *[no] 重新排进待办
    }
    [answered] 答复：{ $words }
    [corrected] 更正答复：{ $words }
    [withdrawn] 市民撤回
    [joined] 和另一件反映同一件事的意见合并
    [separated] 拆开，单独办理
    [returned] 退回工作人员重新安排
   *[other] { $kind }
}{ $files ->
    [0] { "" }
   *[other] （附件 { $files } 个）
}
about-ask =
    <b>想跟您确认：</b>是关于{ $choice1 }，{ $choice3_given ->
        [yes] { $choice2 }，还是{ $choice3 }
       *[no] 还是{ $choice2 }
    }？点一下就能转过去。
about-said = 好的，马上转过去
about-unsure = 没关系，工作人员会看
button-reply = 💬 回答
button-add = ➕ 补充
button-nudge = 🔔 问进展
button-withdraw = ↩️ 撤回
button-files = 📎 附件（{ $count }）
nudged = 已经替您问了
withdraw-sure = 要撤回编号 { $number } 吗？撤回后代表就不再答复了。
button-withdraw-yes = 撤回
button-withdraw-no = 不撤回
withdrawn = 已撤回

# 随时可用
command-start = 从头开始
command-find = 找代表
command-deputies = 我的代表：我那里的各级代表
command-write = 直接说事
command-my = 我的意见和进展
command-cancel = 不写了
command-language = 语言 Language
command-privacy = 谁看得到什么
command-help = 怎么用
command-inbox = 待办（代表）
command-code = 我的代表码（代表）
command-triage = 待分派（工作人员）
command-invite = 邀请代表或同事（工作人员）
help =
    <b>怎么用</b>
    · 找代表：发姓名，或者村、社区、街道、单位的名字，写拼音、写错字也能找。
    · 也可以发您的位置、按地方一级级看、按事情找，都在 /find 里。
    · 填上您的社区，发 /deputies 就能看到各级代表都有谁。
    · 有事直接说，可以分几条发，照片、语音、位置都行；写完先给您过目，点「发送」才送出。
    · 每条意见有一个编号，发编号给我，或者发 /my，就能看进展、补充、问进展、撤回。
    · 写到一半发 /cancel 就不发了。
    遇到危险请直接拨 110、119、120；政务咨询可拨 12345。
help-deputy = <b>代表</b>：/inbox 看待办，点开就能答复、追问、转交。
help-clerk = <b>工作人员</b>：/triage 分派意见，/invite 邀请代表和同事。
privacy =
    <b>谁看得到什么</b>
    · 代表、有关委员会和工作人员：您说的话、附件、您填的社区。
    · 您的姓名：只有您自己选了「让代表知道我的姓名」才看得到。
    · 您的账号：代表和工作人员都看不到。电话不收。
    · 机器人要记住账号才能给您回话，存在本机构自己的数据库里，只有维护系统的人能接触。
    · 转交和答复都由机器人转送，双方不会看到对方的账号。
    您填的社区：{ $place_given ->
        [yes] { $place }
       *[no] 没有填
    }。
language-name = 中文
language-prompt = 请选择语言 / Choose a language
language-chosen = 好的，以后用中文。
# 寒暄，用 | 隔开；整句只有这个才算
small-talk-hello = 你好|您好|你好呀|在吗|有人吗|在不在|喂|早上好|下午好|晚上好
small-talk-thanks = 谢谢|谢谢你|谢谢您|谢谢啦|多谢|感谢|辛苦了|好的|好|嗯|收到|知道了
you-are-welcome = 不客气！有消息会在这里告诉您。
unknown-command = 没有这个命令。您可以点下面的按钮，或者直接发代表姓名、地名。
cannot-use = 这个我看不懂。请发文字、照片、语音、文件或位置。
old-button = 这个按钮已经失效，请发 /start 重新开始
sorry = 对不起，刚才出了点问题。您发的内容已经存下，工作人员会查看。请稍后再试一次，或发 /start。

joined-deputy = 欢迎您，<b>{ $deputy }</b>代表！以后市民的意见会送到这里，发 /inbox 随时查看待办。{ $others ->
    [0] { "" }
   *[other] { "" }
    另有 { $others } 个账号也在代您处理，已经通知对方。
}
joined-clerk = 欢迎！您现在是工作人员了。发 /triage 分派意见，发 /invite 邀请代表。

# 办不到时说清楚
refused-not-yours = 没有找到这条意见。请核对编号，或发 /my 看您自己的意见。
refused-moved-on = 这件事现在由别人在办，您不用再处理了。
refused-now =
    { $state ->
        [answered] 这件事已经答复了，这一步现在做不了。
        [withdrawn] 这件事已经撤回，不用再办了。
        [joined] 这件事已合并到另一件，这一步现在做不了。
        [waiting] 正在等市民回答，这一步现在做不了。
        [triage] 工作人员还在安排，这一步现在做不了。
       *[other] 这件事现在由别人在办，这一步做不了。
    }
refused-about =
    { $state ->
        [triage] 这个问题已经答过了。工作人员正在看，定了马上告诉您。
        [with_committee] 不用再选了，已经在{ $committee }那里。
        [with_deputy] 不用再选了，已经在{ $deputy }代表那里。
        [waiting] 不用再选了，现在想请您回答另一个问题，请往下看。
        [answered] 不用再选了，这件事已经答复。
        [joined] 不用再选了，这件事已和别人反映的同一件事一起办。
       *[withdrawn] 这件事您已经撤回了。
    }
refused-nudged-already = 今天已经替您问过了，明天再问吧。
refused-pass-to-whom = 请先选转给谁。
refused-pass-to-self = 这件事本来就在您这里。
refused-aside-past = 请选今天以后的日子。
refused-same-committee = 已经由这个委员会跟进了。
refused-moved-meanwhile = 刚刚已经换了专工委，请再看一下。
refused-assisting-whom = 请先定由哪个专工委主办。
refused-same-assisting = 协办已经是这样了。
refused-same-grade = 已经是这一级了。
refused-same-deputy = 已经在这位代表那里了。
refused-no-such-deputy = 这位代表已不在任，请另选一位。
refused-no-such-committee = 这个委员会已经不在名单里，请另选。
refused-no-draft = 这份内容已经发出或取消了。
refused-empty-draft = 还没有内容，请先写几句。
refused-draft-full = 一次最多 { $most } 条，请先发出这一份。
refused-deputies-only = 这里是代表用的。您是代表的话，请用工作人员给您的邀请链接加入。
refused-staff-only = 这里是工作人员用的。
refused-invitation = 这个邀请链接已经用过、过期或不完整，请向工作人员再要一个。
refused-busy = 刚才人多，没办成。请再点一次。
