# Why there is no connection to the hub.
