# What cannot wait, or is not for a deputy: whom to call. For citizens, above the preview.

aid-police =
    🆘 <b>If somebody is in danger, being hurt, robbed or cheated now, please call 110 at once.</b>
    A deputy cannot come right away; the police can. { $sent ->
        [yes] What you wrote has been sent, and our staff are being alerted.
       *[no] You can still send what you wrote.
    }
aid-fire =
    🆘 <b>If there is fire, smoke or leaking gas, please get out first, then call 119.</b>
    A deputy cannot come right away; the fire brigade can. { $sent ->
        [yes] What you wrote has been sent, and our staff are being alerted.
       *[no] You can still send what you wrote.
    }
aid-medical =
    🆘 <b>If somebody is hurt or suddenly ill, please call 120 at once.</b>
    A deputy cannot come right away; an ambulance can. { $sent ->
        [yes] What you wrote has been sent, and our staff are being alerted.
       *[no] You can still send what you wrote.
    }
aid-life =
    ❤️ <b>It sounds as if things are very hard now. Please do not bear it alone.</b>
    If there is danger now, please call <b>110</b> or <b>120</b> at once. If it is hard to bear and you would like somebody to listen, the psychological help line is <b>12356</b>; please also tell somebody near you whom you trust.
    A deputy cannot come right away. { $sent ->
        [yes] What you wrote has been sent, and our staff are being alerted.
       *[no] You can still send what you wrote; once sent, it alerts our staff at once.
    }
aid-court =
    ⚖️ <b>Only the courts can change a judgment or its enforcement.</b> To ask how a case stands, to appeal or to complain, please call 12368.
    A deputy cannot judge in a court’s place. You can still send what you wrote.
aid-hotline =
    📞 <b>For errands, questions and everyday help, 12345 is often quicker.</b>
    A deputy cannot see to it right away. You can still send what you wrote.
