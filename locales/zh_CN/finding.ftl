# 找代表的各种办法：一个框什么都能写、发位置、一级级看、按事情找、我的代表。

code-unknown = 这个码已经停用，或者扫错了。您可以直接发代表的姓名或地名，也可以这样找：
code-withdrawn = 这个码已经停用，您要找的还在这里。也可以这样找：

button-near = 📍 发我的位置
button-browse = 🗺 按地方找
button-topic = 💡 按事情找
button-deputies = 👥 我的代表
button-send-location = 📍 把我的位置发过来

find-prompt =
    请发代表的<b>姓名</b>，或者您的村、社区、街道、单位的名字。写一部分、写拼音、写错字都不要紧。
    也可以这样找：
find-found =
    <b>{ $query }</b>：{ $count ->
        [1] 找到一个，点开看看。
       *[other] 找到 { $count } 个，点开看看。
    }
find-which = <b>{ $query }</b>：有 { $count } 个地方对得上，您说的是哪一个？
find-nearest = <b>{ $query }</b>：没有一模一样的。是不是下面这些？
find-nobody = <b>{ $query }</b>：没有找到。换个写法试试，比如只写村名、社区名或代表的姓；也可以这样找：
other-ways = 也可以这样找：
hit = { $name } · { $level }{ $why_given ->
    [yes] { " " }· { $why }
   *[no] { "" }
}
hit-place = 🏘 { $place }
reason = { $kind ->
    [name] { $how ->
        [sound] 读音相近
        [initials] 拼音首字母
        [slip] 写法相近
       *[other] { "" }
    }
    [linked] 联系{ $matched }
    [district] { $matched }选出
    [station] 在{ $matched }
    [former] 旧名{ $matched }
   *[other] { $matched }
}{ $kind ->
    [name] { "" }
   *[other] { $how ->
        [sound] （读音相近）
        [initials] （拼音首字母）
        [slip] （写法相近）
       *[other] { "" }
    }
}
levels = { $levels }代表
level-name =
    { $level ->
        [national] 全国
        [provincial] 省
        [city] 市
        [county] 区县
       *[town] 镇街
    }
level-many =
    { $level ->
        [national] 全国代表
        [provincial] 省代表
        [city] 市代表
        [county] 区县代表
        [town] 镇街代表
       *[other] 代表
    }
hit-whole = · { $label }
listing-more = { $shown }，还有 { $more } 个
listing-path = { " › " }

# 一位代表
mandate = { $level ->
    [national] 全国人大代表
    [provincial] 省人大代表
    [city] 市人大代表
    [county] 区县人大代表
    [town] 乡镇人大代表
   *[other] 人大代表
}{ $delegation_given ->
    [yes] { " " }· { $delegation }
   *[no] { "" }
}
deputy-card =
    <b>{ $name }</b>
    { $mandates }{ $unit_given ->
        [yes] { "" }
            { $unit }
       *[no] { "" }
    }{ $profession_given ->
        [yes] { "" }
            职业：{ $profession }
       *[no] { "" }
    }{ $committee_given ->
        [yes] { "" }
            所在专工委：{ $committee }
       *[no] { "" }
    }{ $groups_given ->
        [yes] { "" }
            代表小组：{ $groups }
       *[no] { "" }
    }{ $communities_given ->
        [yes] { "" }
            联系的村和社区：{ $communities }
       *[no] { "" }
    }{ $phone_given ->
        [yes] { "" }
            公开电话：{ $phone }
       *[no] { "" }
    }{ $answered ->
        [0] { "" }
       *[other] { "" }
            答复过 { $answered } 件，一般{ $days ->
                [0] 当天答复
               *[other] { " " }{ $days } 个工作日
            }
    }{ $pledge_given ->
        [yes] { "" }
            <blockquote>{ $pledge }</blockquote>
       *[no] { "" }
    }{ $stations_given ->
        [yes] { "" }
            <b>在这里可以见到代表</b>
            { $stations }
       *[no] { "" }
    }
card-station =
    { $name }{ $hours_given ->
        [yes] （{ $hours }）
       *[no] { "" }
    }
    { $address }
button-write-to = ✍️ 写给{ $name }代表
button-station = 📍 { $name }
button-share = 转给别人
share-words = 有话可以跟{ $name }代表说
button-find-again = 再找找
deputy-left =
    <b>{ $name }</b>已经离任。{ $successor_given ->
        [yes] 接任的是<b>{ $successor }</b>，可以接着向这位代表反映：
       *[no] { $others ->
            [0] 您可以这样找别的代表：
           *[other] 现在代表那里的是这几位：
        }
    }

# 一个地方
place-page =
    <b>{ $name }</b>{ $around_given ->
        [yes] { "" }
            { $around }
       *[no] { "" }
    }{ $mine ->
        [yes] { "" }
            🏠 您填的社区
       *[no] { "" }
    }

    { $count ->
        [0] 名册里还没有代表这里的人。可以看看上一级，或者直接说事，由工作人员安排代表。
       *[other] <b>代表这里的共 { $count } 位</b>{ $linked ->
            [yes] ，★ 是专门联系这里的
           *[no] { "" }
        }
            { $levels }
    }{ $stations_given ->
        [yes] { "" }

            <b>联络站</b>
            { $stations }
       *[no] { "" }
    }
place-level = { $level }：{ $names }{ $more ->
    [0] { "" }
   *[other] ，还有 { $more } 位
}
seat-name = { $name }{ $linked ->
    [yes] ★
   *[no] { "" }
}
seat = { $linked ->
    [yes] ★{ " " }
   *[no] { "" }
}{ $name } · { $level }
button-is-home = 🏠 这是我的社区
button-other-home = 换一个社区
button-forget-home = 不再记住
button-say-home = 🏠 填上我的社区
button-inside = 看里面的村和社区 ›
button-up = ‹ { $name }
button-place = 🏘 { $name }
button-deputies-of = 👥 { $name }的代表
home-prompt =
    您住在哪个<b>村或社区</b>？发名字的一部分就行，我告诉您各级代表都有谁。
    只用来找代表和填在意见里，随时可以换、可以不要。也可以这样选：
home-found = 是哪一个？
home-nearest = 没有一模一样的。是不是下面这些？也可以换个写法，或者这样选：
home-unknown = 没找到这个地方。换个写法试试，也可以这样选：
home-left = 好的，先不填。
home-chosen = 记住了，这是您的社区
home-forgotten = 好的，不记您的社区了
refused-no-such-place = 这一条已经不在名册里了，请发 /find 重新找。
refused-search-again = 请把要找的名字再发一次。

# 一级级看
browse =
    { $around_given ->
        [yes] { $around } › <b>{ $name }</b>
       *[no] <b>{ $name }</b>
    }
    下面有 { $count } 个地方，点一个往下看：
button-teams = 按代表团看
teams =
    { $count ->
        [0] <b>{ $name }</b>没有代表团。
       *[other] <b>{ $name }</b>的代表团，共 { $count } 个：
    }
team = { $name } · { $level } { $count } 位
team-page = <b>{ $name }</b>（{ $level }），共 { $count } 位：
button-up-teams = ‹ 代表团

# 联络站
station-page =
    <b>{ $name }</b>
    { $address }{ $hours_given ->
        [yes] { "" }
            开放时间：{ $hours }
       *[no] { "" }
    }

    { $count ->
        [0] 名册里还没有写谁在这里接待。到站里可以问工作人员。
       *[other] 在这里接待的代表：{ $names }{ $more ->
            [0] { "" }
           *[other] ，还有 { $more } 位
        }
    }
button-way-to = 🧭 步行路线

# 我的位置
near-prompt =
    请点下面的大按钮，把您的位置发过来，我找最近的联络站。位置只用这一次，不会记下来。
    也可以点回形针，在地图上选一个地方发过来。
near-while-writing = 您正在写意见，这时发来的位置会写进意见里。先把它发出或者取消，再来找联络站。
near-found = <b>离您最近的联络站</b>
near-far = 离您最近的联络站有 { $kilometres } 公里，您好像不在本市。联络站是：
near-none = 联络站的位置还没有录进来，按位置找不了，真对不起。
near-station =
    <b>{ $name }</b>{ $distance_given ->
        [yes] ，{ $distance }
       *[no] { "" }
    }
    { $address }{ $hours_given ->
        [yes] { "" }
            开放时间：{ $hours }
       *[no] { "" }
    }{ $names_given ->
        [yes] { "" }
            在这里的代表：{ $names }{ $more ->
                [0] { "" }
               *[other] 等
            }
       *[no] { "" }
    }{ $way_given ->
        [yes] { "" }
            🧭 <a href="{ $way }">步行路线</a>
       *[no] { "" }
    }
metres = 约 { $count } 米
kilometres = 约 { $count } 公里
near-who = 最近的联络站在<b>{ $name }</b>，代表那里的有：

button-say-here = ✍️ 这里有事要说

# 按事情找
topic-prompt = 是什么事？写一句就行，比如「路灯坏了」「孩子上学」。我看看写给哪些代表合适。
topic-noted = 记下了，还没有发出去。
whom-prompt = 想送给哪位代表？请发姓名或地名。
whom-proposed = 想送给哪位代表？下面这几位可能合适，也可以发姓名或地名：
whom-found = <b>{ $query }</b>：是哪一位？
whom-nearest = <b>{ $query }</b>：没有一模一样的。是不是这几位？也可以换个写法再发；前面写的都还在。
whom-nobody-found = 没有找到这位代表。换个写法试试，比如只写姓或者社区名；前面写的都还在。
ground = { $why ->
    [linked] 联系{ $name }
    [elected] { $name }选出
   *[other] { $name }
}
