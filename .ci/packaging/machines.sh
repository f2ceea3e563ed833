# shellcheck shell=bash
# Two machines that use what a package installed: a hub with the command line alone, and a laptop with the app. Each is in a
# network namespace of its own, joined by a cable; where that is not permitted, both are on the loopback interface.
# Sourced by .ci/try-package, which provides dir, fail, until_done and programs.

hub_address=127.0.0.1
hub_net=() laptop_net=()
namespaces=()

set_up_network() {
    local hub=syncit-hub-$$ laptop=syncit-laptop-$$
    if ! ip netns add "$hub" >"$dir/said" 2>&1; then
        printf 'no network namespaces here (%s): both machines are on the loopback interface\n' "$(head -1 "$dir/said")"
        return
    fi
    namespaces=("$hub" "$laptop")
    ip netns add "$laptop"
    ip -n "$hub" link add cable type veth peer name cable netns "$laptop"
    ip -n "$hub" address add 10.77.0.1/24 dev cable
    ip -n "$laptop" address add 10.77.0.2/24 dev cable
    local namespace device
    for namespace in "${namespaces[@]}"; do
        for device in lo cable; do ip -n "$namespace" link set "$device" up; done
        ip -n "$namespace" route add default dev cable
    done
    hub_net=(ip netns exec "$hub") laptop_net=(ip netns exec "$laptop")
    hub_address=10.77.0.1
}

take_down_network() {
    local namespace
    for namespace in "${namespaces[@]}"; do ip netns delete "$namespace" 2>/dev/null || true; done
}

# A display for the app's window, and directories that are nobody's else.
set_up_desktop() {
    export HOME=$dir/user XDG_RUNTIME_DIR=$dir/run XDG_CONFIG_HOME=$dir/config XDG_DATA_HOME=$dir/data
    export XDG_STATE_HOME=$dir/state XDG_CACHE_HOME=$dir/cache DBUS_SESSION_BUS_ADDRESS=unix:path=$dir/no-bus
    unset SYNCIT_HOME WAYLAND_DISPLAY
    mkdir -p "$HOME" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
    install -d -m 700 "$XDG_RUNTIME_DIR"
    mkfifo "$dir/display"
    Xvfb -displayfd 1 -screen 0 1280x900x24 -nolisten tcp -noreset >"$dir/display" 2>/dev/null &
    programs+=($!)
    local number
    read -r number <"$dir/display"
    export DISPLAY=:$number
}

hub() { "$prefix/usr/bin/syncit" --home "$homes/hub" "$@"; }
laptop() { "$prefix/usr/bin/syncit" --home "$homes/laptop" "$@"; }

start_hub() {
    "${hub_net[@]}" "$prefix/usr/bin/syncit" --home "$homes/hub" run &
    hub_program=$!
    programs+=("$hub_program")
    until_done 'the command line reaches its engine' hub status
}

start_laptop() {
    "${laptop_net[@]}" "$prefix/usr/bin/syncit-desktop" --home "$homes/laptop" 2>>"$dir/app" &
    laptop_program=$!
    programs+=("$laptop_program")
    until_done 'the command line reaches the app' laptop status
    until_done 'the window is shown' xdotool search --onlyvisible --name '^SyncIt$'
}

stop_machines() {
    kill "$hub_program" "$laptop_program"
    wait "$hub_program" || fail 'the engine did not end cleanly'
    wait "$laptop_program" || fail 'the app did not end cleanly'
}

pair_machines() {
    hub hub --name attic --listen "$hub_address:22082" >/dev/null
    local code
    code=$(hub --json invite | sed -n 's/.*"code": *"\([0-9]*\)".*/\1/p')
    if [ ${#namespaces[@]} -gt 0 ]; then
        until_done 'the hub is found over the network' found_hub
        printf '%s\n' "$code" | laptop join --code - --name laptop >/dev/null
    else
        printf '%s\n' "$code" | laptop join "$hub_address:22082" --code - --name laptop >/dev/null
    fi
    mkdir "$homes/here" "$homes/there"
    hub share "$homes/here" --name Documents >/dev/null
    laptop link Documents "$homes/there" >/dev/null
}
found_hub() { laptop discover | grep attic; }

# sync_file NAME: a file that is written on either machine comes to the other one.
sync_file() {
    printf 'from the hub, %s\n' "$1" >"$homes/here/hub $1"
    printf 'from the laptop, %s\n' "$1" >"$homes/there/laptop $1"
    hub wait --timeout 60 >/dev/null
    laptop wait --timeout 60 >/dev/null
    hub wait --timeout 60 >/dev/null
    cmp "$homes/here/hub $1" "$homes/there/hub $1" || fail "a file of the hub did not arrive"
    cmp "$homes/there/laptop $1" "$homes/here/laptop $1" || fail "a file of the laptop did not arrive"
}

# Two new machines that are paired and sync.
set_up_machines() {
    homes=$(mktemp -d -p "$dir")
    start_hub
    start_laptop
    pair_machines
    sync_file before
}
