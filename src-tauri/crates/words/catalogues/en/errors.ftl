# Why something was not done.

not-running = no engine runs on { $home }: there is nobody to ask
    .command-line = start one with `syncit run`, or open the SyncIt app
    .window = open the SyncIt app
bad-reply = the running engine answered in a way that this program does not understand
    .hint = the engine that runs may be of another version: restart it
engine-gone = the engine ended while it was asked: whether it carried out the request is not known
    .command-line = start it again with `syncit run` and look at `syncit status`
    .window = open SyncIt again and see whether it was done
