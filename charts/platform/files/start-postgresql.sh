#!/bin/bash
# Starts the trial's PostgreSQL on any image of it, as any user; the first start creates each service's database and
# roles.
set -euo pipefail
for bin in /usr/lib/postgresql/*/bin; do PATH=$bin:$PATH; done
data=/data/pgdata
export TZ=UTC LC_ALL=C.UTF-8

# initdb needs a user with a name.
if ! whoami >/dev/null 2>&1; then
    for library in /usr/lib/*/libnss_wrapper.so /usr/lib/libnss_wrapper.so; do
        [[ ! -s $library ]] || export LD_PRELOAD=$library NSS_WRAPPER_PASSWD=/tmp/passwd NSS_WRAPPER_GROUP=/tmp/group
    done
    echo "postgres:x:$(id -u):$(id -g)::/tmp:/bin/false" >/tmp/passwd
    echo "postgres:x:$(id -g):" >/tmp/group
fi

if [[ ! -e $data/complete ]]; then
    rm -rf -- "$data"
    printf '%s\n' "$POSTGRES_PASSWORD" >/tmp/password
    initdb -D "$data" -U postgres -E UTF8 --locale=C.UTF-8 --data-checksums --auth=scram-sha-256 --pwfile=/tmp/password
    rm -f /tmp/password
    echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
    # A single-user server reads one statement a line.
    for service in $SERVICES; do
        for kind in owner app; do
            user=${service^^}_${kind^^}_USER password=${service^^}_${kind^^}_PASSWORD
            printf "create role \"%s\" login password '%s';\n" "${!user//\"/\"\"}" "${!password//\'/\'\'}"
        done
        owner=${service^^}_OWNER_USER app=${service^^}_APP_USER
        printf "create database \"%s\" owner \"%s\" template template0 encoding 'UTF8' locale 'C.UTF-8';\n" "$service" "${!owner}"
        printf 'revoke all on database "%s" from public;\n' "$service"
        printf 'grant connect on database "%s" to "%s";\n' "$service" "${!app}"
    done >/tmp/first.sql
    postgres --single -D "$data" -c jit=off postgres </tmp/first.sql >/tmp/first.log 2>&1 || { cat /tmp/first.log >&2; exit 1; }
    rm -f /tmp/first.sql
    if grep -E '(ERROR|FATAL):' /tmp/first.log >&2; then exit 1; fi
    : >"$data/complete"
fi
# SIGTERM becomes SIGINT: PostgreSQL's fast shutdown does not wait for its clients.
postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp -c max_connections=300 -c shared_buffers=128MB -c jit=off &
trap 'kill -INT "$!"' TERM INT
wait "$!" || wait "$!"
