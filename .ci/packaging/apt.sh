# shellcheck shell=bash
# Tries the repository for apt out, with a key that is made for it: apt fetches from it what was packed, and refuses what was
# changed on the way. Nothing is installed, and apt's own lists stay as they are. Sourced by .ci/try-package.

# apt_there COMMAND…: apt with the repository as its only source, and with directories of its own. What is installed is this machine's.
apt_there() {
    local command=$1; shift
    (cd "$dir/apt" && "$command" -o Dir::Etc::sourcelist="$dir/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$dir/apt/lists" \
        -o Dir::Cache="$dir/apt/cache" -o APT::Sandbox::User=root -o Dir::Log=/dev/null "$@") >"$dir/said" 2>&1
}

# apt_refuses WHAT SAYS COMMAND…: apt fails, and says why.
apt_refuses() {
    local what=$1 says=$2; shift 2
    if apt_there "$@"; then fail "apt took $what"; fi
    grep -q "$says" "$dir/said" || { cat "$dir/said" >&2; fail "apt refused $what for another reason"; }
}

# new_key NAME: a key that lives as long as the trial.
new_key() {
    gpg --batch --quiet --pinentry-mode loopback --passphrase trial --quick-generate-key "$1 <$1@example.invalid>" ed25519 sign 1d 2>/dev/null
    gpg --batch --no-auto-check-trustdb --with-colons --list-keys "$1" | sed -n 's/^fpr:*\(.*\):$/\1/p'
}

# make_repository KEY
make_repository() {
    rm -rf "$dir/apt/repository" "$dir/apt/lists" "$dir/apt/cache"
    mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache"
    APT_KEY=$1 APT_PASSWORD=trial .ci/apt-repository "$packages" "$dir/apt/repository" >/dev/null
}

end_gpg_agent() { gpgconf --kill all; }

try_apt() {
    local key stranger repository=$dir/apt/repository lists=dists/stable/main/binary-$architecture
    # A socket of gpg's agent must have a short path.
    GNUPGHOME=$(mktemp -d /tmp/syncit-gpg.XXXXXX)
    export GNUPGHOME
    on_exit+=(end_gpg_agent "rm -rf $GNUPGHOME")
    key=$(new_key syncit) stranger=$(new_key stranger)
    mkdir "$dir/apt"
    gpg --batch --export --output "$dir/apt/syncit.gpg" "$key"
    printf 'deb [arch=%s signed-by=%s/apt/syncit.gpg] file:%s stable main\n' "$architecture" "$dir" "$repository" >"$dir/apt/sources.list"

    make_repository "$key"
    cmp "$dir/apt/syncit.gpg" "$repository/syncit.gpg"
    apt_there apt-get update || { cat "$dir/said" >&2; fail 'apt does not read the repository'; }
    apt_there apt-get download syncit-cli syncit || { cat "$dir/said" >&2; fail 'apt does not fetch the packages'; }
    for deb in "syncit-cli_${version}_$architecture.deb" "syncit_${version}_$architecture.deb"; do
        cmp "$packages/$deb" "$dir/apt/$deb" || fail "apt fetched another $deb"
    done
    rm "$dir"/apt/*.deb

    printf '\n' >>"$repository/pool/syncit-cli_${version}_$architecture.deb"
    apt_refuses 'a changed package' 'Hash Sum mismatch\|unexpected size' apt-get download syncit-cli

    make_repository "$key"
    sed -i 's/^Description: keeps/Description: loses/' "$repository/$lists/Packages"
    xz -kf "$repository/$lists/Packages"
    apt_refuses 'a changed list of packages' 'Hash Sum mismatch\|unexpected size' apt-get update

    make_repository "$key"
    sed -i 's/^Label: SyncIt/Label: Syncit/' "$repository/dists/stable/InRelease"
    apt_refuses 'a changed release' BADSIG apt-get update

    make_repository "$stranger"
    apt_refuses "a stranger's signature" NO_PUBKEY apt-get update
    printf 'apt: fetched from a signed repository; what was changed is refused\n'
}
