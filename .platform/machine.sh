# shellcheck shell=bash
# Packages and tools of the machine. A part of ./platform.

AS_ROOT=(sudo -n --)
[[ $EUID -ne 0 ]] || AS_ROOT=()

# Sets REPLY to a font with Chinese characters, or to an empty string.
chinese_font() {
    local fonts=(/usr/share/fonts/*/wqy/wqy-*.ttc /usr/share/fonts/*/noto/NotoSansCJK-*
        /usr/share/fonts/*/*/NotoSansSC* /usr/local/share/fonts/*.[to]t[cf])
    REPLY=${fonts[0]:-}
}

# Sets REPLY to the fonts with the rare characters of names.
rare_fonts() {
    REPLY=(/usr/share/fonts/*/*/HanaMin[AB]*.ttf /usr/share/fonts/*/*/Plangothic*.[to]t[cf])
}

# usage: require_packages NEED...; installs missing packages with apt, without a question.
require_packages() {
    local need missing=() icu zone=/usr/share/zoneinfo/Asia/Shanghai bundle=/etc/ssl/certs/ca-certificates.crt libraries
    STEP=packages LOG=''
    for need in "$@"; do
        case $need in
            base)
                command -v curl >/dev/null || missing+=(curl)
                [[ -s $bundle ]] || missing+=(ca-certificates)
                [[ -e $zone ]] || missing+=(tzdata)
                libraries=(/usr/lib/*/libicuuc.so.* /usr/lib*/libicuuc.so.*)
                if ((${#libraries[@]} == 0)); then missing+=(libicu); fi
                ;;
            postgresql)
                libraries=(/usr/lib/postgresql/*/bin/postgres)
                ((${#libraries[@]} > 0)) || command -v postgres >/dev/null || missing+=(postgresql)
                ;;
            psql) command -v psql >/dev/null || missing+=(postgresql-client) ;;
            rabbitmq) [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || missing+=(rabbitmq-server) ;;
            npm) command -v npm >/dev/null || missing+=(nodejs npm) ;;
            fonts)
                # Charts have Chinese text: any font with it is enough, and one more for the rare characters of names.
                chinese_font
                [[ -n $REPLY ]] || missing+=(fonts-wqy-microhei)
                rare_fonts
                ((${#REPLY[@]} > 0)) || missing+=(fonts-hanazono)
                ;;
            git) command -v git >/dev/null || missing+=(git) ;;
            nginx) [[ -x /usr/sbin/nginx ]] || command -v nginx >/dev/null || missing+=(nginx) ;;
            # Debian's package of the Prometheus server contains promtool.
            promtool) command -v promtool >/dev/null || missing+=(prometheus) ;;
            unzip) command -v unzip >/dev/null || missing+=(unzip) ;;
            containers)
                for need in podman:podman buildah:buildah skopeo:skopeo docker-registry:docker-registry \
                    mmdebstrap:mmdebstrap runc:runc iptables:iptables ip:iproute2 nsenter:util-linux; do
                    command -v "${need%:*}" >/dev/null || missing+=("${need#*:}")
                done
                for need in netavark aardvark-dns; do [[ -x /usr/lib/podman/$need ]] || missing+=("$need"); done
                ;;
        esac
    done
    ((${#missing[@]} > 0)) || return 0
    say packages "missing 缺少: ${missing[*]}"
    command -v apt-get >/dev/null || die "this is no Debian; install these yourself 请自行安装: ${missing[*]}"
    if [[ $EUID -ne 0 ]] && ! sudo -n true 2>/dev/null; then
        die "root must install them 需要管理员安装: apt-get install ${missing[*]}"
    fi
    mkdir -p -- "$LOCAL/build"
    local log=$LOCAL/build/packages.log before=() after=() unit
    run_step packages "$log" -- "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive apt-get \
        -o DPkg::Lock::Timeout=300 update || die "apt-get update"
    icu=$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -n 1 || true)
    missing=("${missing[@]/#libicu/$icu}")
    keep_services_quiet
    for unit in rabbitmq-server nginx prometheus; do
        [[ -e /usr/sbin/$unit || -e /usr/bin/$unit ]] || before+=("$unit")
    done
    run_step packages "$log" -- "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confold install -y --no-install-recommends "${missing[@]}" ||
        die "could not install 无法安装: ${missing[*]}"
    if [[ -d /run/systemd/system ]]; then
        for unit in "${before[@]}"; do
            [[ ! -e /usr/sbin/$unit && ! -e /usr/bin/$unit ]] || after+=("$unit")
        done
        ((${#after[@]} == 0)) || "${AS_ROOT[@]}" systemctl disable --quiet "${after[@]}" || true
    fi
    let_services_start
    say packages "installed 已安装: ${missing[*]}"
}

# Debian starts installed servers on the default ports and creates a PostgreSQL cluster. This prevents both.
POLICY=/usr/sbin/policy-rc.d CLUSTER=/etc/postgresql-common/createcluster.d/platform.conf
keep_services_quiet() {
    CLEANUP+=(let_services_start)
    if [[ ! -e $POLICY ]]; then
        printf '#!/bin/sh\n# platform: no service starts while packages are installed\nexit 101\n' |
            "${AS_ROOT[@]}" tee "$POLICY" >/dev/null
        "${AS_ROOT[@]}" chmod 755 "$POLICY"
    fi
    "${AS_ROOT[@]}" mkdir -p "${CLUSTER%/*}"
    echo 'create_main_cluster = false' | "${AS_ROOT[@]}" tee "$CLUSTER" >/dev/null
}
let_services_start() {
    if [[ -e $CLUSTER ]]; then "${AS_ROOT[@]}" rm -f "$CLUSTER"; fi
    if grep -qs '^# platform: no service starts' "$POLICY"; then "${AS_ROOT[@]}" rm -f "$POLICY"; fi
}

require_dotnet() {
    local dir
    STEP=dotnet LOG=''
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 \
        DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_UI_LANGUAGE=en
    # No build server survives its build: nodes are not reused, and run_step ends the compiler server.
    export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 SharedCompilationId=platform-$$
    export HOME=${HOME:-$LOCAL/home}
    for dir in "$(dirname -- "$(command -v dotnet || echo /none/dotnet)")" "$HOME/.dotnet" /usr/share/dotnet \
        /usr/lib/dotnet /usr/local/share/dotnet /opt/dotnet; do
        if [[ -x $dir/dotnet ]] && "$dir/dotnet" --list-sdks 2>/dev/null | grep -q '^10\.'; then
            PATH=$dir:$PATH
            return 0
        fi
    done
    die "the .NET 10 SDK is missing (package dotnet-sdk-10.0, or https://dot.net) 缺少 .NET 10 SDK"
}
