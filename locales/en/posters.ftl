poster-headline =
    { $kind ->
        [station] Your deputies meet you here
        [district] The deputies for where you live
       *[deputy] Tell your deputy
    }
poster-purpose =
    { $kind ->
        [station] Come to { $name } and say it in person, or write to the deputies here from your phone. You get a number and can see how your matter stands at any time.
        [district] These deputies speak for the people of { $name }. Write to them from your phone about what troubles you, or what the government should do better.
       *[deputy] Write to { $name } from your phone about what troubles you, or what the government should do better. You get a number and can see how your matter stands at any time.
    }
poster-scan = Scan
poster-scan-how = Scan the code on the left with your phone, open it in Telegram and tap START.
poster-say = Say it
poster-say-how =
    { $kind ->
        [deputy] Write in your own words; photos and voice messages are welcome. You look it over before it is sent.
       *[other] Choose a deputy and write in your own words; photos and voice messages are welcome. You look it over before it is sent.
    }
poster-hear = Hear back
poster-hear-how = You get a number. The answer comes to your phone within { $days } working days.
poster-seat =
    { $level ->
        [national] National People's Congress
        [provincial] Provincial People's Congress
       *[other] { $place } People's Congress
    }
poster-between = { " · " }
poster-address = Address
poster-hours = Open
poster-meet = Or meet in person
poster-here = Deputies here
poster-represent = Who speaks for you
poster-more = and { $count } more; the code finds them all.
poster-title = { $congress }: { $name }
poster-title-all = { $congress }: { $count } posters
poster-file = poster-{ $name }.pdf

code-caption =
    { $kind ->
        [station] <b>The public code of { $name }</b>
            Citizens scan it, or open { $link } , see who is there and write to them. Forward it, or print it and put it up.
        [district] <b>The public code of { $name }</b>
            Citizens scan it, or open { $link } , see their deputies and write to them. Forward it, or print it and put it up.
       *[deputy] <b>The code of deputy { $name }</b>
            Citizens scan it, or open { $link } , and write to { $name }. Forward it, or print it and put it up.
    }
code-poster =
    The poster of { $name }, for A4 paper.{ $missing_given ->
        [yes] { " " }Note: no font here has “{ $missing }”; the poster shows 〓 instead. Mend it before you put it up.
       *[no] { "" }
    }{ $photo ->
        [unreadable] { " " }Note: the photograph cannot be read and was left out.
       *[well] { "" }
    }
button-code-poster = 📄 Poster (PDF)
button-code-picture = 🔳 QR picture
button-code-renew = 🔄 Make a new one
button-code-withdraw = ⛔ Withdraw
button-code-new = 🔄 Make a new code
button-codes-others = 🔎 Another code
codes-which = Which public code? Send a deputy's name, or a station, village or community. A part of it will do.
codes-choose = Which one?
codes-nearest = Nothing has exactly this name. Is it one of these? You may also send another spelling.
codes-nothing = Nothing found. Try another spelling, for instance only a surname or a community.
codes-station = 🏠 { $name }
codes-community = 📍 { $name }
codes-deputy = 👤 { $label }
codes-card =
    <b>{ $kind ->
        [deputy] The public code of deputy { $name }
       *[other] The public code of { $name }
    }</b>
    { $link_given ->
        [yes] { $link }
            Whoever scans it can write. Posters and pictures carry this code.
       *[no] It has been withdrawn and opens nothing. You can make a new one.
    }
codes-sure =
    { $do ->
        [renew] Make a new code for <b>{ $name }</b>?
       *[withdraw] Withdraw the public code of <b>{ $name }</b>?
    }
    The old one stops working at once wherever it hangs or was sent, for good. Print the posters anew afterwards.
button-codes-sure =
    { $do ->
        [renew] 🔄 Yes, the old one ends
       *[withdraw] ⛔ Yes, withdraw it
    }
refused-no-code = This public code has been withdrawn. Staff can make a new one with /codes.
refused-no-such-code = This is no longer in the roster. Please choose again.
command-codes = Public codes and posters (staff)

cli-poster = Posters of public codes: A4, with a QR code
cli-poster-what = deputy, station or community
cli-poster-code = the code in the roster's files; without it give --all
cli-poster-all = every one of this kind; a PDF is one file, a page each
cli-poster-format = pdf, png or svg
cli-poster-qr = the QR code alone, no poster; png unless a format is given
cli-poster-to = the file to write; of several pictures the folder
cli-poster-language = the poster's language: zh_CN or en
cli-poster-bot = the bot's user name; saves asking Telegram
cli-codes = Public codes: list, withdraw, renew
cli-codes-what = list, withdraw or renew
cli-codes-kind = deputy, station or community; not needed to list
cli-codes-code = the code in the roster's files
poster-which = Give either a code or --all.
poster-unknown = The roster has no such code, or they are no longer in office: { $code }
poster-no-code = The public code has been withdrawn, so there is no poster: { $code }. Use codes renew for a new one.
poster-none = The roster has none to make posters of.
poster-qr-pdf = The QR code alone comes as png or svg.
poster-progress = Making posters
poster-done = { $count ->
        [1] 1 poster
       *[other] { $count } posters
    }, { $megabytes } MB: { $file }
poster-missing = Note: no font here has these characters; 〓 stands on the poster instead: { $signs }
poster-unreadable = Note: these photographs could not be read and were left out: { $names }
poster-skipped = Left out, because their public code has been withdrawn: { $count }
codes-usage = Except for list, give a kind and a code, such as: codes renew deputy D001
codes-withdrawn = Withdrawn: { $code }. The old code opens nothing from now on.
codes-none = There is no public code in force: { $code }
codes-renewed = Renewed; the old code opens nothing any more:
poster-file-bad = Cannot write { $file }: { $detail }
