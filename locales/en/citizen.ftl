# What citizens read. Short, polite, plain.

bot-description = Find your deputy to the people's congress, say what you have to say, and get the answer here. Nothing to register.
bot-short-description = Find your deputy, speak, hear back.

greeting =
    Hello! This is the liaison bot of <b>{ $congress }</b>: say it once, I take it to a deputy, and the answer comes back into this chat.
    You may write to any deputy of this city, for they are elected to listen to you; if you do not know whom, our staff will choose.

    { $unfinished ->
        [yes] What you were writing is still here:
       *[no] How shall we begin? Tap a button, or send me a <b>name</b> or a <b>place</b>.
    }
only-private = Opinions are private. Please open @{ $bot } and write to me there.

button-find = 🔍 Find a deputy
button-just-write = ✍️ Just write
button-my = 📋 My opinions
button-inbox = 📥 Inbox
button-triage = 🗂 Triage
button-invite = ✉️ Invite

button-newer = ‹ Back
button-older = More ›
button-back = ‹ Back

writing-placeholder = Write here…
writing-begin-opinion = Please go ahead{ $deputy_given ->
    [yes] ; deputy <b>{ $deputy }</b> will see it
   *[no] { "" }
 }. What is the matter, where, and what would you like to happen?
    Several messages are fine, and so are photos, voice, files and places. When you have finished tap <b>“Done”</b> below; you will see it all before it is sent.
writing-begin-addition = What would you like to add? Several messages are fine. When you have finished tap <b>“Done”</b>.
writing-begin-reply = Please answer. Several messages are fine. When you have finished tap <b>“Done”</b>.
writing-begin-answer = Please write the answer; photos, voice and files are fine. When you have finished tap <b>“Done”</b>; you will see it all before it is sent.
writing-begin-correction = Please write the corrected answer. The citizen will see that it is a correction; the first answer stays. When you have finished tap <b>“Done”</b>.
writing-begin-question = What would you like to ask the citizen? When you have finished tap <b>“Done”</b>.
writing-begin-pass = Please give the reason. Whoever takes over and the staff will see it, the citizen will not. When you have finished tap <b>“Done”</b>.
writing-noted = Noted. You may go on; when you have finished tap <b>“Done”</b> below.
writing-noted-reply = Noted, as your answer to the question. You may go on; when you have finished tap <b>“Done”</b> below. To say something else, tap “Cancel” first.
writing-more-noted = Noted as well.
writing-go-on = Please go on; your { $count } { $count ->
    [one] message is
   *[other] messages are
 } kept{ $deputy_given ->
    [yes] { " " }for deputy <b>{ $deputy }</b>
   *[no] { "" }
 }. When you have finished tap <b>“Done”</b>.
writing-empty = There is nothing yet. Please write something or send a photo first.
writing-cannot-keep = I cannot keep this one. Please send text, photos, voice, video, files or a place. What you wrote before is still here.
writing-own-contact = That card holds your name and telephone number and would tell others who you are, so it was not kept. If the deputy should call you, write the number into your words.
writing-unfinished =
    You have something unfinished ({ $count } { $count ->
        [one] message
       *[other] messages
    }):
    <blockquote>{ $beginning }</blockquote>
    Go on with it, or drop it?{ $not_kept ->
        [yes] { " " }What you have just sent is not kept yet: please send it again afterwards.
       *[no] { "" }
    }
button-done = ✅ Done
button-cancel = ✖️ Cancel
button-go-on = Go on
button-drop = Drop it
edited-after-sending = You changed words that had been sent. The deputy can see both versions.
edited-answer = Words that have been sent do not change. To correct them open the case and tap “Correct”.

preview-opinion =
    <b>{ $sent_given ->
        [yes] ✅ Sent, no. { $sent }
       *[no] Please check. It goes out only when you tap “Send”.
    }</b>

    <b>To:</b> { $deputy_given ->
        [yes] deputy { $deputy }
       *[no] a deputy chosen by our staff
    }
    <b>Your words:</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
    <b>Your community:</b> { $place_given ->
        [yes] { $place }
       *[no] not given
    }
    <b>Who sees it:</b> the deputy, the committee and our staff see the words, attachments and community; { $name_given ->
        [yes] they also see your name “{ $name }”, but not your account.
       *[no] nobody sees your name or account.
    }
preview-addition =
    <b>{ $sent_given ->
        [yes] ✅ Sent, no. { $sent }
       *[no] Please check. It goes out only when you tap “Send”.
    }</b>

    <b>You add:</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
    Whoever handles the case and our staff will see it.
preview-reply =
    <b>{ $sent_given ->
        [yes] ✅ Sent, no. { $sent }
       *[no] Please check. It goes out only when you tap “Send”.
    }</b>

    <b>Your answer:</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
    Whoever handles the case and our staff will see it.
preview-answer =
    <b>{ $sent_given ->
        [yes] ✅ Sent to the citizen, no. { $sent }
       *[no] Please check. The citizen gets it when you tap “Send”.
    }</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
    The citizen will see these words, signed by { $deputy_given ->
        [yes] deputy { $deputy }
       *[no] { $committee_given ->
            [yes] { $committee }
           *[no] our staff
        }
    }.{ $followers ->
        [0] { "" }
        [one] { "" }
            { $sent_given ->
                [yes] 👥 One other citizen who joined got it as well.
               *[no] 👥 It also goes to one other citizen who joined; please write nothing that concerns one person only.
            }
       *[other] { "" }
            { $sent_given ->
                [yes] 👥 { $followers } other citizens who joined got it as well.
               *[no] 👥 It also goes to { $followers } other citizens who joined; please write nothing that concerns one person only.
            }
    }
preview-correction =
    <b>{ $sent_given ->
        [yes] ✅ Sent to the citizen, no. { $sent }
       *[no] Please check. The citizen gets it when you tap “Send”.
    }</b>
    Correction:
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
    The citizen will see that it is a correction; the first answer stays.{ $followers ->
        [0] { "" }
        [one] { "" }
            { $sent_given ->
                [yes] 👥 One other citizen who joined got it as well.
               *[no] 👥 It also goes to one other citizen who joined; please write nothing that concerns one person only.
            }
       *[other] { "" }
            { $sent_given ->
                [yes] 👥 { $followers } other citizens who joined got it as well.
               *[no] 👥 It also goes to { $followers } other citizens who joined; please write nothing that concerns one person only.
            }
    }
preview-question =
    <b>{ $sent_given ->
        [yes] ✅ Sent to the citizen, no. { $sent }
       *[no] Please check. The citizen gets it when you tap “Send”.
    }</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
preview-pass =
    <b>{ $sent_given ->
        [yes] ✅ Passed on, no. { $sent }
       *[no] Please check. It is passed on when you tap “Send”.
    }</b>

    <b>To:</b> { $deputy_given ->
        [yes] deputy { $deputy }
       *[no] { $committee }
    }
    <b>Reason:</b>
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>{ $cut ->
        [yes] { "" }
            ({ $length } characters in all; this is the beginning, everything will be sent)
       *[no] { "" }
    }{ $files_given ->
        [yes] { "" }
            <b>Attachments:</b> { $files }
       *[no] { "" }
    }
    Whoever takes over and our staff see the reason; the citizen only sees who has it now.
preview-files = { $count } { $kind ->
    [photo] { $count ->
        [one] photo
       *[other] photos
    }
    [video] { $count ->
        [one] video
       *[other] videos
    }
    [animation] { $count ->
        [one] film without sound
       *[other] films without sound
    }
    [video_note] { $count ->
        [one] round video
       *[other] round videos
    }
    [audio] { $count ->
        [one] recording
       *[other] recordings
    }
    [voice] { $count ->
        [one] voice message
       *[other] voice messages
    }
    [location] { $count ->
        [one] place
       *[other] places
    }
   *[other] { $count ->
        [one] file
       *[other] files
    }
}{ $names_given ->
    [yes] { " " }({ $names })
   *[no] { "" }
}
listing-comma = { ", " }
button-send = 📨 Send
button-more = ✍️ Write more
button-other-deputy = Another deputy
button-choose-deputy = Choose a deputy
button-give-place = Give my community
button-change-place = Change my community
button-sign = Let the deputy see my name
button-unsign = Leave my name out
button-do-not-send = Do not send
sent-opinion = Sent; the number is <b>{ $number }</b>. News will come here; /my shows how it stands.
sent-addition = Added to no. <b>{ $number }</b>.
sent-reply = Your answer has been delivered, no. <b>{ $number }</b>.
sent-answer = The answer has gone to the citizen, no. <b>{ $number }</b>.
sent-correction = The correction has gone to the citizen, no. <b>{ $number }</b>.
sent-question = The question has gone to the citizen, no. <b>{ $number }</b>. You will be told when they answer.
sent-pass = No. <b>{ $number }</b> has been passed on.
sent-already = This was sent before, no. { $number }; nothing was sent twice.
cancelled = All right. Nothing has been sent.
nothing-to-cancel = Nothing is being written. Send me a name, a place, or just what you have to say.

button-let-staff-choose = Let the staff choose
community-prompt = Which village or community do you live in? A part of the name will do. It helps the deputy to come and see.
community-found = Which one?
community-unknown = I do not know this place. Try another spelling, or leave it for now.
button-keep-place = Leave it as it is
button-no-place = Give no community

my-empty = You have not sent anything yet. Send me a name, a place, or just what you have to say.
my-list =
    { $count ->
        [one] You have sent one opinion. Tap to see how it stands:
       *[other] You have sent { $count } opinions. Tap to see how they stand:
    }
row = { $mark ->
    [emergency] 🆘
    [urgent] ❗
   *[none] { "" }
}{ $late ->
    [yes] ⏰
   *[no] { "" }
}{ $state ->
    [triage] 🗂
    [with_committee] 🏛
    [with_deputy] 👤
    [waiting] ❓
    [answered] ✅
    [withdrawn] ↩️
    [joined] 🤝
   *[other] •
} { $number } { $excerpt }
timeline =
    <b>No. { $number }</b> · { $state ->
        [triage] our staff are seeing to it
        [with_committee] with the committee
        [with_deputy] with the deputy
        [waiting] waiting for your answer
        [answered] answered
        [withdrawn] withdrawn
        [joined] dealt with together with others
       *[other] { $state }
    }
    { $deputy_given ->
        [yes] Deputy { $deputy }
       *[no] { "" }
    }{ $committee_given ->
        [yes] { " " }{ $assisting_given ->
            [yes] { $committee }, assisted by { $assisting }
           *[no] { $committee }
        }
       *[no] { "" }
    }
    <blockquote>{ $words_given ->
        [yes] { $words }
       *[no] (no text)
    }</blockquote>
    Sent { $on }{ $state ->
        [answered] { "" }
        [withdrawn] { "" }
       *[other] , answer due by { $due }
    }{ $question_given ->
        [yes] { "" }

            <b>You are asked:</b> { $question }
       *[no] { "" }
    }
line-earlier = ({ $count } earlier entries)
line = <b>{ $on }</b> { $kind ->
    [clarified] The citizen says it is about { $subject }: given to { $committee }
    [unsure] The citizen cannot say what it is about; the staff will look
    [graded] Graded: { $grade ->
        [urgent] urgent
        [important] important
       *[ordinary] ordinary
    }
    [routed] Followed up by { $committee }
    [confirmed] A clerk confirmed { $committee }
    [assisted] { $assisting_given ->
        [yes] Assisted by { $assisting }
       *[no] No committee assists any more
    }
    [assigned] Given to deputy { $deputy }
    [passed] Passed to { $deputy_given ->
        [yes] deputy { $deputy }
       *[no] { $committee }
    }{ $words_given ->
        [yes] , because: { $words }
       *[no] { "" }
    }
    [asked] Question: { $words }
    [replied] The citizen answered: { $words }
    [added] The citizen added: { $words }
    [edited] The citizen changed the words: { $words }
    [nudged] The citizen asked how it stands
    [put_aside] { $until_given ->
        [yes] Put aside until { $until }
       *[no] Taken up again
    }
    [answered] Answer: { $words }
    [corrected] Corrected answer: { $words }
    [withdrawn] Withdrawn by the citizen
    [joined] Merged with another about the same thing
    [separated] Separated, to be dealt with by itself
    [returned] Back to the staff, to be given to somebody else
   *[other] { $kind }
}{ $files ->
    [0] { "" }
   *[other] { " " }({ $files } attached)
}
about-ask =
    <b>May we ask:</b> is it about { $choice1 }, { $choice3_given ->
        [yes] { $choice2 }, or { $choice3 }
       *[no] or { $choice2 }
    }? Tap one and it goes there.
about-said = Thank you; it goes there now
about-unsure = Never mind, our staff will look
button-reply = 💬 Answer
button-add = ➕ Add
button-nudge = 🔔 Ask after it
button-withdraw = ↩️ Withdraw
button-files = 📎 Files ({ $count })
nudged = We have asked for you
withdraw-sure = Withdraw no. { $number }? There will be no answer then.
button-withdraw-yes = Withdraw
button-withdraw-no = Keep it
withdrawn = Withdrawn

command-start = Begin
command-find = Find a deputy
command-deputies = My deputies, at every level
command-write = Just write
command-my = My opinions and how they stand
command-cancel = Stop writing
command-language = Language 语言
command-privacy = Who sees what
command-help = How it works
command-inbox = Inbox (deputies)
command-code = My code (deputies)
command-triage = Triage (staff)
command-invite = Invite deputies or staff (staff)
help =
    <b>How it works</b>
    · Find a deputy: send a name, or a village, community, street or workplace; its sound or a slip will do.
    · Or send where you are, look by place, or by topic: all of it is behind /find.
    · Give your community, and /deputies shows your deputies of every level.
    · Or just say it: in one message or many, with photos, voice or a place. You see it all before it is sent.
    · Every opinion has a number. Send me the number, or /my, to see how it stands, add, ask after it, or withdraw it.
    · /cancel while writing: nothing is sent.
    In danger call 110, 119 or 120 at once; for public services 12345.
help-deputy = <b>Deputies</b>: /inbox shows what waits; open it to answer, ask, or pass it on.
help-clerk = <b>Staff</b>: /triage to assign opinions, /invite to invite deputies and colleagues.
privacy =
    <b>Who sees what</b>
    · The deputy, the committee and our staff: your words, attachments, and the community you gave.
    · Your name: only if you chose “Let the deputy see my name”.
    · Your account: neither the deputy nor our staff. A telephone number is not kept.
    · To answer you, the bot has to remember your account; it stays in this office's own database, which only those who maintain it can reach.
    · The bot carries every message; neither side sees the other's account.
    The community you gave: { $place_given ->
        [yes] { $place }
       *[no] none
    }.
language-name = English
language-prompt = 请选择语言 / Choose a language
language-chosen = English it is.
# Words that open or close a talk, apart by |
small-talk-hello = hello|hi|hey|good morning|good afternoon|good evening
small-talk-thanks = thanks|thank you|thank you very much|ok|okay|good
you-are-welcome = You are welcome! News will come to you here.
unknown-command = There is no such command. Tap a button below, or send me a name or a place.
cannot-use = I cannot make sense of this. Please send text, photos, voice, files or a place.
old-button = This button no longer works; please send /start
sorry = Sorry, something went wrong. What you sent is kept and our staff will look at it. Please try again later, or send /start.

joined-deputy = Welcome, deputy <b>{ $deputy }</b>! Opinions will come to you here; /inbox shows what waits.{ $others ->
    [0] { "" }
    [one] { "" }
    One other account acts for you as well and has been told.
   *[other] { "" }
    { $others } other accounts act for you as well and have been told.
}
joined-clerk = Welcome! You are one of the staff now. /triage assigns opinions, /invite invites deputies.

refused-not-yours = I cannot find this opinion. Please check the number, or send /my to see your own.
refused-moved-on = Somebody else handles this now; you need not do anything more.
refused-now =
    { $state ->
        [answered] This has been answered; that step is no longer possible.
        [withdrawn] This has been withdrawn; nothing more need be done.
        [joined] This has been merged into another one; that step is not possible now.
        [waiting] The citizen has been asked something; that step is not possible now.
        [triage] Our staff are still assigning it; that step is not possible now.
       *[other] Somebody else has this now; that step is not possible.
    }
refused-about =
    { $state ->
        [triage] You have answered this already. Our staff are looking at it and will tell you.
        [with_committee] No need to choose any more: it is with { $committee }.
        [with_deputy] No need to choose any more: it is with deputy { $deputy }.
        [waiting] No need to choose any more; there is another question for you, please look below.
        [answered] No need to choose any more: it has been answered.
        [joined] There is no need to choose any more: it is dealt with together with others about the same thing.
       *[withdrawn] You have withdrawn this.
    }
refused-nudged-already = We have asked for you today already. Please ask again tomorrow.
refused-pass-to-whom = Please choose to whom first.
refused-pass-to-self = It is with you already.
refused-aside-past = Please choose a day after today.
refused-same-committee = This committee has it already.
refused-moved-meanwhile = Another committee has it now. Please look again.
refused-assisting-whom = Please say first which committee is in charge.
refused-same-assisting = It is so already.
refused-same-grade = It has this grade already.
refused-same-deputy = This deputy has it already.
refused-no-such-deputy = This deputy is no longer in office. Please choose another.
refused-no-such-committee = This committee is no longer on the list. Please choose another.
refused-no-draft = This has been sent or dropped already.
refused-empty-draft = There is nothing in it yet. Please write something first.
refused-draft-full = At most { $most } messages at a time; please send these first.
refused-deputies-only = This is for deputies. If you are one, please use the invitation link from our staff.
refused-staff-only = This is for the staff.
refused-invitation = This invitation has been used, has expired, or is incomplete. Please ask the staff for a new one.
refused-busy = Too many at once just now. Please tap again.
