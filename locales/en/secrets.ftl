# Secrets that are files

setting-secrets-unreadable = A secret in { $name } cannot be read ({ $detail }): the program's user must be allowed to read the file, and it must be UTF-8 text.
