# What clerks read.

triage =
    <b>{ $tab ->
        [with_committee] With committees
        [with_deputy] With deputies
        [waiting] Waiting for citizens
        [answered] Answered
        [joined] Merged
       *[triage] To assign
    }</b>
    { $triage } to assign · { $with_committee } with committees · { $with_deputy } with deputies · { $waiting } waiting for citizens · { $answered } answered{ $joined ->
        [0] { "" }
       *[other] { "" } · { $joined } merged
    }
    { $count ->
        [0] { $tab ->
            [triage] All assigned, thank you!
           *[other] There is nothing here now.
        }
       *[other] { $tab ->
            [answered] The latest first. Tap one to see it:
           *[other] Urgent ones first, then the oldest promise. Tap one to begin:
        }
    }
triage-trouble =
    ⚠️ { $failed ->
        [0] { "" }
        [one] In the last seven days one message did not arrive (the bot was blocked, or Telegram refused it).{ " " }
       *[other] In the last seven days { $failed } messages did not arrive (the bot was blocked, or Telegram refused them).{ " " }
    }{ $uncertain ->
        [0] { "" }
        [one] One may or may not have arrived; the administrator decides whether to send it again (liaison resend).{ " " }
       *[other] { $uncertain } may or may not have arrived; the administrator decides whether to send them again (liaison resend).{ " " }
    }{ $parked ->
        [0] { "" }
        [one] One message from people could not be handled; it is kept, and the administrator should look (liaison doctor).
       *[other] { $parked } messages from people could not be handled; they are kept, and the administrator should look (liaison doctor).
    }{ $numbers_given ->
        [yes] { "" }
            Cases: { $numbers }
       *[no] { "" }
    }
triage-tab =
    { $tab ->
        [with_committee] 🏛 Committees
        [with_deputy] 👤 Deputies
        [waiting] ❓ Waiting
        [answered] ✅ Answered
        [joined] 🤝 Merged
       *[triage] 🗂 To assign
    } ({ $count })

card-clerk =
    <b>No. { $number }</b> · { $state ->
        [triage] to assign
        [with_committee] with a committee, no deputy yet
        [with_deputy] with a deputy
        [waiting] waiting for the citizen
        [answered] answered
        [withdrawn] withdrawn by the citizen
        [joined] merged
       *[other] { $state }
    }{ $state ->
        [answered] { "" }
        [withdrawn] { "" }
       *[other] { $late ->
            [yes] { " " }· ⏰ { $over ->
                [one] one day overdue
               *[other] { $over } days overdue
            }
           *[no] { $left ->
                [0] { " " }· ⏰ due today
                [one] { " " }· one day left
               *[other] { " " }· { $left } days left
            }
        }
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
       *[other] , due <b>{ $due }</b>
    }{ $committee_given ->
        [yes] { "" }
            Committee: { $committee }{ $assisting_given ->
                [yes] , assisted by { $assisting }
               *[no] { "" }
            }
       *[no] { "" }
    }{ $deputy_given ->
        [yes] { "" }
            { $state ->
                [triage] The citizen asked for deputy { $deputy }
               *[other] Deputy: { $deputy }
            }
       *[no] { "" }
    }{ $question_given ->
        [yes] { "" }
            <b>Asked:</b> { $question }
       *[no] { "" }
    }
guess =
    <b>Suggested: { $committee }</b> ({ $subject_given ->
        [yes] { $subject }, { "" }
       *[no] { "" }
    }{ $percent }% sure){ $evidence_given ->
        [yes] { "" }
            Because of: { $evidence }
       *[no] { "" }
    }
guess-runner-up =
    Or { $committee } ({ $subject_given ->
        [yes] { $subject }, { "" }
       *[no] { "" }
    }{ $percent }%){ $evidence_given ->
        [yes] : { $evidence }
       *[no] { "" }
    }
hint-aid = { $aid ->
    [police] 🆘 <b>EMERGENCY:</b> it looks like a danger to somebody; the citizen was told to call 110
    [fire] 🆘 <b>EMERGENCY:</b> it looks like a fire; the citizen was told to call 119
    [medical] 🆘 <b>EMERGENCY:</b> it looks like an illness or injury; the citizen was told to call 120
    [life] 🆘 <b>EMERGENCY:</b> somebody may hurt themselves or others; the citizen was told to call 110, 120 and 12356
    [court] ⚖️ About a judgment or its enforcement; the citizen was told that only the courts can change it (12368)
   *[hotline] 📞 It looks like an errand or a question; the citizen was told of 12345
}{ $evidence_given ->
    [yes] { " " }(because of: { $evidence })
   *[no] { "" }
}
hint-grade = <b>Suggested grade: { $grade ->
    [urgent] urgent
    [important] important
   *[ordinary] ordinary
}</b>{ $evidence_given ->
    [yes] { " " }(because of: { $evidence })
   *[no] { "" }
}
hint-graded = <b>Grade: { $grade ->
    [urgent] urgent
    [important] important
   *[ordinary] ordinary
}</b>
hint-asked = The citizen is being asked whether it is about { $choice1 }, { $choice3_given ->
    [yes] { $choice2 }, or { $choice3 }
   *[no] or { $choice2 }
}. You may decide all the same.
button-grade = 🏷 Grade
button-grade-is = { $now ->
    [yes] ✅ { "" }
   *[no] { "" }
}{ $grade ->
    [urgent] Urgent
    [important] Important
   *[ordinary] Ordinary
}{ $suggested ->
    [yes] { " " }(suggested)
   *[no] { "" }
}
choose-grade = How pressing is no. { $number }? What is urgent stands first.
graded = Graded: { $grade ->
    [urgent] urgent
    [important] important
   *[ordinary] ordinary
}
guess-none = The words do not show which committee it belongs to. Please decide.
button-route = { $best ->
    [yes] ✅ { $committee }
   *[no] { $committee }
}
button-committees = 🏛 Other committees
button-all-committees = 🏛 Choose a committee
button-reroute = 🏛 Change committee
button-confirm = ✓ Right committee
confirmed = Good{ $learnt ->
    [yes] ; it will be remembered
   *[no] , noted
}
button-assisting = 👥 Assisting
choose-assisting = No. { $number } is with { $committee }. Which committee shall assist?
button-nobody-assists = No committee
assisting-set = { $committee_given ->
    [yes] { $committee } assists
   *[no] Good, no committee assists
}
button-assign = 👤 Assign a deputy
choose-committee = To which committee does no. { $number } belong?
routed = Given to { $committee }{ $learnt ->
    [yes] ; it will be remembered
   *[no] { "" }
}
assign-whom =
    Which deputy shall take no. { $number }?{ $deputy_given ->
        [yes] { $state ->
            [triage] { " " }The citizen asked for deputy { $deputy }.
           *[other] { " " }At present: deputy { $deputy }.
        }
       *[no] { "" }
    }
    { $found ->
        [0] Send a deputy's name, or a village, community or street.
       *[other] Tap one, or send me a name or a place. 🟢 means: has joined and is told at once.
    }
assign-why =
    { $why ->
        [named] asked for
        [community] linked community
       *[committee] on the committee
    }
assigned = Assigned to deputy { $name }
next-none-triage = Nothing else to assign

invite-whom = Whom do you want to invite?
button-invite-deputy = 👤 A deputy
button-invite-clerk = 🧑‍💼 A colleague
invite-which-deputy = Which deputy? Send a name, village, community or street. A part of it will do.
invite-choose = Which one? 🟢 means: has joined already; another invitation adds an account.
invited-deputy = Please forward the message below to deputy <b>{ $name }</b> in person:
invited-clerk = Please forward the message below to your colleague. Whoever opens the link becomes a clerk and may assign opinions:
invitation-deputy =
    Dear deputy { $name }, please tap the link below to join the liaison bot of { $congress }. Citizens' opinions will then reach you directly:
    { $link }
    The link works once, until { $until }. Please do not pass it to anybody else.
invitation-clerk =
    Hello! Please tap the link below to become a clerk of the liaison bot of { $congress }:
    { $link }
    The link works once, until { $until }. Please do not pass it to anybody else.
