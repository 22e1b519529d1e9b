# The command liaison routing: teach it, judge it, ask it why

cli-routing = Whose remit an opinion is: teach, judge, ask
cli-routing-train = Learn from a file: an opinion a line, and the committee it belongs to
cli-routing-eval = Judge by a file: how many are right, and where the mistakes are
cli-routing-explain = Where a text goes, and why
cli-routing-taught = List what was taught, the latest last
cli-routing-forget = Take back examples that were wrong
cli-routing-file = A CSV file (columns: text, and committee or subject), or a file of JSON objects, one a line (text, and committee, subject or label)
cli-routing-labels = A JSON file: which committee's code each label stands for
cli-routing-cold = With the lexicon alone, without what was learnt
cli-routing-worst = How many of the worst mistakes to list
cli-routing-text = A citizen's words
cli-routing-most = How many to list at most
cli-routing-numbers = Numbers of the examples, see liaison routing taught

examples-no-file = { $file } cannot be opened; please check the path.
examples-encoding = { $file } is not text in UTF-8 or GB18030.
examples-empty = There is nothing in { $file }.
examples-no-text-column = The first line of { $file } must name the columns, one of them "text".
examples-no-table = { $file } is not a whole CSV table; please check the quotes.
examples-no-text = Row { $row }: there is no text.
examples-no-target = Row { $row }: neither a committee nor a subject is given.
examples-unknown-committee = Row { $row }, committee: there is no committee "{ $value }".
examples-unknown-subject = Row { $row }, subject: there is no subject "{ $value }".
examples-unknown-label = Row { $row }, label: it is not known which committee "{ $value }" stands for; please say so with --labels.
examples-not-json = Row { $row }: not JSON: { $value }
examples-nothing = { $count } faults; nothing was learnt.

routing-trained = Learnt { $count } examples; { $known ->
    [0] none were known
   *[other] { $known } more were known or stood there twice
}. A running bot uses them within seconds.
routing-judged = { $count } opinions, the first suggestion right for { $right } ({ $percent }%){ $cold ->
    [yes] , with the lexicon alone
   *[no] {""}
}.
routing-passed-over = { $count } are about subjects that no committee has here, and do not count.
routing-way = { $way ->
    [route] routed at once
    [ask] the citizen is asked
   *[triage] to a clerk
}: { $count } ({ $share }%), of those { $percent }% { $way ->
    [route] rightly
    [ask] with the right answer offered
   *[triage] with the right one among the first three suggestions
}
routing-confusion = Rows: the committee they belong to; columns: the one they were read as, the last: none.
routing-mistake = belongs to { $right }, read as { $read } ({ $percent }%, because of: { $evidence })
    { $text }
routing-verdict = { $way ->
    [route] To { $committee } at once{ $assisting_given ->
        [yes] , { $assisting } assists
       *[no] {""}
    }
    [ask] The citizen is asked whether it is about: { $subjects }
   *[triage] A clerk decides
}. (learnt from { $learnt } examples)
routing-suggestion = { $percent }%  { $committee }{ $subject_given ->
    [yes] , { $subject }
   *[no] {""}
}  because of: { $evidence }
routing-advice = The citizen is told: { $aid ->
    [police] call 110
    [fire] call 119
    [medical] call 120
    [life] a life is in danger, call 110, 120 or 12356
    [court] only the courts change judgments, 12368
   *[hotline] call 12345
} (because of: { $evidence })
routing-grade = Suggested grade: { $grade ->
    [urgent] urgent
    [important] important
   *[ordinary] ordinary
}{ $evidence_given ->
    [yes] { " " }(because of: { $evidence })
   *[no] {""}
}
routing-taught = { $count } examples were taught.
routing-forgotten = { $count } were taken back; a running bot learns the others anew.
routing-unknown-number = There is no example { $numbers }; nothing was taken back. See liaison routing taught.
