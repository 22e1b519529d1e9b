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
poster-scan-how = 用手机扫左边的二维码，在 Telegram 里打开，点“开始”。
poster-say = 说出来
poster-say-how =
    { $kind ->
        [deputy] 用自己的话写就行，也可以发照片、语音。发出以前，会请您看一遍。
       *[other] 选一位代表，用自己的话写，也可以发照片、语音。发出以前，会请您看一遍。
    }
poster-hear = 等答复
poster-hear-how = 您会拿到一个编号。{ $days } 个工作日内，答复回到您的手机上。
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
