# The tray, and what the app says without a window.
