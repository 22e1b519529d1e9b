# One matter, several people: the question before sending, joining, merging and separating by staff.

same =
    <b>Somebody has reported { $shared_given ->
        [yes] this already: { $shared }
       *[no] something very like this
    }</b>
    Received on { $since }; { $state ->
        [triage] our staff are assigning it
        [with_committee] it is with the { $committee }
        [with_deputy] it is with deputy { $deputy }
       *[other] it is being dealt with
    }{ $count ->
        [1] { "" }
       *[other] ; { $count } people have said so
    }.

    If you join it, your words go to whoever deals with it, and the answer comes to you as well.
same-own =
    <b>You have reported this already on { $since }{ $shared_given ->
        [yes] : { $shared }
       *[no] { "" }
    }</b> (no. { $number }); { $state ->
        [triage] our staff are assigning it
        [with_committee] it is with the { $committee }
        [with_deputy] it is with deputy { $deputy }
       *[other] it is being dealt with
    }{ $count ->
        [1] { "" }
       *[other] ; { $count } people have said so
    }.

    Shall what you wrote now be added to it?
button-same-join = 🤝 Join this one
button-same-add = ➕ Add to this one
button-same-alone = 📮 Send it alone
sent-joined = Joined; yours has the number <b>{ $number }</b>. The answer will come here, and /my shows how it stands.

joint = { $joined ->
    [yes] 🤝 { $head_given ->
        [yes] Merged into no. { $head }, whose answer is the answer to this one.
       *[no] Dealt with together with what others reported about the same thing. The answer comes to you as well.
    }
   *[no] 🤝 Joined by { $count ->
        [1] 1 person
       *[other] { $count } people
    }
}
button-followers = 🤝 Who joined ({ $count })
followers-none = Nobody has joined it now.
follower =
    <b>{ $on }</b> no. { $number }{ $place_given ->
        [yes] { "" } · { $place }
       *[no] { "" }
    }{ $name_given ->
        [yes] { "" } · signed: { $name }
       *[no] { "" }
    }
    { $words_given ->
        [yes] { $words }
       *[no] (no words, files only)
    }

near = <b>Alike:</b> { $found }
near-one = no. { $number } ({ $state ->
    [triage] to be assigned
    [with_committee] with a committee
    [with_deputy] with a deputy
    [waiting] waiting for the citizen
    [answered] answered
    [withdrawn] withdrawn
    [joined] merged
   *[other] { $state }
})
near-row =
    <b>No. { $number }</b> · { $state ->
        [triage] to be assigned
        [with_committee] with a committee
        [with_deputy] with a deputy
        [waiting] waiting for the citizen
        [joined] merged
       *[other] { $state }
    }
    { $excerpt }
button-merge = 🤝 Merge
merge-into = Which is about the same thing as no. { $number }?
button-merge-into = Merge into { $number }
merge-sure = Merge no. { $number } into no. { $other }? They will be answered together, and both citizens are told; you can separate them again.
button-merge-yes = Merge
merged = Merged
button-separate = ✂️ Separate
separated = Separated; it is to be assigned again

refused-join-itself = That is the same one; there is nothing to merge.
refused-join-ended = That one cannot be joined now; perhaps it has just come to its end. Your words are still here; you can send them alone.
refused-none-alike = There is nothing left that this could be merged into.
