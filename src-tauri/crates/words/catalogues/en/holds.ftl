# Why a folder is stopped for safety.
