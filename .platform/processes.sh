# shellcheck shell=bash
# Processes that this script starts, and their ports. A part of ./platform.

# Pid and start time identify a process, so that a reused pid is never mistaken for ours.
start_time() {
    local stat
    { IFS= read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    read -ra stat <<<"${stat##*) }"
    [[ ${stat[0]} != Z ]] || return 1
    echo "${stat[19]}"
}

# Sets PID if the pid file names a running process; fails if not.
alive() {
    local begun
    PID=''
    [[ -s $1 ]] && read -r PID begun <"$1" && [[ $(start_time "$PID") == "$begun" ]] && return 0
    PID=''
    return 1
}

any_alive() {
    local pid
    for pid in "$@"; do start_time "$pid" >/dev/null && return 0; done
    return 1
}

# Starts a process that outlives this script. Its mark lets `down` find it without a pid file.
# usage: [SPAWN_DIR= SPAWN_ENV=()] spawn NAME LOG command...
SPAWN_DIR='' SPAWN_ENV=()
spawn() {
    local file=$RUN/$1.pid log=$2
    shift 2
    mkdir -p -- "$RUN"
    rm -f -- "$file"
    (
        cd -- "${SPAWN_DIR:-$ROOT}"
        export PLATFORM_MARK="$I_DIR" "${SPAWN_ENV[@]}"
        # shellcheck disable=SC2016
        exec setsid -- bash -c '
            IFS= read -r stat </proc/$$/stat; read -ra stat <<<"${stat##*) }"
            file=$1; shift
            echo "$$ ${stat[19]}" >"$file.new" && mv -- "$file.new" "$file"
            exec "$@"' spawn "$file" "$@"
    ) >>"$log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
    disown
    SPAWN_DIR='' SPAWN_ENV=()
    for _ in {1..100}; do
        [[ ! -s $file ]] || return 0
        sleep 0.05
    done
    die "process did not start: $*"
}

# usage: stop_process PIDFILE SIGNAL SECONDS; kills the process if it has not ended by then
stop_process() {
    local file=$1 signal=$2 ends=$((SECONDS + $3))
    if alive "$file"; then
        kill "-$signal" "$PID" 2>/dev/null || true
        while alive "$file"; do
            if ((SECONDS >= ends)); then
                kill -KILL -- "-$PID" 2>/dev/null || kill -KILL "$PID" 2>/dev/null || true
                ends=$((SECONDS + 5))
            fi
            sleep 0.1
        done
    fi
    rm -f -- "$file"
}

# Ends all processes with the mark of this instance.
sweep() {
    local dir pid left=()
    while read -r dir; do
        pid=${dir#/proc/}
        left+=("${pid%%/*}")
    done < <(grep -lzxF "PLATFORM_MARK=$I_DIR" /proc/[0-9]*/environ 2>/dev/null || true
        find /proc/[0-9]*/cwd -lname "$I_DIR/postgres/data" 2>/dev/null || true)
    [[ ${#left[@]} -gt 0 ]] || return 0
    kill -TERM "${left[@]}" 2>/dev/null || true
    for _ in {1..50}; do
        any_alive "${left[@]}" || return 0
        sleep 0.1
    done
    kill -KILL "${left[@]}" 2>/dev/null || true
}

# Prints the inodes of the sockets that listen on a port, from /proc: a minimal Debian has neither ss nor lsof.
listeners() {
    local hex
    printf -v hex ':%04X' "$1"
    { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || true; } |
        awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10 }'
}

port_taken() { [[ -n $(listeners "$1") ]]; }

port_holder() {
    local inode fd
    while read -r inode; do
        fd=$(find /proc/[0-9]*/fd -lname "socket:\\[$inode\\]" -print -quit 2>/dev/null || true)
        [[ -n $fd ]] || continue
        fd=${fd#/proc/}
        echo "pid ${fd%%/*}: $(tr '\0' ' ' <"/proc/${fd%%/*}/cmdline" | cut -c 1-120)"
        return 0
    done < <(listeners "$1")
    echo "a process of another user"
}

require_port() {
    port_taken "$1" || return 0
    LOG=''
    die "port 端口 $1 ($2) is taken by $(port_holder "$1")"
}
