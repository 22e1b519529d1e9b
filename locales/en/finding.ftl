# All the ways to a deputy: one box for everything, a place sent, step by step, by topic, my deputies.

code-unknown = This code is out of use, or was misread. Send me a deputy's name or a place, or look in another way:
code-withdrawn = This code is out of use; what you are looking for is here. Or look in another way:

button-near = 📍 Send where I am
button-browse = 🗺 Look by place
button-topic = 💡 By topic
button-deputies = 👥 My deputies
button-send-location = 📍 Send where I am now

find-prompt =
    Send me a deputy's <b>name</b>, or your village, community, street or workplace. A part of it, its sound, or a slip will do.
    Or look in another way:
find-found =
    <b>{ $query }</b>: { $count ->
        [one] one found. Tap to see more.
       *[other] { $count } found. Tap to see more.
    }
find-which = <b>{ $query }</b>: { $count } places answer to this. Which one do you mean?
find-nearest = <b>{ $query }</b>: nothing matches exactly. Is it one of these?
find-nobody = <b>{ $query }</b>: nobody found. Try another spelling, for instance only the village or a surname; or look in another way:
other-ways = You may also look in another way:
hit = { $name } · { $level }{ $why_given ->
    [yes] { " " }· { $why }
   *[no] { "" }
}
hit-place = 🏘 { $place }
reason = { $kind ->
    [name] { $how ->
        [sound] sounds alike
        [initials] initials
        [slip] looks alike
       *[other] { "" }
    }
    [linked] in touch with { $matched }
    [district] elected by { $matched }
    [station] at { $matched }
    [former] formerly { $matched }
   *[other] { $matched }
}{ $kind ->
    [name] { "" }
   *[other] { $how ->
        [sound] { " " }(sounds alike)
        [initials] { " " }(initials)
        [slip] { " " }(looks alike)
       *[other] { "" }
    }
}
levels = { $levels } deputy
level-name =
    { $level ->
        [national] national
        [provincial] provincial
        [city] city
        [county] county
       *[town] town
    }
level-many =
    { $level ->
        [national] National deputies
        [provincial] Provincial deputies
        [city] City deputies
        [county] County deputies
        [town] Town deputies
       *[other] Deputies
    }
hit-whole = · { $label }
listing-more = { $shown }, and { $more } more
listing-path = { " › " }

# one deputy
mandate = { $level ->
    [national] Deputy to the national congress
    [provincial] Deputy to the provincial congress
    [city] Deputy to the city congress
    [county] Deputy to the county congress
    [town] Deputy to the town congress
   *[other] Deputy
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
            Profession: { $profession }
       *[no] { "" }
    }{ $committee_given ->
        [yes] { "" }
            Committee: { $committee }
       *[no] { "" }
    }{ $groups_given ->
        [yes] { "" }
            Groups: { $groups }
       *[no] { "" }
    }{ $communities_given ->
        [yes] { "" }
            Keeps in touch with: { $communities }
       *[no] { "" }
    }{ $phone_given ->
        [yes] { "" }
            Public telephone: { $phone }
       *[no] { "" }
    }{ $answered ->
        [0] { "" }
       *[other] { "" }
            Has answered { $answered } { $answered ->
                [one] opinion
               *[other] opinions
            }, usually { $days ->
                [0] on the same day
                [one] within { $days } working day
               *[other] within { $days } working days
            }
    }{ $pledge_given ->
        [yes] { "" }
            <blockquote>{ $pledge }</blockquote>
       *[no] { "" }
    }{ $stations_given ->
        [yes] { "" }
            <b>Where to meet the deputy</b>
            { $stations }
       *[no] { "" }
    }
card-station =
    { $name }{ $hours_given ->
        [yes] { " " }({ $hours })
       *[no] { "" }
    }
    { $address }
button-write-to = ✍️ Write to { $name }
button-station = 📍 { $name }
button-share = Share
share-words = You can say it to deputy { $name } here
button-find-again = Search again
deputy-left =
    <b>{ $name }</b> is no longer a deputy. { $successor_given ->
        [yes] <b>{ $successor }</b> has taken the seat and hears you now:
       *[no] { $others ->
            [0] You may find another deputy in these ways:
           *[other] These stand for the same place now:
        }
    }

# one place
place-page =
    <b>{ $name }</b>{ $around_given ->
        [yes] { "" }
            { $around }
       *[no] { "" }
    }{ $mine ->
        [yes] { "" }
            🏠 Your community
       *[no] { "" }
    }

    { $count ->
        [0] The roster has nobody for this place yet. Look one level up, or just write, and our staff will choose a deputy.
       *[other] <b>{ $count } { $count ->
            [one] deputy stands
           *[other] deputies stand
        } for this place</b>{ $linked ->
            [yes] { "" }; ★ keeps in touch with it
           *[no] { "" }
        }
            { $levels }
    }{ $stations_given ->
        [yes] { "" }

            <b>Stations</b>
            { $stations }
       *[no] { "" }
    }
place-level = { $level }: { $names }{ $more ->
    [0] { "" }
   *[other] { " " }and { $more } more
}
seat-name = { $name }{ $linked ->
    [yes] ★
   *[no] { "" }
}
seat = { $linked ->
    [yes] ★{ " " }
   *[no] { "" }
}{ $name } · { $level }
button-is-home = 🏠 This is my community
button-other-home = Another community
button-forget-home = Forget it
button-say-home = 🏠 Give my community
button-inside = Look inside ›
button-up = ‹ { $name }
button-place = 🏘 { $name }
button-deputies-of = 👥 Deputies of { $name }
home-prompt =
    Which <b>village or community</b> do you live in? Send me a part of its name, and I show you your deputies of every level.
    It is used to find deputies and stands in your opinions; change or drop it whenever you like. Or choose it this way:
home-found = Which one?
home-nearest = Nothing matches exactly. Is it one of these? Try another spelling, or choose it this way:
home-unknown = I do not know this place. Try another spelling, or choose it this way:
home-left = All right, no community for now.
home-chosen = Noted as your community
home-forgotten = Your community is forgotten
refused-no-such-place = This is no longer in the roster; please send /find to search again.
refused-search-again = Please send the name once more.

# step by step
browse =
    { $around_given ->
        [yes] { $around } › <b>{ $name }</b>
       *[no] <b>{ $name }</b>
    }
    { $count ->
        [one] One place
       *[other] { $count } places
    } inside; tap to go on:
button-teams = By delegation
teams =
    { $count ->
        [0] <b>{ $name }</b> has no delegations.
        [one] One delegation of <b>{ $name }</b>:
       *[other] { $count } delegations of <b>{ $name }</b>:
    }
team = { $name } · { $level } · { $count }
team-page = <b>{ $name }</b> · { $level }, { $count } in all:
button-up-teams = ‹ Delegations

# stations
station-page =
    <b>{ $name }</b>
    { $address }{ $hours_given ->
        [yes] { "" }
            Open: { $hours }
       *[no] { "" }
    }

    { $count ->
        [0] The roster does not say who receives people here. Please ask at the station.
       *[other] Who receives people here: { $names }{ $more ->
            [0] { "" }
           *[other] { " " }and { $more } more
        }
    }
button-way-to = 🧭 How to walk there

# where I am
near-prompt =
    Tap the big button below to send me where you are, and I look for the nearest station. The place is used once and not kept.
    Or tap the paper clip and choose a point on the map.
near-while-writing = You are writing, and a place you send now becomes part of it. Send or cancel it first, then look for a station.
near-found = <b>The stations nearest to you</b>
near-far = The nearest station is { $kilometres } km away, so you seem to be outside this city. It is:
near-none = I am sorry: nobody has entered where the stations are, so I cannot look by place.
near-station =
    <b>{ $name }</b>{ $distance_given ->
        [yes] ,{ " " }{ $distance }
       *[no] { "" }
    }
    { $address }{ $hours_given ->
        [yes] { "" }
            Open: { $hours }
       *[no] { "" }
    }{ $names_given ->
        [yes] { "" }
            Deputies here: { $names }{ $more ->
                [0] { "" }
               *[other] { " " }and others
            }
       *[no] { "" }
    }{ $way_given ->
        [yes] { "" }
            🧭 <a href="{ $way }">How to walk there</a>
       *[no] { "" }
    }
metres = about { $count } m
kilometres = about { $count } km
near-who = The nearest station is in <b>{ $name }</b>. These stand for it:

button-say-here = ✍️ Say something about this place

# by topic
topic-prompt = What is it about? One sentence will do, such as “the street lamp is broken”. I look which deputies deal with it.
topic-noted = Noted; nothing has been sent yet.
whom-prompt = Which deputy? Send me a name or a place.
whom-proposed = Which deputy? These may suit; or send me a name or a place:
whom-found = <b>{ $query }</b>: which one?
whom-nearest = <b>{ $query }</b>: nobody has exactly this name. Is it one of these? You may also send another spelling; what you wrote is still here.
whom-nobody-found = I cannot find this deputy. Try another spelling, for instance only the surname or the community; what you wrote is still here.
ground = { $why ->
    [linked] in touch with { $name }
    [elected] elected by { $name }
   *[other] { $name }
}
