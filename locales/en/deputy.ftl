# What deputies read: what is owed, by when, and one tap to do it.

inbox =
    <b>{ $shelf ->
        [waiting] Waiting for citizens
        [aside] Put aside
        [answered] Answered by you
       *[owed] Your inbox
    }</b>
    { $owed } to answer{ $overdue ->
        [0] { "" }
       *[other] , { $overdue } of them overdue
    } · { $waiting } waiting for citizens · { $aside } put aside · { $answered } answered
    { $shelf ->
        [owed] { $oldest_given ->
            [yes]
                The oldest promise comes first: no. { $oldest }, due { $due }.
           *[no] { $owed ->
                [0]
                    All done, thank you! New opinions will be announced here.
               *[other] { "" }
            }
        }
       *[other] Tap one to see it, or to go on with it.
    }
inbox-tab =
    { $shelf ->
        [waiting] ❓ Waiting
        [aside] ⏸ Put aside
        [answered] ✅ Answered
       *[owed] 📥 To answer
    } ({ $count })
button-first = ▶️ Begin with the oldest

card-deputy =
    <b>No. { $number }</b> · { $state ->
        [with_deputy] { $late ->
            [yes] ⏰ { $over ->
                [one] one day overdue
               *[other] { $over } days overdue
            }
           *[no] { $left ->
                [0] ⏰ due today
                [one] one day left
               *[other] { $left } days left
            }
        }
        [waiting] waiting for the citizen
        [answered] answered
        [withdrawn] withdrawn by the citizen
        [joined] merged into another
       *[other] with the staff
    }{ $until_given ->
        [yes] { " " }(put aside until { $until })
       *[no] { "" }
    }
    { $place_given ->
        [yes] { $place } · { "" }
       *[no] { "" }
    }{ $name_given ->
        [yes] Signed: { $name }
       *[no] Not signed
    }
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no words; see the files)
    }</blockquote>
    Received { $on }{ $state ->
        [answered] { "" }
        [withdrawn] { "" }
       *[other] , please answer by <b>{ $due }</b>
    }{ $committee_given ->
        [yes] . Committee: { $committee }{ $assisting_given ->
            [yes] , assisted by { $assisting }
           *[no] { "" }
        }
       *[no] { "" }
    }{ $question_given ->
        [yes] { "" }
            <b>Asked:</b> { $question }
       *[no] { "" }
    }
button-answer = ✍️ Answer
button-ask = ❓ Ask
button-correct = 🖊 Correct
button-pass = ➡️ Pass on
button-put-aside = ⏸ Put aside
button-take-up = ▶️ Take up again
button-next = Next ›
aside-done = Put aside for { $days } days; the answer is due as before
take-up-done = Back in your inbox
next-none = Nothing else is owed

button-whole = 📄 Full text
record-begin =
    <b>No. { $number } in full</b>
    { $words }
record-name = no-{ $number }.txt
record-long = It is long; the whole is in this file.

pass-whom =
    Pass no. { $number } to whom?
    Then write a word about the reason.
button-pass-deputy = 👤 To another deputy
pass-whom-deputy =
    Pass no. { $number } to which deputy? Send a name, village, community or street. A part of it will do.
pass-chosen = No. { $number } is to go to <b>{ $name }</b>.
pass-chosen-deputy = No. { $number } is to go to deputy <b>{ $name }</b>.
whom-row = { $joined ->
    [yes] 🟢 { $name }
   *[no] { $name }
} ({ $level }){ $why_given ->
    [yes] { " " }· { $why }
   *[no] { "" }
}
whom-choose = Which one? 🟢 means: has joined and is told at once.
whom-nobody = Nobody found. Try another spelling, for instance only a surname or a village; to leave this, tap “Back”.
whom-type = Please send the deputy's name or a place in writing.
