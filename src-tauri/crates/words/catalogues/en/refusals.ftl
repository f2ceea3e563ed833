# Why the hub refuses something.
