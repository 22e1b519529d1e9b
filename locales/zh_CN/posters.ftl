poster-headline =
    { $kind ->
        [station] 代表在这里，有话您说
        [district] 您身边的人大代表
       *[deputy] 有话，跟代表说
    }
poster-purpose =
    { $kind ->
        [station] 您可以到{ $name }当面说，也可以用手机写给这里的代表。写完有编号，办到哪一步，您都看得到。
        [district] 这些代表替{ $name }的人说话。身边的难事、对政府工作的意见，都可以用手机写给他们。
       *[deputy] 身边的难事、对政府工作的意见，都可以用手机写给{ $name }代表。写完有编号，办到哪一步，您都看得到。
    }
poster-scan = 扫一扫
poster-scan-how = 用手机扫左边的码，在 Telegram 里打开，再点一下开始。
poster-say = 说出来
poster-say-how =
    { $kind ->
        [deputy] 用自己的话写就行，照片、语音也可以。发出前会请您看一遍。
       *[other] 选一位代表，用自己的话写，照片、语音也可以。发出前会请您看一遍。
    }
poster-hear = 等答复
poster-hear-how = 您会拿到编号。{ $days } 个工作日内，答复回到您的手机上。
poster-seat =
    { $level ->
        [national] 全国人大代表
        [provincial] 省人大代表
       *[other] { $place }人大代表
    }
poster-between = { " · " }
poster-address = 地址
poster-hours = 开放时间
poster-meet = 也可以当面说
poster-here = 在这里的代表
poster-represent = 替您说话的代表
poster-more = 还有 { $count } 位代表，扫码都能找到。
poster-title = { $congress }：{ $name }
poster-title-all = { $congress }：海报 { $count } 张
poster-file = 海报-{ $name }.pdf

code-caption =
    { $kind ->
        [station] <b>{ $name }的公开码</b>
            市民扫一扫，或点开 { $link } ，就能看到这里的代表，给他们写意见。可以转发，也可以打印张贴。
        [district] <b>{ $name }的公开码</b>
            市民扫一扫，或点开 { $link } ，就能看到这里的代表，给他们写意见。可以转发，也可以打印张贴。
       *[deputy] <b>{ $name }代表的代表码</b>
            市民扫一扫，或点开 { $link } ，就能给{ $name }代表写意见。可以转发，也可以打印张贴。
    }
code-poster =
    { $name }的海报，A4 纸打印。{ $missing_given ->
        [yes] { "" }注意：“{ $missing }”字库里没有，海报上印的是〓，请改好再贴。
       *[no] { "" }
    }{ $photo ->
        [unreadable] { "" }注意：照片打不开，没有放上去。
       *[well] { "" }
    }
button-code-poster = 📄 海报（PDF）
button-code-picture = 🔳 二维码图片
button-code-renew = 🔄 换一个新码
button-code-withdraw = ⛔ 停用
button-code-new = 🔄 做一个新码
button-codes-others = 🔎 别的码
codes-which = 要哪个公开码？请发代表的姓名，或联络站、村、社区的名字，写一部分就行。
codes-choose = 是哪一个？点一下。
codes-nearest = 没有一模一样的。是不是这几个？也可以换个写法再发。
codes-nothing = 没有找到。请换个写法，比如只写姓，或者社区的名字。
codes-station = 🏠 { $name }
codes-community = 📍 { $name }
codes-deputy = 👤 { $label }
codes-card =
    <b>{ $kind ->
        [deputy] { $name }代表的公开码
       *[other] { $name }的公开码
    }</b>
    { $link_given ->
        [yes] { $link }
            扫了就能写意见。海报和图片都用这个码。
       *[no] 已经停用，扫了打不开。可以做一个新码。
    }
codes-sure =
    { $do ->
        [renew] 给<b>{ $name }</b>换一个新码？
       *[withdraw] 停用<b>{ $name }</b>的公开码？
    }
    已经贴出去、发出去的旧码会马上失效，不能恢复。换了以后，请重新打印海报。
button-codes-sure =
    { $do ->
        [renew] 🔄 换，旧码作废
       *[withdraw] ⛔ 停用
    }
refused-no-code = 这个公开码已经停用。工作人员可以用 /codes 做一个新的。
refused-no-such-code = 名单里已经没有了，请重新选。
command-codes = 公开码和海报（工作人员）

cli-poster = 做海报：A4，上面有公开二维码
cli-poster-what = deputy（代表）、station（联络站）或 community（村、社区）
cli-poster-code = 名单文件中的代码；不写就加 --all
cli-poster-all = 这一类的每一个；PDF 是一个文件，一页一张
cli-poster-format = pdf、png 或 svg
cli-poster-qr = 只要二维码，不要海报；没写格式就是 png
cli-poster-to = 写到哪个文件；多张图片时是文件夹
cli-poster-language = 海报的语言：zh_CN 或 en
cli-poster-bot = 机器人的用户名；写了就不用问 Telegram
cli-codes = 公开码：列出、停用、换新
cli-codes-what = list（列出）、withdraw（停用）或 renew（换新）
cli-codes-kind = deputy（代表）、station（联络站）或 community（村、社区）；list 可以不写
cli-codes-code = 名单文件中的代码
poster-which = 请写代码，或者加 --all，二选一。
poster-unknown = 名册里没有这个代码，或者已经不在任：{ $code }
poster-no-code = 公开码已经停用，没有海报：{ $code }。要换新，请用 codes renew。
poster-none = 名单里没有可以做海报的。
poster-qr-pdf = 单独的二维码只有 png 和 svg。
poster-progress = 正在做海报
poster-done = 海报 { $count } 张，{ $megabytes } MB：{ $file }
poster-missing = 注意：这些字字库里没有，海报上印的是〓：{ $signs }
poster-unreadable = 注意：照片打不开，没有放上去：{ $names }
poster-skipped = 公开码已经停用、没有做的：{ $count } 个
codes-usage = list 以外，请写类别和代码，比如 codes renew deputy D001
codes-withdrawn = 停用了：{ $code }。旧码马上失效。
codes-none = 没有在用的公开码：{ $code }
codes-renewed = 换好了，旧码作废：
poster-file-bad = 写不了 { $file }：{ $detail }
