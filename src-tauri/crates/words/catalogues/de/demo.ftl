# Was `syncit demo` sagt.
