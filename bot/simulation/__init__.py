"""Many simulated people play through the whole running system, over HTTP, and what came of it is counted.

Citizens, deputies and a clerk are driven through the playground's control interface: they press buttons that
are to be seen and read what comes, like a person. The words are those of a file; who makes a typing error,
writes in several messages, adds a picture or looks for a deputy is drawn from a seeded generator.

What is counted:

- *sent*: opinions that citizens tried to send, one a message of the file;
- *received*: opinions in the database with exactly the words and pictures that their citizen wrote;
- *routed*: opinions that got a committee when they came, with nobody's help;
- *right*: those of the routed that got the committee which the label of the message asks for;
- *answered*: opinions with an answer in the database;
- *notified*: citizens who have read exactly the words of that answer in their chat;
- *lost*: sent, less those that are received and whose citizen has read a receipt with their number;
- *duplicated*: opinions, receipts or answers that exist once more than they should, in chat or database.

Latency is measured at the citizens: from the tap or the message to the bot's next visible reaction in that
chat (message, changed message, emoji or toast). Updates per second: updates that the bot took in, by the time
from the first citizen's first message to the last thing that anybody read.
"""
