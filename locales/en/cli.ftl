# What the command line says

cli-help = Liaison: a citizen reaches their elected deputy in a chat, and hears back.
cli-demo = Show it on this machine: three phones (citizen, deputy, clerk) in the browser; no token needed.
cli-demo-port = port of the page
cli-demo-browser = open the browser
cli-run = Run for real: receive, converse, deliver (needs LIAISON_BOT_TOKEN).
cli-import = Import a congress: districts, committees, stations, deputies. Nothing is imported if anything is wrong.
cli-import-directory = folder of the files; the format is in congress/README.md
cli-import-dry-run = only check and show what would change
cli-invite = Make a one-time invitation link for a deputy or a clerk.
cli-invite-deputy = the deputy's code, for instance D001
cli-invite-clerk = invite a clerk
cli-invite-bot = the bot's username; asked of Telegram when left out
cli-doctor = Check settings, token, database, texts, clock and data folder, and say what is wrong and how to mend it.
cli-replay = Handle parked updates again.
cli-resend = Send uncertain messages again, each marked as one that may have come before.
cli-simulate = Play many citizens from a JSONL file through the whole system and print one table.
cli-simulate-file = one JSON object a line: text is required, label optional
cli-simulate-limit = use only so many
cli-simulate-chats = citizens chatting at the same time
cli-simulate-json = end with one line of JSON
cli-simulate-labels = JSON file from labels to committee codes, to count what was routed right

demo-look = Open { $address } in a browser (Ctrl+C stops; next time it goes on from there)
demo-bot = Xinghe Liaison
demo-citizen = Wang Guifang
demo-deputy = Gu Changqing
demo-clerk = Clerk Zhou
demo-citizen-role = Citizen
demo-deputy-role = Deputy
demo-clerk-role = Staff

guide-start = You are the citizen. Tap “Start” to see what this is.
guide-start-seen = How shall we begin
guide-write = Tap “Just write” (直接说事). You could also send a name or a place to find a deputy.
guide-write-seen = go ahead
guide-say = Write about something, say a broken street lamp, and send it. Several messages are fine.
guide-say-seen = Noted
guide-done = When you have finished tap “Done” (写好了).
guide-done-seen = Please check
guide-send = To whom, what, and who will see it: all here. Tap “Send” (发送).
guide-send-seen = Received: no.
guide-triage = Now the clerk on the right: open it (打开看看), confirm the committee, assign deputy 顾长青.
guide-triage-seen = with the deputy
guide-answer = The deputy in the middle: open it (打开看看), tap “Answer” (答复), write, then 写好了 and 发送.
guide-answer-seen = has gone to the citizen
guide-back = Look left: the citizen has the answer. One round trip, from first word to reply.

setting-token-missing = LIAISON_BOT_TOKEN is missing: make a bot with @BotFather on Telegram and put its token into .env; only to look around, use: liaison demo
setting-token-wrong = LIAISON_BOT_TOKEN does not look like a token (123456789:AAE…): copy it again from @BotFather.
setting-token-refused = Telegram does not know this LIAISON_BOT_TOKEN: copy it again from @BotFather, or check LIAISON_API_URL.
setting-telegram-away = Telegram cannot be reached ({ $detail }): check the network and LIAISON_API_URL.
setting-url-wrong = LIAISON_API_URL must begin with http:// or https://
setting-database-wrong = LIAISON_DATABASE_URL must begin with sqlite:/// or postgresql+asyncpg://
setting-database-away = The database cannot be opened ({ $detail }): check LIAISON_DATABASE_URL and the folder's permissions.
setting-database-newer = The database was made by a later version of this program ({ $detail }): upgrade the program first.
setting-wrong = { $name } has a wrong value: { $detail }
setting-no-congress = There is no congress in the database yet: run liaison import congress/xinghe (or your own files) first.
setting-assembly-unknown = LIAISON_ASSEMBLY names a congress that is not in the database; there are: { $detail }
setting-assembly-which = There are several congresses in the database; choose one with LIAISON_ASSEMBLY: { $detail }
invite-which = Give either --deputy CODE or --clerk.
invite-once = The link works once, until { $expires }. Send it to that person only.

import-done = Imported:
import-dry-run = Only checked, nothing written. This would change:
import-count = { $kind ->
    [districts] districts
    [committees] committees
    [stations] stations
   *[deputies] deputies
}: { $added } added, { $changed } changed, { $retired } retired
import-nothing = { $count ->
    [one] One thing is wrong; nothing was imported.
   *[other] { $count } things are wrong; nothing was imported.
} Please mend and try again.
import-where = { $file }{ $row ->
    [0] { "" }
   *[other] , row { $row }
}{ $column_given ->
    [yes] , column “{ $column }”
   *[no] { "" }
}{ $value_given ->
    [yes] , value “{ $value }”
   *[no] { "" }
}:
import-missing-file = the file is missing.
import-bad-encoding = the encoding is not known; save it as UTF-8 or GB18030.
import-bad-csv = the CSV is incomplete, perhaps an open quotation mark.
import-no-rows = there is not one row.
import-one-row = there may be one row only.
import-no-root = there is no topmost district (a row without a parent).
import-missing-column = this column is missing.
import-unknown-column = this column is not known; use “remark” for notes.
import-duplicate-column = this column stands twice.
import-extra-cells = the row has more cells than the header.
import-required = must not be empty.
import-too-long = too long; at most 500 characters.
import-bad-code = a code has letters, digits, _ and - only, at most 32.
import-duplicate-code = this code was used before.
import-unknown-kind = must be city, county, town or village.
import-unknown-level = must be national, provincial, city, county or town.
import-unknown-district = no such code among the districts.
import-unknown-committee = no such code among the committees.
import-unknown-station = no such code among the stations.
import-second-root = there can be one topmost district only.
import-parent-kind = the parent must be of a larger kind.
import-bad-latitude = latitude is a number from -90 to 90.
import-bad-longitude = longitude is a number from -180 to 180.
import-coordinate-pair = give both coordinates or neither.
import-bad-phone = a telephone number has digits, blanks, + and - only.
import-bad-date = a date looks like 2031-12-31.
import-term-too-short = a term has two characters at least.
import-bad-weight = a weight is a number from 0 to 10.
import-duplicate-term = this term stands there already.
