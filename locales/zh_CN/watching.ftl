# 监控方面可能出的问题

setting-listen-taken = 已经有别的程序在监听 { $detail }：请先停掉它，或用 LIAISON_LISTEN 换一个端口。
setting-listen-impossible = LIAISON_LISTEN 写的地址无法监听（{ $detail }）：请用本机的地址，例如 127.0.0.1:8080。
setting-tracing-missing = 设置了 LIAISON_OTLP_ENDPOINT，但缺少需要的软件包（{ $detail }）：请运行 pip install 'liaison[tracing]'，或去掉这个设置。
