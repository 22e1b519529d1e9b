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
poster-scan-how = Scan the code on the left with your phone, open it in Telegram and tap “Start”.
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
        [national] National People’s Congress
        [provincial] Provincial People’s Congress
       *[other] { $place } People’s Congress
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
