# What the command line says

cli-help = Liaison: a citizen reaches their elected deputy in a chat, and hears back.
cli-demo = Show it on this machine: three phones (citizen, deputy, clerk) in the browser; no token needed.
cli-demo-port = port of the page
cli-demo-browser = open the browser
cli-run = Run for real: receive, converse, deliver (needs LIAISON_BOT_TOKEN).
cli-receive = Only receive (webhook or polling), into the database.
cli-dispatch = Only converse; several may run.
cli-deliver = Only send; several may run.
cli-clock = Only what is due at its time: terms, deadlines, tidying; several may run, one acts.
cli-migrate = Bring the database to what this version works with.
cli-webhook = Set, remove or show the webhook; without one the bot polls.
cli-webhook-what = set, remove or show
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

setting-token-missing = LIAISON_BOT_TOKEN is missing: make a bot with @BotFather on Telegram and put its token into .env; only to look around, use: liaison demo
setting-token-wrong = LIAISON_BOT_TOKEN does not look like a token (123456789:AAE…): copy it again from @BotFather.
setting-token-refused = Telegram does not know this LIAISON_BOT_TOKEN: copy it again from @BotFather, or check LIAISON_API_URL.
setting-telegram-away = Telegram cannot be reached ({ $detail }): check the network and LIAISON_API_URL.
setting-url-wrong = { $name } must begin with http:// or https://
setting-database-wrong = LIAISON_DATABASE_URL must begin with sqlite:/// or postgresql://
setting-redis-wrong = LIAISON_REDIS_URL must begin with redis:// or rediss://
setting-public-url-wrong = LIAISON_PUBLIC_URL must begin with https:// and name a host that Telegram can reach
setting-listen-wrong = LIAISON_LISTEN must be host:port, for example 127.0.0.1:8080
setting-database-away = The database cannot be opened ({ $detail }): check LIAISON_DATABASE_URL and the folder's permissions.
setting-database-newer = The database was made by a later version of this program ({ $detail }): upgrade the program first.
setting-wrong = { $name } has a wrong value.
setting-whole-number = { $name } must be a whole number, { $detail }.
setting-number = { $name } must be a number, { $detail }.
setting-choice = { $name } must be one of: { $detail }
setting-running-already = A bot is using this database already{ $detail_given ->
    [yes] { " " }(process { $detail })
   *[no] { "" }
}: stop it first, or choose another folder with LIAISON_DATA_DIR.
setting-no-congress = There is no congress in the database yet: run liaison import congress/xinghe (or your own files) first.
setting-assembly-unknown = LIAISON_ASSEMBLY names a congress that is not in the database; there are: { $detail }
setting-assembly-which = There are several congresses in the database; choose one with LIAISON_ASSEMBLY: { $detail }
invite-which = Give either --deputy CODE or --clerk.
invite-once = The link works once, until { $expires }. Send it to that person only.

simulate-citizen = Citizen { $number }
simulate-answer = I have read what you wrote and asked those in charge to look at it on the spot; you will hear what comes of it. (ref. { $reference })

cli-doctor-json = print one line of JSON
cli-simulate-seed = seed of the random numbers; with the same seed everybody does the same

usage-no-command = There is no command { $command }; liaison --help shows what there is.
usage-no-option = There is no option { $name }; add --help to the command to see what there is.
usage-no-value = The option { $name } lacks a value, or has one too many.
usage-missing = { $name } is missing; add --help to the command to see how it is written.
usage-bad-value = { $name } has a wrong value; add --help to the command to see what it takes.
usage-wrong = The command { $command } is not written right; add --help to see how.
setting-env-encoding = { $detail } is not UTF-8 text; save it as UTF-8.
setting-data-dir = The folder in LIAISON_DATA_DIR cannot be used ({ $detail }): change its permissions, or name another.
setting-database-broken = The database cannot be upgraded: it holds broken references; nothing was changed. Restore a backup and tell the developers.

replay-done =
    { $count ->
        [0] No update is parked.
        [one] One update will be handled again; at once, if the bot is running.
       *[other] { $count } updates will be handled again; at once, if the bot is running.
    }
resend-done =
    { $count ->
        [0] No message is uncertain.
        [one] One message will be sent again, marked as one that may have come before.
       *[other] { $count } messages will be sent again, each marked as one that may have come before.
    }

doctor-check = { $check ->
    [settings] Settings
    [token] Token
    [clock] Clock
    [data] Data folder
    [database] Database
    [congress] Congress
    [outbox] Outbox
    [inbox] Inbox
    [webhook] Webhook
    [redis] Redis
    [texts] Texts
   *[calendar] Working days
}:{ " " }
doctor-settings-ok = nothing is wrong.
doctor-token-ok = the bot is @{ $bot }.
doctor-webhook = the bot has a webhook, so a running liaison run receives nothing; start it again and it removes the webhook. If the webhook comes back, another program uses this token.
doctor-webhook-elsewhere = { $url_given ->
    [yes] Telegram calls elsewhere: { $url }. Run liaison webhook set.
   *[no] LIAISON_PUBLIC_URL is set, but there is no webhook. Run liaison webhook set, or start liaison receive.
}
doctor-webhook-fails = Telegram cannot reach the webhook: { $error }. Updates waiting: { $count }. Look at the reverse proxy, its certificate, and liaison receive.
doctor-webhook-ok = Telegram calls { $url }; updates waiting: { $count }.
doctor-redis-away = Redis cannot be reached ({ $error }). Look at LIAISON_REDIS_URL and the server; until it is back, conversations and sending wait.
doctor-redis-ok = Redis answers.
doctor-pending = { $count ->
    [one] one update waits
   *[other] { $count } updates wait
} at Telegram: start liaison run; if it is running, another program may be receiving with the same token: stop it, or get a new token from @BotFather.
doctor-clock-ok = agrees with Telegram.
doctor-clock-unknown = the other side did not say what time it is; not checked.
doctor-clock-off = { $seconds } seconds { $fast ->
    [yes] ahead of
   *[no] behind
} Telegram; switch on automatic time (timedatectl set-ntp true).
doctor-data-ok = { $path }, { $free } MB free.
doctor-data-none = { $path } does not exist yet; it is made at the first start.
doctor-data-closed = { $path } is no folder that can be read and written; change its permissions, or name another in LIAISON_DATA_DIR.
doctor-data-open = other users of this machine can look into { $path }, which holds what citizens wrote; run chmod 700 { $path }
doctor-disk = { $path } has only { $free } MB left; make room on the disk.
doctor-database-ok = can be read and written, revision { $revision }.
doctor-database-none = there is none yet; it is made by an import or at the first start.
doctor-database-old = { $found_given ->
    [yes] revision { $found }
   *[no] empty
}; the next start upgrades it to { $wanted }; the other checks wait for that.
doctor-database-closed = can be read but not written; check the user in LIAISON_DATABASE_URL and its permissions.
doctor-congress-ok = { $assembly }, clerks: { $clerks }, deputies who have joined: { $deputies }.
doctor-no-clerk = { $assembly } has no clerk yet, so nobody is told of new opinions; run liaison invite --clerk and send the link to a clerk.
doctor-no-deputy = no deputy of { $assembly } has joined yet; run liaison invite --deputy CODE, or let a clerk send /invite in the chat.
doctor-outbox-ok = waiting to be sent: { $waiting }; none failed.
doctor-outbox-failed = could not be sent: { $failed } (the person stopped the bot, or Telegram refused); waiting: { $waiting }.
doctor-outbox-uncertain = perhaps not delivered: { $uncertain }; send them again with liaison resend. Failed: { $failed }, waiting: { $waiting }.
doctor-inbox-ok = nothing is parked.
doctor-parked = { $count ->
    [one] one update keeps failing and is parked
   *[other] { $count } updates keep failing and are parked
}; once it is mended run liaison replay.
doctor-parked-one = { $id }, came { $came }, tried { $tries ->
    [one] once
   *[other] { $tries } times
}: { $error }
doctor-texts-ok = both languages are complete ({ $count } texts each).
doctor-texts-differ = { $count } texts are missing in one language ({ $keys }): the installation is incomplete; install again.
doctor-texts-broken = { $keys } cannot be put together: the installation is incomplete; install again.
doctor-calendar-ok = public holidays are known to the end of { $year }.
doctor-calendar-ends = public holidays after { $year } are not known; until then only weekends count as free. Upgrade chinesecalendar.

simulate-no-file = The file { $file } cannot be read.
simulate-empty-file = There is not one message in { $file }.
simulate-bad-line = { $file }, line { $line }: every line must be a JSON object with a text that is not empty.
simulate-bad-labels = { $file } must hold one JSON object from labels to committee codes.
simulate-stopped = Stopped; every program that was started is closed.
simulate-town-failed = The programs for the simulation did not start, or stopped half way: { $detail }
simulate-progress = began to speak { $sent }/{ $of }, receipts { $received }, answers { $answered }
simulate-row = { $name ->
    [sent] opinions citizens tried to send
    [received] in the database, word for word
    [routed] routed to a committee by themselves
    [right] of these, to the right one
    [answered] answered
    [notified] citizens who read their answer
    [lost] lost
    [duplicated] duplicated
    [median_ms] ms until the bot reacts, median
    [p95_ms] ms until the bot reacts, 95th percentile
    [updates_per_second] updates a second
    [updates] updates in all
    [seconds] seconds in all
   *[parked] updates parked
}
simulate-trouble = times waited in vain for { $trouble }
migrate-done = The database is up to date.
webhook-set = Set: Telegram calls { $url }
webhook-refused = Telegram refused; please check the address and the token.
webhook-removed = Removed; from now on the bot asks for updates (without LIAISON_PUBLIC_URL).
webhook-none = There is no webhook; updates waiting: { $waiting }.
webhook-is = Telegram calls { $url }; updates waiting: { $waiting }.{ $error_given ->
    [yes] {" "}The last error: { $error }
   *[no] { "" }
}
setting-public-url-missing = Please set LIAISON_PUBLIC_URL first.
setting-needs-postgres = For several processes LIAISON_DATABASE_URL must begin with postgresql://
setting-needs-redis = For several processes at work on one database set LIAISON_REDIS_URL.
setting-needs-listen = A webhook needs LIAISON_LISTEN, for example 127.0.0.1:8080
