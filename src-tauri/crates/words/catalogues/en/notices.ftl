# Notifications.
