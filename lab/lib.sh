# Shared by the scripts in this directory: `. "$(dirname "$0")/lib.sh"`.
# shellcheck shell=bash
set -euo pipefail

lab_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repo_dir=$(dirname "$lab_dir")
lab_label=oci-reconciler.lab=1
lab_name=${LAB_NAME:-oci-reconciler-lab}
lab_releases="trixie bookworm"

say() { printf '==> %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

is_debian() { [ -e /etc/debian_version ] && command -v apt-get > /dev/null; }

# apt_install OPTION-OR-PACKAGE...: says nothing on standard output, which scripts use for their results.
apt_install() {
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get install -y -qq "$@" >&2
}

# Prints the first docker client that an engine answers: one in PATH may be too old for the engine, or have none.
find_docker() {
    local client
    for client in $(type -ap docker | awk '!seen[$0]++'); do
        if timeout 20 "$client" version > /dev/null 2>&1; then echo "$client"; return 0; fi
    done
    return 1
}

# Sets $docker, or says what to do.
need_docker() {
    docker=$(find_docker) || die "no container engine answers: run lab/ensure-engine"
}

# try_for SECONDS COMMAND...: until COMMAND succeeds.
try_for() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" > /dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

# compile_instrument NAME...: programs of lab/instruments, static so that they run in every lab.
compile_instrument() {
    local name
    mkdir -p "$repo_dir/.lab/instruments"
    for name in "$@"; do
        cc -O2 -static -Wall -Wextra -Werror -Wno-format-nonliteral \
            -o "$repo_dir/.lab/instruments/$name" "$lab_dir/instruments/$name.c"
    done
}

check_release() {
    case " $lab_releases " in
        *" $1 "*) ;;
        *) die "unknown Debian release '$1': use one of: $lab_releases" ;;
    esac
}

# The image of a lab is found again by what it is made of.
lab_image() {
    local hash
    hash=$(cd "$lab_dir" && find Dockerfile entrypoint make-images rootfs -type f -print0 | LC_ALL=C sort -z \
        | xargs -0 sha256sum | sha256sum | cut -c1-12)
    echo "oci-reconciler-lab:$1-$hash"
}

# Fills the array lab_run_options with what systemd needs to be a container's first process.
lab_run_options() {
    lab_run_options=(--label "$lab_label" --tmpfs /run --tmpfs /tmp)
    if [ "$("$docker" info -f '{{.CgroupVersion}}')" = 2 ] && has_all_capabilities; then
        lab_run_options+=(--privileged --cgroupns=private)
        return
    fi
    lab_run_options+=(--cap-add ALL --security-opt seccomp=unconfined --security-opt systempaths=unconfined
        --security-opt apparmor=unconfined --cgroupns=host)
    has_all_capabilities || lab_run_options+=(--cap-drop SYS_RESOURCE)
}

# A machine that is itself a container may lack CAP_SYS_RESOURCE (bit 24), which --privileged demands.
has_all_capabilities() {
    local bounding
    bounding=$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status)
    (( (16#$bounding >> 24) & 1 ))
}

lab_is_running() { [ "$("$docker" container inspect -f '{{.State.Running}}' "$lab_name" 2> /dev/null)" = true ]; }

lab_has_booted() { "$docker" exec "$lab_name" systemctl is-system-running | grep -qE '^(running|degraded)$'; }

in_lab() { "$docker" exec "$lab_name" "$@"; }

# copy_in SOURCE PATH: into the lab. Newer clients report progress, older ones know no way to be told not to.
copy_in() {
    local said
    said=$("$docker" cp "$1" "$lab_name:$2" 2>&1) || die "cannot copy $1 into the lab: $said"
}

# Prints the path of a worktree of a git revision under .lab/, which is made when it is not there.
worktree_at() {
    local commit tree
    commit=$(git -C "$repo_dir" rev-parse --verify --quiet "$1^{commit}") || die "no such git revision: $1"
    tree=$repo_dir/.lab/at/$commit
    # An entry may be left of a worktree that was deleted by hand.
    git -C "$repo_dir" worktree prune
    [ -d "$tree" ] || git -C "$repo_dir" worktree add --quiet --detach "$tree" "$commit" >&2
    echo "$tree"
}
