# Notices to one person. Variables: $number, $deputy, $committee, $due, $words, $excerpt, $place, $files

notice-resend = (You may have had this already; sent again to be safe.)
notice-receipt =
    <b>Received: no. { $number }</b>

    { $deputy_given ->
        [no] It is with <b>{ $committee }</b>.
       *[yes] It has gone to deputy <b>{ $deputy }</b>; the matter belongs to { $committee }.
    }
    You will have an answer by <b>{ $due }</b> at the latest, here in this chat.
notice-receipt-triage =
    <b>Received: no. { $number }</b>

    Our staff will first see which committee should follow it up, and tell you at once.
    You will have an answer by <b>{ $due }</b> at the latest.
notice-receipt-ask =
    <b>Received: no. { $number }</b>

    May we ask: is it about <b>{ $choice1 }</b>, { $choice3_given ->
        [yes] <b>{ $choice2 }</b>, or <b>{ $choice3 }</b>
       *[no] or <b>{ $choice2 }</b>
    }? Tap one, and it goes to the right committee at once.
    If you cannot say, never mind: our staff will look. You will have an answer by <b>{ $due }</b> at the latest.
notice-clarified =
    <b>No. { $number }</b>: thank you. { $deputy_given ->
        [no] It is with <b>{ $committee }</b> now.
       *[yes] It has gone to deputy <b>{ $deputy }</b>; the matter belongs to { $committee }.
    }
    You will have an answer by <b>{ $due }</b> at the latest, here in this chat.
notice-words-more = { $words }
notice-file = Attachment to no. { $number }
notice-new-case =
    <b>An opinion is waiting for your answer</b> (no. { $number })
    { $place_given ->
        [no] { "" }
       *[yes] From: { $place }
    }
    { $excerpt }

    Please answer by <b>{ $due }</b>.
notice-new-case-emergency =
    🆘 <b>EMERGENCY: an opinion is waiting for your answer</b> (no. { $number })
    { $place_given ->
        [no] { "" }
       *[yes] From: { $place }
    }
    { $excerpt }

    The citizen has been told whom to call first, and the staff have been alerted. Please answer by <b>{ $due }</b>.
notice-new-emergency =
    🆘 <b>EMERGENCY: please look at once</b> (no. { $number })
    { $state ->
        [triage] To assign
        [with_committee] With { $committee }, no deputy yet
       *[other] With deputy { $deputy }
    }{ $place_given ->
        [no] { "" }
       *[yes] { " " }· from { $place }
    }

    { $excerpt }

    { $aid ->
        [fire] It looks like a fire; the citizen was told to call 119.
        [medical] It looks like an illness or injury; the citizen was told to call 120.
        [life] Somebody may hurt themselves or others; the citizen was told to call 110, 120 and the help line 12356.
       *[police] It looks like a danger to somebody; the citizen was told to call 110.
    }
notice-new-triage =
    <b>A new opinion to assign</b> (no. { $number })

    { $excerpt }
notice-new-committee-case =
    <b>New opinion: { $committee }</b> (no. { $number })

    { $excerpt }

    No deputy has it yet. Answer due { $due }.
notice-deputy-not-joined =
    No. { $number } is for deputy <b>{ $deputy }</b>, who has not joined yet and gets no messages. Please contact the deputy or assign somebody else.
notice-added =
    <b>The citizen added to no. { $number }</b>

    { $words }
notice-later-emergency =
    🆘 <b>EMERGENCY in the citizen's later words: please look at once</b> (no. { $number })

    { $words }

    { $aid ->
        [fire] It looks like a fire; the citizen was told to call 119.
        [medical] It looks like an illness or injury; the citizen was told to call 120.
        [life] Somebody may hurt themselves or others; the citizen was told to call 110, 120 and the help line 12356.
       *[police] It looks like a danger to somebody; the citizen was told to call 110.
    }
notice-replied =
    <b>The citizen has answered your question</b> (no. { $number })

    { $words }
notice-edited = The citizen changed words in no. { $number }. Both versions are in the record.
notice-nudged = The citizen asks how no. { $number } stands. The answer is due on <b>{ $due }</b>.
notice-withdrawn = The citizen has withdrawn no. { $number }. No answer is needed.
notice-answered =
    <b>Your no. { $number } has been answered</b>
    { $deputy_given ->
        [yes] Deputy { $deputy } says:
       *[no] { $committee_given ->
            [yes] { $committee } says:
           *[no] Our staff say:
        }
    }

    { $words }
notice-corrected =
    <b>The answer to no. { $number } has been corrected</b>

    { $words }
notice-asked =
    <b>One more question about no. { $number }</b>

    { $words }

    Tap the button below to answer.
notice-moved =
    No. { $number } is now with { $deputy_given ->
        [no] <b>{ $committee }</b>
       *[yes] deputy <b>{ $deputy }</b>
    }. The answer is still due on { $due }.
notice-routed = No. { $number } will be followed up by <b>{ $committee }</b>. Answer due { $due }.
notice-returned = No. { $number } was with { $deputy_given ->
        [no] a deputy
       *[yes] deputy { $deputy }
    }, who is no longer in office{ $successor_given ->
        [yes] ; the seat is { $successor }'s now
       *[no] {""}
    }. Your opinion is not lost: our staff will see that it is taken up. The answer is still due on { $due }.
notice-returned-staff =
    <b>No. { $number } is back for assignment</b>: { $deputy_given ->
        [no] its deputy
       *[yes] deputy { $deputy }
    } is no longer in office{ $successor_given ->
        [yes] ; the seat is { $successor }'s now
       *[no] {""}
    }. Please assign somebody else. Answer due { $due }.

    { $excerpt }
notice-receipt-joined =
    <b>Received: no. { $number }</b>

    Your words have gone to { $deputy_given ->
        [yes] deputy <b>{ $deputy }</b>, who deals
       *[no] { $committee_given ->
            [yes] the <b>{ $committee }</b>, which deals
           *[no] our staff, who deal
        }
    } with the same matter. The answer will come to you here as well.
notice-joined =
    <b>Another citizen has joined no. { $number }</b>; your answer will reach them too.{ $words_given ->
        [yes] { "" }

            { $words }
       *[no] { "" }
    }
notice-joined-author =
    No. { $number } has been merged with another about the same thing{ $deputy_given ->
        [yes] , which is with deputy <b>{ $deputy }</b>
       *[no] { $committee_given ->
            [yes] , which is with the <b>{ $committee }</b>
           *[no] { "" }
        }
    }. Your words go along, and the answer will come to you as well.
notice-joined-away = No. { $number } has been merged with another about the same thing; you need not deal with it any more.
notice-separated = No. { $number } is now dealt with by itself; our staff will assign it soon. It is still to be answered by { $due }.
notice-taken-over = No. { $number } has gone to deputy { $deputy }. You need do nothing more.
notice-another-account = One more account now acts for deputy { $deputy }: it gets the cases and can answer them too. If it is neither you nor your assistant, tell our staff at once.
notice-unreachable = A message about no. { $number } cannot be delivered: the person has stopped the bot.

do-open = Open
do-reply = Answer now
do-add = Add something
do-answer = Answer
do-inbox = Inbox
do-say = { $subject }
do-cannot_say = 🤷 I cannot say
