# 监控方面可能出的问题

setting-listen-taken = 已经有别的程序在监听 { $detail }：请先停掉它，或用 LIAISON_LISTEN 换一个端口。
setting-listen-impossible = LIAISON_LISTEN 写的地址无法监听（{ $detail }）：请用本机的地址，例如 127.0.0.1:8080。
