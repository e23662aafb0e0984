# shellcheck shell=bash
# Tests and benches. A part of ./platform.

TEST_USAGE='usage: ./platform test [project|filter]... [--changed[=commit]] [--containers] [--long] [--fast]'

cmd_test() {
    local argument filter='' fast='' containers='' changed='' since='' hang=10m names=() projects=() project name results line packages=()
    local passed failed skipped broken flaky
    while (($# > 0)); do
        argument=$1
        shift
        case $argument in
            --long) export PLATFORM_LONG=1 hang=60m ;;
            --fast) fast=1 ;;
            --containers) containers=1 ;;
            --changed) changed=1 ;;
            --changed=*) changed=1 since=${argument#*=} ;;
            --filter)
                filter=${1:-}
                shift || true
                ;;
            -*) die "$TEST_USAGE" ;;
            *)
                name=$(test_project "$argument")
                if [[ -n $name ]]; then names+=("$name")
                else
                    [[ $argument == *[=~]* ]] || argument="FullyQualifiedName~$argument"
                    filter+="${filter:+|}$argument"
                fi
                ;;
        esac
    done
    if ((${#names[@]} == 0)) && [[ -n $filter ]]; then mapfile -t names < <(test_projects_of "$filter"); fi
    STEP="test"
    if [[ -n $changed ]]; then
        require_packages git
        line=$(changed_files "$since") || die "--changed: git knows no commit '$since'"
        mapfile -t names < <(touched_tests <<<"$line")
        say test "changed files 已变更 $(grep -c . <<<"$line" || true), suites that they can affect: ${names[*]:-none 无}"
        if ((${#names[@]} == 0)); then
            echo "no test ran 没有运行任何测试"
            leave 0
        fi
    fi
    for project in "$ROOT"/tests/*.Tests/*.csproj; do
        name=$(basename -- "$project" .csproj)
        if chosen "$name"; then projects+=("$project"); fi
    done
    ((${#projects[@]} > 0)) || die "no test project under tests/*.Tests"
    lock 9 "$LOCAL/test.lock" "./platform test"
    if [[ -n $containers ]] && chosen Charts.Tests; then packages=(containers); fi
    require_packages base fonts git postgresql psql rabbitmq npm unzip promtool "${packages[@]}"
    require_dotnet
    results=$LOCAL/results
    rm -rf -- "$results"
    mkdir -p -- "$results"
    if [[ -z $fast ]]; then check_format; fi
    borrow_servers test
    test_environment
    build all
    # Two suites use these servers in parallel.
    web_tools
    if [[ -n $containers ]] && chosen Charts.Tests; then containers_begin; fi
    # Suites that stop their servers have their own and mostly wait, so they run beside the others.
    if ((${#projects[@]} > 1)) && chosen Platform.Tests; then beside "$ROOT/tests/Platform.Tests/Platform.Tests.csproj"; fi
    for project in "${projects[@]}"; do
        if [[ -z $BESIDE || $project != */Platform.Tests.csproj ]]; then suites "$project"; fi
    done
    if [[ -n $containers ]] && chosen Charts.Tests; then containers_up; fi
    beside_end
    if [[ -n $containers ]] && chosen Charts.Tests; then
        suite Containers "$ROOT/tests/Charts.Tests/Charts.Tests.csproj" "${filter:+($filter)&}Needs=containers" \
            nsenter --net="$PLATFORM_NETWORK"
        containers_down
    fi
    sums
    STEP="test"
    line="$passed passed, $failed failed"
    ((skipped == 0)) || line+=", $skipped skipped"
    say test "took $((SECONDS / 60)) min $((SECONDS % 60)) s; logs in .local/results${broken[*]:+; failed 失败: ${broken[*]}}"
    ((${#flaky[@]} == 0)) || printf 'flaky: %s\n' "${flaky[@]}"
    ((passed + failed > 0)) || echo "no test ran 没有运行任何测试"
    return_servers
    printf '%s\n' "$line"
    ((failed == 0 && passed > 0)) || leave 1
}
chosen() { ((${#names[@]} == 0)) || [[ " ${names[*]} " == *" $1 "* ]]; }

# Prints the name of the test project for an argument; nothing if there is none.
test_project() {
    local project name
    for project in "$ROOT"/tests/*.Tests/*.csproj; do
        name=$(basename -- "$project" .csproj)
        if [[ ${name,,} == "${1,,}" || ${name,,} == "${1,,}.tests" ]]; then echo "$name"; fi
    done
}

# Prints the test projects that have the classes of a filter; nothing if a part of it names something else.
test_projects_of() {
    local part file found=()
    local -a parts files
    IFS='|' read -ra parts <<<"$1"
    for part in "${parts[@]}"; do
        mapfile -t files < <(find "$ROOT"/tests/*.Tests -name "${part#FullyQualifiedName~}.cs" -not -path '*/obj/*')
        ((${#files[@]} > 0)) || return 0
        for file in "${files[@]}"; do
            file=${file#"$ROOT"/tests/}
            found+=("${file%%/*}")
        done
    done
    printf '%s\n' "${found[@]}" | sort -u
}

check_format() {
    if run_step format "$results/format.log" -- bash -c 'cd -- "$1" && dotnet tool restore && dotnet csharpier check .' format "$ROOT"; then
        say format "clean 格式正确"
    else
        sed "s|$ROOT/||g; s/^/         | /" "$results/format.log" | head -n 30
        say format "not clean; dotnet csharpier format . repairs it 格式有误"
        echo '0 1 0 format' >>"$results/counts"
    fi
}

# Prints the files that differ from a commit, with uncommitted and new ones; by default from the branch's base on
# origin/main, or from the commit before.
changed_files() {
    local since=$1
    if [[ -z $since ]]; then
        since=$(git -C "$ROOT" merge-base HEAD origin/main 2>/dev/null || true)
        if [[ -z $since || $since == "$(git -C "$ROOT" rev-parse HEAD)" ]]; then
            since=$(git -C "$ROOT" rev-parse HEAD~1 2>/dev/null || git -C "$ROOT" rev-parse HEAD)
        fi
    fi
    git -C "$ROOT" rev-parse --verify --quiet "$since^{commit}" >/dev/null || return 1
    git -C "$ROOT" diff --name-only --no-renames "$since" --
    git -C "$ROOT" ls-files --others --exclude-standard
}

# Reads names of files and prints the test projects that they can affect: those built from them, and those that read
# them.
touched_tests() {
    local file project name touched=' ' folder
    while read -r file; do
        case $file in
            '') continue ;;
            # Files that every build or every suite uses.
            platform | .platform/* | global.json | Platform.sln | .editorconfig | Directory.*.props | Directory.*.targets | \
                BannedSymbols.txt | tests/Directory.Build.props)
                touched+='*'
                ;;
            services/Directory.Build.props | services/BannedSymbols.txt) touched+='*' ;;
            # The chart's tests compare it with the settings of the services and the gateway, and with skaffold's
            # builds.
            charts/* | skaffold.yaml | */appsettings*.json) touched+='Charts.Tests ServiceDefaults.Tests ' ;;
        esac
        # The architecture tests read the whole tree; the tests of the table of events read services and contracts.
        touched+='Architecture.Tests '
        [[ $file != services/* && $file != contracts/* ]] || touched+='Contracts.Tests '
        touched+="<${file%/*}> "
    done
    for project in "$ROOT"/tests/*.Tests/*.csproj; do
        name=$(basename -- "$project" .csproj)
        if [[ $touched == *'*'* || $touched == *" $name "* ]]; then
            echo "$name"
            continue
        fi
        while read -r folder; do
            if [[ $touched == *"<$folder>"* || $touched == *"<$folder/"* ]]; then
                echo "$name"
                break
            fi
        done < <(closure "${project#"$ROOT"/}")
    done
}

# Prints the folders of a project and of all its references. usage: closure PROJECT, below the root
closure() {
    local -A seen=()
    local queue=("$1") project folder reference found
    while ((${#queue[@]} > 0)); do
        project=${queue[0]}
        queue=("${queue[@]:1}")
        folder=$(dirname -- "$project")
        [[ -z ${seen[$folder]:-} ]] || continue
        seen[$folder]=1
        echo "$folder"
        while read -r reference; do
            # A reference may be a pattern.
            for found in "$ROOT/$folder/"$reference; do queue+=("$(realpath --relative-to="$ROOT" -- "$found")"); done
        done < <(sed -n 's/.*<ProjectReference[^>]*Include="\([^"]*\)".*/\1/p; s/^ *Include="\([^"]*\.csproj\)".*/\1/p' "$ROOT/$project")
    done
}

# Runs a project's tests; slow ones run after the others, and only with --containers. usage: suites PROJECT
suites() {
    local project=$1 name long=''
    name=$(basename -- "$project" .csproj)
    suite "$name" "$project" "${filter:+($filter)&}Needs!=containers&Needs!=time"
    case $name in Organizations.Tests) long=Large ;; Platform.Tests) long=Upgrade ;; esac
    if [[ -n $containers && -n $long ]]; then suite "$long" "$project" "${filter:+($filter)&}Needs=time"; fi
}

# Runs a project's tests beside those of the others, in its own process on its own servers. usage: beside PROJECT
BESIDE=''
beside() {
    rm -f -- "$LOCAL/test-beside.done"
    (
        CLEANUP=() BESIDE=''
        trap on_exit EXIT
        trap interrupted INT TERM HUP
        lock 9 "$LOCAL/test-beside.lock" "./platform test"
        borrow_servers test-beside
        test_environment
        suites "$1"
        return_servers
        : >"$LOCAL/test-beside.done"
    ) &
    BESIDE=$!
    CLEANUP+=(beside_stop)
}
beside_end() {
    local pid=$BESIDE
    [[ -n $pid ]] || return 0
    # If it ended long before, the shell no longer knows its exit code.
    wait "$pid" 2>/dev/null || [[ -e $LOCAL/test-beside.done ]] || die "the suites beside these"
    BESIDE=''
}
beside_stop() {
    [[ -n $BESIDE ]] || return 0
    kill -TERM "$BESIDE" 2>/dev/null || true
    wait "$BESIDE" 2>/dev/null || true
}

# Runs a project's tests, or those of a filter. A failed test runs once more and is flaky if it passes then. Writes the
# results for `sums`.
# usage: suite NAME PROJECT FILTER [what runs the command]...
suite() {
    local name=$1 project=$2 filter=$3 runner=("${@:4}") began=$SECONDS code=0 again=() ok bad out test said
    run_tests "$name" || code=$?
    counted "$results/$name.trx"
    ok=$PASSED bad=$FAILED out=$SKIPPED
    if ((code != 0)); then
        failures "$results/$name.log"
        tests_that Failed "$results/$name.trx" >"$results/$name.failed"
        # An aborted run does not name the tests that did not end: all of it runs again, and the second run counts.
        if ! grep -qiE 'test run (was )?aborted' "$results/$name.log"; then
            mapfile -t again < <(cut -d $'\t' -f 1 "$results/$name.failed" | sed 's/(.*//' | sort -u)
        fi
        if ((${#again[@]} > 0 && ${#again[@]} <= 50)); then
            filter="($filter)&($(printf '|FullyQualifiedName=%s' "${again[@]}" | cut -c 2-))"
        fi
        say "$name" "$ok passed, $bad failed ($((SECONDS - began)) s); once more 重试: ${again[*]:-all of it}"
        code=0
        run_tests "$name.again" || code=$?
        counted "$results/$name.again.trx"
        ((code == 0)) || failures "$results/$name.again.log"
        if ((${#again[@]} == 0)); then
            ok=$PASSED bad=$FAILED out=$SKIPPED
            if ((code != 0 && bad == 0)); then bad=1; fi
            if ((code == 0)); then
                said=$(grep . "$results/$name.log" | tail -n 1 | cut -c 1-200)
                echo "$name (first failure: the run broke off: $said)" >>"$results/flaky"
            fi
        else
            tests_that Passed "$results/$name.again.trx" | cut -d $'\t' -f 1 >"$results/$name.again.passed"
            while IFS=$'\t' read -r test said; do
                grep -qxF -e "$test" "$results/$name.again.passed" || continue
                echo "$test (first failure: $said)" >>"$results/flaky"
                ok=$((ok + 1)) bad=$((bad - 1))
            done <"$results/$name.failed"
        fi
    fi
    echo "$ok $bad $out $name" >>"$results/counts"
    say "$name" "$ok passed, $bad failed, $out skipped ($((SECONDS - began)) s)"
}

# Sets passed, failed, skipped, broken and flaky from the results of all suites.
sums() {
    local ok bad out name
    passed=0 failed=0 skipped=0 broken=() flaky=()
    while read -r ok bad out name; do
        passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + out))
        if ((bad > 0)); then broken+=("$name"); fi
    done <"$results/counts"
    if [[ -s $results/flaky ]]; then mapfile -t flaky <"$results/flaky"; fi
}

# usage: run_tests LOGNAME, with suite's project, filter and runner
run_tests() {
    run_step "$1" "$results/$1.log" tests_so_far -- "${runner[@]}" dotnet test "$project" -c Release --no-build \
        --nologo --results-directory "$results" --logger "trx;LogFileName=$1.trx" --logger "console;verbosity=normal" \
        --blame-hang --blame-hang-timeout "$hang" --blame-hang-dump-type none --filter "$filter"
}
tests_so_far() { echo "$(grep -cE '^ +Passed ' "$LOG") tests passed so far ($1 s)"; }

# Prints the tests of a result file with an outcome, a line each: the name, a tab, the first line of its message.
# usage: tests_that Failed|Passed FILE
tests_that() {
    [[ -s $2 ]] || return 0
    awk -v outcome="$1" '
        function attribute(name) {
            return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
        }
        function plain(text) {
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
            gsub(/&#xD;|\t/, " ", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        /<UnitTestResult / { test = attribute("outcome") == outcome ? plain(attribute("testName")) : ""; said = "" }
        test != "" && /<UnitTestResult .*\/>/ { print test "\t"; test = "" }
        test != "" && said == "" && /<Message>/ {
            said = $0; sub(/.*<Message>/, "", said); sub(/<\/Message>.*/, "", said); said = plain(said)
        }
        /<\/UnitTestResult>/ && test != "" { print test "\t" substr(said, 1, 300); test = "" }
    ' "$2"
}

# Sets PASSED, FAILED and SKIPPED from a result file.
counted() {
    local counters total
    PASSED=0 FAILED=0 SKIPPED=0
    [[ -s $1 ]] || return 0
    counters=$(grep -o '<Counters [^>]*>' "$1" | head -n 1)
    number() { if [[ $counters =~ \ $1=\"([0-9]+)\" ]]; then echo "${BASH_REMATCH[1]}"; else echo 0; fi; }
    PASSED=$(number passed) total=$(number total)
    FAILED=$(($(number failed) + $(number error) + $(number timeout) + $(number aborted)))
    SKIPPED=$((total - PASSED - FAILED))
}

# Prints the failed tests of a run, or the end of its log if it has none.
failures() {
    if grep -qE '^ +Failed ' "$1"; then
        awk '/^ +(Passed|Skipped) |^Results File|^\[xUnit/ { on = 0 } /^ +Failed / { on = 1; lines = 0 } on && lines++ < 25' "$1" |
            head -n 150 | sed 's/^/         | /'
    else
        tail -n 25 -- "$1" | sed 's/^/         | /'
    fi
}

cmd_bench() {
    local code=0
    # With --json only the rows go to standard output.
    exec 3>&1
    if [[ " $* " == *" --json "* ]]; then exec 1>&2; fi
    lock 9 "$LOCAL/bench.lock" "./platform bench"
    require_packages base fonts postgresql psql rabbitmq nginx npm
    require_dotnet
    health gateway
    [[ $REPLY == 000 ]] || say bench "the platform is up and shares this machine; ./platform down gives cleaner figures"
    build all
    STEP=bench
    require_built "$BENCHMARKS"
    borrow_servers bench
    test_environment
    if [[ " $* " == *" images "* || " $* " == *" pods "* ]]; then containers_up; fi
    STEP=bench LOG=''
    run_live timeout --signal=INT --kill-after=20 6000 dotnet "$BENCHMARKS" "$@" >&3 || code=$?
    ((code != 124)) || die "took longer than 100 minutes"
    leave "$code"
}
