# shellcheck shell=bash
# Tries the .rpm files out, in a directory of their own with a database of its own: what they depend on is not there in the form
# of packages. Sourced by .ci/try-package.

# rpm, in the directory alone. Debian's would keep its database in the person's home.
rpm_there() { rpm --root "$prefix" --dbpath /var/lib/rpm "$@"; }

rpms() { printf '%s\n' "$1/syncit-cli-$2-1.$(uname -m).rpm" "$1/syncit-$2-1.$(uname -m).rpm"; }

install_rpms() {
    local files
    mapfile -t files < <(rpms "$1" "$2")
    if [ "$(id -u)" -eq 0 ]; then
        quietly "version $2 cannot be installed" rpm_there -U --nodeps --nosignature "${files[@]}"
        [ "$(rpm_there -q --qf '%{VERSION} ' syncit-cli syncit)" = "$2 $2 " ] || fail "version $2 is not installed"
    else
        # rpm2cpio counts other bytes than the bundler did and exits with 1, after it has written all of them.
        for file in "${files[@]}"; do { rpm2cpio "$file" || true; } | (cd "$prefix" && cpio -idmu --quiet); done
    fi
}

try_rpm() {
    local files
    mapfile -t files < <(rpms "$packages" "$version")
    rpm -qp --nosignature --requires "${files[0]}" | grep -E 'gtk|webkit' && fail 'syncit-cli depends on a window system'
    rpm -qp --nosignature --requires "${files[1]}" | grep -qx syncit-cli || fail 'the app does not depend on syncit-cli'
    quietly 'a checksum is wrong' rpm -K --nosignature "${files[@]}"
    prefix=$dir/rpm
    mkdir -p "$prefix"
    [ "$(id -u)" -eq 0 ] || printf 'the .rpm files are unpacked and not installed: that takes root\n'
    install_rpms "$dir/before" "$before"
    use_and_upgrade install_rpms "$packages" "$version"
    check_installed "$prefix" site-functions
    if [ "$(id -u)" -eq 0 ]; then
        quietly 'it cannot be removed' rpm_there -e --nodeps syncit syncit-cli
        find "$prefix" -not -path '*/lib/rpm/*' \( -type f -o -iname '*syncit*' \) | grep . && fail 'something was left behind'
    fi
    check_homes
    printf 'rpm: installed, used, upgraded, removed\n'
}
