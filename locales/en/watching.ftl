# What may be wrong with health, metrics and traces

setting-listen-taken = Another program listens at { $detail } already: stop it, or choose another port with LIAISON_LISTEN.
setting-listen-impossible = LIAISON_LISTEN names an address that cannot be listened at ({ $detail }): use one of this machine's, for example 127.0.0.1:8080
setting-tracing-missing = LIAISON_OTLP_ENDPOINT needs packages that are not installed ({ $detail }): run pip install 'liaison[tracing]', or leave the setting out.
