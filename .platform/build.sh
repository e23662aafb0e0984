# shellcheck shell=bash
# Building. A part of ./platform.

# The programs that `up` starts and the images contain; `all` is the solution, with tests and benchmarks.
PROGRAMS=(services/Organizations services/Census services/Training services/Jobs gateway tests/Stories)

# usage: sources_hash all|programs
sources_hash() {
    local skip=()
    [[ $1 == all ]] || skip=(-o -path "$ROOT/tests/*" -prune -o -path "$ROOT/charts" -prune)
    {
        find "$ROOT" \( -name bin -o -name obj -o -name .git -o -name .local -o -name node_modules \
            -o -name TestResults -o -path "$SELF" -o -name .platform \) -prune "${skip[@]}" -o -type f -print0
        [[ $1 == all ]] || find "$ROOT/tests/Stories" \( -name bin -o -name obj \) -prune -o -type f -print0
    } | sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1
}

# Prints the folders of the projects that `all` or `programs` builds.
built_projects() {
    local project
    if [[ $1 == programs ]]; then
        printf '%s\n' "${PROGRAMS[@]}"
        return 0
    fi
    for project in "$ROOT"/{contracts,gateway}/*.csproj "$ROOT"/{services,tests}/*/*.csproj; do
        project=${project%/*}
        echo "${project#"$ROOT"/}"
    done
}

# Sets DLL to the output of the project in a folder.
output_of() {
    local project=("$ROOT/$1"/*.csproj)
    project=${project[0]##*/}
    DLL=$ROOT/$1/bin/Release/net10.0/${project%.csproj}.dll
}

# Prints the projects without output.
unbuilt() {
    local folder DLL
    while read -r folder; do
        output_of "$folder"
        if [[ ! -s $DLL ]]; then
            echo "${DLL#"$ROOT"/}"
            return 0
        fi
    done < <(built_projects "$1")
}

# Prints a filter of the solution (.slnf) that names the programs.
programs_filter() {
    local folder list='' DLL
    for folder in "${PROGRAMS[@]}"; do
        output_of "$folder"
        folder+=/$(basename -- "$DLL" .dll).csproj
        list+="${list:+, }\"${folder//\//\\\\}\""
    done
    printf '{ "solution": { "path": "../../Platform.sln", "projects": [%s] } }\n' "$list"
}

# usage: build all|programs
build() {
    local what=$1 hash dir=$LOCAL/build solution=$ROOT/Platform.sln
    mkdir -p -- "$dir"
    exec 7>>"$dir/lock"
    if ! flock -n 7; then
        say build "waiting for another build in this clone"
        flock 7
    fi
    STEP=build LOG=''
    if [[ $what == programs ]]; then
        solution=$dir/programs.slnf
        programs_filter >"$solution"
    fi
    hash=$(sources_hash "$what")
    if [[ $(cat "$dir/built-$what" 2>/dev/null) == "$hash" && -z $(unbuilt "$what") ]]; then
        say build "unchanged 无变化"
        exec 7>&-
        return 0
    fi
    rm -f -- "$dir"/built-*
    PROJECTS=$(built_projects "$what" | wc -l)
    say build "building $PROJECTS projects 正在构建"
    if ! run_step build "$dir/build.log" built_so_far -- dotnet build "$solution" -c Release -nodeReuse:false -tl:off -v minimal; then
        # Shows only the errors, if the log has any.
        grep -E '(: |^)error ' "$LOG" | sed "s|$ROOT/||g" | sort -u >"$dir/errors.log" || true
        [[ ! -s $dir/errors.log ]] || LOG=$dir/errors.log
        die "the build has errors 构建失败"
    fi
    printf '%s\n' "$hash" >"$dir/built-$what"
    [[ $what == programs ]] || sources_hash programs >"$dir/built-programs"
    say build "done 完成"
    exec 7>&-
}
built_so_far() { echo "$(grep -c ' -> ' "$LOCAL/build/build.log") of $PROJECTS projects ($1 s)"; }

# Fails with its name if the file does not exist.
require_built() { [[ -s $1 ]] || die "not built 尚未构建: ${1#"$ROOT"/}"; }

# Installs the packages of gateway/web from its lock file.
web_tools() {
    local web=$ROOT/gateway/web
    if [[ $web/node_modules/.package-lock.json -nt $web/package-lock.json ]]; then return; fi
    (cd -- "$web" && npm ci --no-audit --no-fund) >"$LOCAL/build/web.log" 2>&1 || { LOG=$LOCAL/build/web.log; die "npm ci"; }
}

# Generates the API documents from the code, and the types from the documents, and builds once more, because the
# programs contain their documents.
cmd_api() {
    local service file folder DLL
    (($# == 0)) || die "usage: ./platform api"
    require_packages base npm
    build programs
    for service in "${SERVICES[@]}"; do
        STEP=$service
        folder=services/${service^}
        output_of "$folder"
        file=$ROOT/contracts/openapi/$service.json
        LOG=$LOCAL/build/$service.openapi.log
        ASPNETCORE_ENVIRONMENT=Development dotnet "$DLL" openapi >"$file.new" 2>"$LOG" ||
            die "$service: dotnet $(basename -- "$DLL") openapi"
        mv -- "$file.new" "$file"
        say "$service" "contracts/openapi/$service.json"
    done
    STEP=api LOG=$LOCAL/build/api.log
    web_tools
    (cd -- "$ROOT/gateway/web" && npm run api) >"$LOG" 2>&1 || die "npm run api"
    say api "gateway/web/src/api"
    build programs
}
