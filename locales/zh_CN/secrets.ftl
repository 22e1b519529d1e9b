# 以文件给出的密钥

setting-secrets-unreadable = { $name } 里有密钥读不出来（{ $detail }）：请让运行程序的用户有权读取这些文件，并存成 UTF-8 文本。
