# shellcheck shell=bash
# The images, and the containers that tests run them in. A part of ./platform.

# Builds the images of the five workloads and of the stories that `helm test` runs. skaffold sets IMAGE, the name of one
# image, PUSH_IMAGE=true to send it to its registry instead of the local engine, and PLATFORMS, which must be
# linux/amd64. Without IMAGE each image becomes an archive under .local/images, or goes to PLATFORM_REGISTRY.
cmd_images() {
    local names=("$@") name version
    ((${#names[@]} > 0)) || names=("${SERVICES[@]}" gateway stories)
    [[ ${PLATFORMS:-linux/amd64} == linux/amd64 ]] || die "PLATFORMS: only linux/amd64 is built, not $PLATFORMS"
    [[ -z ${IMAGE:-} || ${#names[@]} -eq 1 ]] || die "IMAGE names one image: ./platform images <service>"
    version=$(sed -n 's/^appVersion: *//p' "$CHART/Chart.yaml")
    for name in "${names[@]}"; do image_command "$name" "$version"; done
    if [[ -z ${PLATFORM_DRY_RUN:-} ]]; then
        require_packages base fonts
        require_dotnet
        build programs
        # Restores the compiler for ReadyToRun code of this processor too.
        run_step images "$LOCAL/build/restore.log" -- dotnet restore "$LOCAL/build/programs.slnf" \
            -p:PublishReadyToRun=true -tl:off || die "dotnet restore"
        mkdir -p -- "$LOCAL/build/compiled"
    fi
    mkdir -p -- "$LOCAL/images"
    for name in "${names[@]}"; do
        image_command "$name" "$version"
        if [[ -n ${PLATFORM_DRY_RUN:-} ]]; then
            printf '%q ' "${IMAGE_COMMAND[@]}"
            echo
            continue
        fi
        # Packages and shared projects are the same in all images, so the images share their ReadyToRun code.
        rm -rf -- "$DIR/obj/Release/net10.0/R2R"
        ln -s -- "$LOCAL/build/compiled" "$DIR/obj/Release/net10.0/R2R"
        run_step "image $name" "$LOCAL/images/$name.log" -- "${IMAGE_COMMAND[@]}" || die "dotnet publish"
        say "image $name" "$IMAGE_NAME"
    done
}

STAGE=$ROOT/tests/Charts.Tests/Containers/stage

# Starts to build in the background, at low priority: base images of Debian's packages, our images on them, and the
# bundle.
PREPARING=''
containers_begin() {
    [[ $EUID -eq 0 ]] || die "containers need root, for their own network namespace 需要管理员权限"
    require_packages containers
    mkdir -p -- "$LOCAL/build"
    CLEANUP+=(containers_down)
    rm -f -- "$LOCAL/build/containers.done"
    # It writes its exit code to a file: by the time of the wait the shell may not know the code, and the pid may be
    # reused.
    # shellcheck disable=SC2016
    setsid -- nice -n 19 bash -c 'set -e; "$1" up; eval "$("$1" env)"; "$2" chart bundle; : >"$3"' prepare "$STAGE" \
        "$SELF" "$LOCAL/build/containers.done" >"$LOCAL/build/containers.log" 2>&1 </dev/null 7>&- 8>&- 9>&- &
    PREPARING=$!
    echo "$PREPARING $(start_time "$PREPARING")" >"$LOCAL/build/containers.pid"
}

# Prepares podman with our images on base images of Debian's packages. Sets PLATFORM_NETWORK, the network namespace of
# the containers.
containers_up() {
    local began=$SECONDS said=$SECONDS
    [[ -n $PREPARING ]] || containers_begin
    STEP="base images and images" LOG=$LOCAL/build/containers.log
    while alive "$LOCAL/build/containers.pid"; do
        renice -n 0 -g "$PID" >/dev/null 2>&1 || true
        sleep 0.2
        if ((SECONDS - said >= 10)); then
            said=$SECONDS
            say "$STEP" "$(last_line $((SECONDS - began)))"
        fi
    done
    [[ -e $LOCAL/build/containers.done ]] || die "the base images, of Debian's packages, or the images on them"
    PREPARING=''
    eval "$("$STAGE" env)"
    run_step "images" "$LOCAL/build/load.log" -- "$STAGE" load || die "podman load"
    say images "ready 就绪 (waited $((SECONDS - began)) s)"
}
containers_down() {
    if [[ -n $PREPARING ]] && alive "$LOCAL/build/containers.pid"; then kill -TERM -- "-$PID" 2>/dev/null || true; fi
    PREPARING=''
    "$STAGE" down
}

# Sets IMAGE_COMMAND and IMAGE_NAME for one image.
image_command() {
    local name=$1 version=$2 project host='' path tag revision font fonts
    if [[ $name == stories ]]; then
        DIR=$ROOT/tests/Stories
        project=$DIR/Stories.csproj
    else
        process "$name"
        project=$DIR/$NAME.csproj
    fi
    IMAGE_NAME=${IMAGE:-${PLATFORM_REGISTRY:+$PLATFORM_REGISTRY/}platform/$name:$version}
    path=$IMAGE_NAME tag=latest
    if [[ ${path##*/} == *:* ]]; then tag=${path##*:} path=${path%:*}; fi
    # The first part of a name with a dot or colon is a host.
    if [[ ${path%%/*} == *[.:]* || ${path%%/*} == localhost ]]; then host=${path%%/*} path=${path#*/}; fi
    IMAGE_COMMAND=(dotnet publish "$project" -c Release -r linux-x64 --no-self-contained --no-build
        -t:PublishContainer -p:AppendRuntimeIdentifierToOutputPath=false -p:PublishReadyToRun=true
        -p:PackageVersion="$version" -p:ContainerImageFormat=Docker -p:ContainerRepository="$path"
        -p:ContainerImageTag="$tag" -nodeReuse:false -tl:off -v minimal)
    if [[ -n ${PLATFORM_BASE_IMAGE:-} ]]; then IMAGE_COMMAND+=(-p:ContainerBaseImage="$PLATFORM_BASE_IMAGE"); fi
    revision=$(git -C "$ROOT" describe --always --abbrev=40 --dirty --match '' 2>/dev/null || true)
    if [[ -n $revision ]]; then IMAGE_COMMAND+=(-p:SourceRevisionId="$revision"); fi
    # The responsibility chart needs a font with Chinese characters, and the base image has none.
    # MSBuild ends a property at a semicolon, so it is escaped as %3B.
    if [[ $name == organizations ]]; then
        chinese_font
        fonts=$REPLY
        rare_fonts
        for font in "${REPLY[@]}"; do fonts+="%3B$font"; done
        if [[ -n $fonts ]]; then IMAGE_COMMAND+=(-p:ChartFont="$fonts"); fi
    fi
    if [[ ${PUSH_IMAGE:-} == true || -z ${IMAGE:-} && -n $host ]]; then
        [[ -n $host ]] || die "IMAGE=$IMAGE_NAME names no registry to push to"
        IMAGE_COMMAND+=(-p:ContainerRegistry="$host")
    elif [[ -z ${IMAGE:-} ]]; then
        IMAGE_COMMAND+=(-p:ContainerArchiveOutputPath="$LOCAL/images/$name.tar")
    elif [[ -n $host ]]; then
        # The local engine stores it under its whole name.
        IMAGE_COMMAND+=(-p:ContainerRepository="$host/$path")
    fi
}
