# shellcheck shell=bash
# Instances: a PostgreSQL and a RabbitMQ each, under .local/<instance>. A part of ./platform.

# The ports lie below the range of ephemeral ports: inside it, a client that retries while its server is down can get
# the server's own port, connect to itself and block the server's restart.
use_instance() {
    [[ $1 =~ ^[a-z][a-z0-9-]*$ ]] || die "the name of an instance has small letters, digits and hyphens, not '$1'"
    INSTANCE=$1 I_DIR=$LOCAL/$1 RUN=$LOCAL/$1/run
    set_ports "$(cat "$I_DIR/offset" 2>/dev/null || echo 0)"
}

set_ports() {
    PG_PORT=$((25432 + $1)) AMQP_PORT=$((25572 + $1)) HTTP_PORT=$((25573 + $1))
    DIST_PORT=$((25575 + $1)) EPMD_PORT=$((25576 + $1))
}

# Several clones may run instances other than dev at once: an instance that is down keeps its block of ports if it is
# free, or takes the next one.
choose_ports() {
    local block port
    [[ $INSTANCE != dev ]] || return 0
    for port in postgres rabbitmq epmd; do
        ! alive "$RUN/$port.pid" || return 0
    done
    case $INSTANCE in test) block=1 ;; bench) block=2 ;; *) block=3 ;; esac
    [[ ! -s $I_DIR/offset ]] || block=$(($(<"$I_DIR/offset") / 200))
    for ((; block < 35; block++)); do
        set_ports $((block * 200))
        for port in "$PG_PORT" "$AMQP_PORT" "$HTTP_PORT" "$DIST_PORT" "$EPMD_PORT"; do
            ! port_taken "$port" || continue 2
        done
        echo $((block * 200)) >"$I_DIR/offset"
        return 0
    done
    die "no free block of ports for the instance $INSTANCE"
}

# Sets REPLY to the named secret of this instance, made on first use.
secret() {
    local file=$I_DIR/secrets.env
    mkdir -p -- "$I_DIR"
    [[ -e $file ]] || (umask 077 && : >"$file")
    REPLY=$(sed -n "s/^$1=//p" "$file")
    [[ -z $REPLY ]] || return 0
    if [[ ${2:-password} == key ]]; then
        REPLY=$(head -c 32 /dev/urandom | base64 -w 0)
    else
        REPLY=$(head -c 18 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
    fi
    printf '%s=%s\n' "$1" "$REPLY" >>"$file"
}

pg_bin() {
    local version=''
    [[ ! -s $I_DIR/postgres/data/PG_VERSION ]] || version=$(<"$I_DIR/postgres/data/PG_VERSION")
    # shellcheck disable=SC2086
    PG_BIN=$(printf '%s\n' /usr/lib/postgresql/${version:-*}/bin/pg_isready | sort -V | tail -n 1)
    [[ -n $PG_BIN ]] || PG_BIN=$(readlink -f -- "$(command -v pg_isready || true)") || true
    PG_BIN=${PG_BIN%/pg_isready}
    [[ -x $PG_BIN/postgres && -x $PG_BIN/initdb ]] ||
        die "PostgreSQL${version:+ $version} is not installed (Debian package postgresql${version:+-$version})"
}

# PostgreSQL refuses to run as root. A user namespace in which root has another number runs it without a change of
# owners; if that is forbidden, the user postgres runs it, with permission to pass directories that only root may enter.
postgres_as() {
    local dir=$I_DIR/postgres user=postgres
    PG_AS=()
    [[ $EUID -eq 0 ]] || return 0
    if unshare --user --map-user=1000 -- touch -- "$dir/reached" 2>/dev/null; then
        [[ ! -d $dir/data || $(stat -c %u "$dir/data") == 0 ]] || chown -R 0:0 "$dir"
        PG_AS=(unshare --user --map-user=1000 --)
        return 0
    fi
    id "$user" &>/dev/null || user=nobody
    [[ $(stat -c %U "$dir") == "$user" ]] || chown -R "$user:" "$dir"
    PG_AS=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --inh-caps=+dac_override --ambient-caps=+dac_override --)
    "${PG_AS[@]}" touch -- "$dir/reached" 2>/dev/null && return 0
    PG_AS=(setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --)
    "${PG_AS[@]}" touch -- "$dir/reached" || die "the user $user cannot reach $dir; run as an ordinary user or clone to another directory"
}

postgres_up() {
    local dir=$I_DIR/postgres said=$SECONDS sync=()
    STEP=postgresql LOG=$dir/log
    if alive "$RUN/postgres.pid"; then
        say postgresql "running on 127.0.0.1:$PG_PORT"
        return 0
    fi
    require_port "$PG_PORT" PostgreSQL
    pg_bin
    (umask 077 && mkdir -p -- "$dir")
    postgres_as
    if [[ -e $dir/complete ]] && ! grep -q ^POSTGRES_PASSWORD= "$I_DIR/secrets.env" 2>/dev/null; then
        LOG=''
        die "the data of PostgreSQL exist without their password (${I_DIR#"$ROOT"/}/secrets.env); ./platform down --purge deletes them"
    fi
    if [[ ! -s $dir/data/PG_VERSION || ! -e $dir/complete ]]; then
        rm -rf -- "$dir/data"
        secret POSTGRES_PASSWORD
        # shellcheck disable=SC2016
        run_step postgresql "$LOG" -- "${PG_AS[@]}" bash -c 'exec "$1/initdb" -D "$2" -U postgres -E UTF8 \
            --locale=C.UTF-8 --data-checksums \
            --auth=scram-sha-256 --pwfile=<(printf "%s\n" "$3")' initdb "$PG_BIN" "$dir/data" "$REPLY" || die "initdb"
        : >"$dir/complete"
    fi
    # A killed server leaves its pid file; PostgreSQL would take a zombie of that pid for a running server.
    if [[ -s $dir/data/postmaster.pid ]] && ! any_alive "$(head -n 1 -- "$dir/data/postmaster.pid")"; then
        rm -f -- "$dir/data/postmaster.pid"
    fi
    # fsync is off: tests kill processes, never the machine, and the kernel still writes a killed process's data.
    [[ $INSTANCE != test* ]] || sync=(-c fsync=off)
    spawn postgres "$LOG" "${PG_AS[@]}" "$PG_BIN/postgres" -D "$dir/data" -p "$PG_PORT" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= "${sync[@]}" -c max_connections=300 \
        -c shared_buffers=256MB -c wal_compression=on -c max_wal_size=2GB -c jit=off \
        -c log_line_prefix='%m [%p] %q%u@%d '
    until "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$PG_PORT" -U postgres -d postgres; do
        alive "$RUN/postgres.pid" || die "PostgreSQL ended while starting"
        ((SECONDS - said < 90)) || die "PostgreSQL does not answer"
        sleep 0.1
    done
    say postgresql "started on 127.0.0.1:$PG_PORT"
}

# Sends SIGKILL to the server and all its backends, as in a power failure.
postgres_kill() {
    local family=() dir parent
    alive "$RUN/postgres.pid" || { say postgresql "not running"; return 0; }
    for dir in /proc/[0-9]*; do
        { IFS= read -r parent <"$dir/stat"; } 2>/dev/null || continue
        read -ra parent <<<"${parent##*) }"
        [[ ${parent[1]} != "$PID" ]] || family+=("${dir#/proc/}")
    done
    kill -KILL "$PID" "${family[@]}" 2>/dev/null || true
    while any_alive "$PID" "${family[@]}"; do sleep 0.05; done
    rm -f -- "$RUN/postgres.pid"
    say postgresql "killed"
}

broker_up() {
    local dir=$I_DIR/rabbitmq said=$SECONDS begun=$SECONDS server=/usr/lib/rabbitmq/bin/rabbitmq-server vhost=/
    local sleepers="+sbwt none +sbwtdcpu none +sbwtdio none"
    STEP=rabbitmq LOG=$dir/log/console.log
    if alive "$RUN/rabbitmq.pid" && broker_answers; then
        say rabbitmq "running on 127.0.0.1:$AMQP_PORT"
        return 0
    fi
    [[ -x $server ]] || die "RabbitMQ is not installed (Debian package rabbitmq-server)"
    mkdir -p -- "$dir"/{home,mnesia,log}
    chmod 700 "$dir"
    secret RABBITMQ_COOKIE
    [[ -e $dir/home/.erlang.cookie ]] || (umask 377 && printf '%s' "$REPLY" >"$dir/home/.erlang.cookie")
    secret RABBITMQ_PASSWORD
    [[ $INSTANCE != dev ]] || vhost=platform
    echo '[rabbitmq_management].' >"$dir/enabled_plugins"
    : >"$dir/rabbitmq-env.conf"
    (umask 077 && cat >"$dir/rabbitmq.conf") <<CONF
listeners.tcp.1 = 127.0.0.1:$AMQP_PORT
management.tcp.ip = 127.0.0.1
management.tcp.port = $HTTP_PORT
management.disable_stats = false
default_user = platform
default_pass = $REPLY
default_vhost = $vhost
loopback_users = none
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 100MB
raft.wal_max_size_bytes = 134217728
log.file.level = info
CONF
    if ! alive "$RUN/epmd.pid"; then
        require_port "$EPMD_PORT" "Erlang's port mapper"
        spawn epmd "$LOG" epmd -address 127.0.0.1 -port "$EPMD_PORT"
    fi
    if ! alive "$RUN/rabbitmq.pid"; then
        require_port "$AMQP_PORT" RabbitMQ
        require_port "$HTTP_PORT" "RabbitMQ's management"
        require_port "$DIST_PORT" "RabbitMQ's own connections"
        # With input allowed and an explicit -noinput the start script execs the broker instead of waiting for it.
        SPAWN_DIR=$dir SPAWN_ENV=(
            HOME="$dir/home" RABBITMQ_NODENAME=platform@localhost RABBITMQ_CONF_ENV_FILE="$dir/rabbitmq-env.conf"
            RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins"
            RABBITMQ_MNESIA_BASE="$dir/mnesia"
            RABBITMQ_LOG_BASE="$dir/log" RABBITMQ_PID_FILE="$dir/pid" RABBITMQ_DIST_PORT="$DIST_PORT"
            ERL_EPMD_PORT="$EPMD_PORT" ERL_EPMD_ADDRESS=127.0.0.1
            RABBITMQ_ALLOW_INPUT=1
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-noinput -kernel inet_dist_use_interface {127,0,0,1} $sleepers"
        )
        spawn rabbitmq "$LOG" "$server"
    fi
    until broker_answers; do
        alive "$RUN/rabbitmq.pid" || die "RabbitMQ ended while starting"
        ((SECONDS - begun < 120)) || die "RabbitMQ does not answer"
        if ((SECONDS - said >= 5)); then
            said=$SECONDS
            say rabbitmq "starting ($((SECONDS - begun)) s)"
        fi
        sleep 0.2
    done
    say rabbitmq "started on 127.0.0.1:$AMQP_PORT, management http://127.0.0.1:$HTTP_PORT"
}

# Asks the broker whether its listener is open; the password goes by standard input, not into the list of processes.
broker_answers() {
    secret RABBITMQ_PASSWORD
    port_taken "$AMQP_PORT" && printf 'user = "platform:%s"\n' "$REPLY" |
        curl -K - -fsS -o /dev/null --noproxy '*' --max-time 5 \
            "http://127.0.0.1:$HTTP_PORT/api/health/checks/port-listener/$AMQP_PORT" 2>/dev/null
}

broker_kill() {
    if ! alive "$RUN/rabbitmq.pid"; then
        say rabbitmq "not running"
        return 0
    fi
    kill -KILL "$PID"
    while alive "$RUN/rabbitmq.pid"; do sleep 0.05; done
    # The process's main thread ends before the others have closed the sockets.
    for _ in {1..100}; do
        if ! port_taken "$AMQP_PORT" && ! port_taken "$HTTP_PORT" && ! port_taken "$DIST_PORT"; then break; fi
        sleep 0.05
    done
    rm -f -- "$RUN/rabbitmq.pid"
    say rabbitmq "killed"
}

instance_lock() {
    mkdir -p -- "$I_DIR"
    exec 8>>"$I_DIR/lock"
    flock -w 180 8 || die "the servers of $INSTANCE are being started or stopped by another process"
}

servers_up() { instance_lock; choose_ports; postgres_up; broker_up; exec 8>&-; }

servers_down() {
    local was=0
    [[ -d $I_DIR ]] || return 0
    instance_lock
    STEP="stop servers"
    if alive "$RUN/rabbitmq.pid" || alive "$RUN/postgres.pid" || alive "$RUN/epmd.pid"; then was=1; fi
    stop_process "$RUN/rabbitmq.pid" TERM 40
    stop_process "$RUN/epmd.pid" TERM 5
    stop_process "$RUN/postgres.pid" INT 60
    sweep
    ((!was)) || say "$INSTANCE" "PostgreSQL and RabbitMQ stopped"
    exec 8>&-
}

servers_known() { [[ -e $I_DIR/postgres/complete && -e $I_DIR/rabbitmq/rabbitmq.conf ]]; }

servers_running() { alive "$RUN/postgres.pid" && alive "$RUN/rabbitmq.pid"; }

# Sets the variables by which tests find their servers.
test_environment() {
    secret POSTGRES_PASSWORD
    export PLATFORM_TEST_POSTGRES="postgresql://postgres:$REPLY@127.0.0.1:$PG_PORT/postgres"
    secret RABBITMQ_PASSWORD
    export PLATFORM_TEST_RABBITMQ="amqp://platform:$REPLY@127.0.0.1:$AMQP_PORT"
    export PLATFORM_TEST_RABBITMQ_HTTP="http://platform:$REPLY@127.0.0.1:$HTTP_PORT"
    export PLATFORM_INSTANCE="$INSTANCE"
}

cmd_servers() {
    local verb=${1:-} name
    STEP="servers $verb"
    case $verb in
        up | down | kill-broker | start-broker | kill-postgres | start-postgres | env) ;;
        *) die "usage: ./platform servers up|down|kill-broker|start-broker|kill-postgres|start-postgres|env <instance>" ;;
    esac
    use_instance "${2:-test}"
    case $verb in
        up) servers_up ;;
        down) servers_down ;;
        kill-broker) broker_kill ;;
        start-broker) broker_up ;;
        kill-postgres) postgres_kill ;;
        start-postgres) postgres_up ;;
        env)
            servers_known || die "the servers of $INSTANCE were never started; ./platform servers up $INSTANCE"
            test_environment
            for name in PLATFORM_TEST_POSTGRES PLATFORM_TEST_RABBITMQ PLATFORM_TEST_RABBITMQ_HTTP PLATFORM_ROOT \
                PLATFORM_SCRIPT PLATFORM_INSTANCE; do
                printf 'export %s=%q\n' "$name" "${!name}"
            done
            ;;
    esac
}

# Starts empty servers of an instance for one run and stops them at its end; servers that run already are used and left
# running.
borrow_servers() {
    use_instance "$1"
    if servers_running; then
        servers_up
        return 0
    fi
    servers_down
    rm -rf -- "$I_DIR"
    use_instance "$1"
    if [[ ${PLATFORM_KEEP:-} != 1 ]]; then CLEANUP+=(servers_down); fi
    servers_up
}

return_servers() {
    local action
    for action in "${CLEANUP[@]}"; do $action; done
    CLEANUP=()
}
