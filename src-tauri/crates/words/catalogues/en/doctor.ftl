# What `syncit doctor` finds.
