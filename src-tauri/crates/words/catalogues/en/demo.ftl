# What `syncit demo` says.
