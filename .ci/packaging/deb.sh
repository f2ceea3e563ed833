# shellcheck shell=bash
# Tries the .deb files out. Sourced by .ci/try-package.

architecture=$(dpkg --print-architecture)
debs() { printf '%s\n' "$1/syncit-cli_$2_$architecture.deb" "$1/syncit_$2_$architecture.deb"; }

install_debs() {
    local files
    mapfile -t files < <(debs "$1" "$2")
    if [ -n "$prefix" ]; then
        for file in "${files[@]}"; do dpkg-deb -x "$file" "$prefix"; done
    else
        quietly "version $2 cannot be installed" dpkg -i "${files[@]}"
        [ "$(dpkg-query -W -f '${Version} ' syncit-cli syncit)" = "$2 $2 " ] || fail "version $2 is not installed"
    fi
}

purge_debs() {
    dpkg --purge syncit syncit-cli >/dev/null 2>&1
}

# What a package left behind would be called.
traces() { find /etc /usr /opt /var -xdev -iname '*syncit*' -not -path '/usr/src/*' 2>/dev/null | sort; }

try_deb() {
    local cli
    cli=$(dpkg-deb -f "$packages/syncit-cli_${version}_$architecture.deb" Depends)
    case $cli in *libgtk* | *webkit*) fail "syncit-cli depends on a window system: $cli" ;; esac
    prefix=
    if [ "$(id -u)" -ne 0 ] || dpkg-query -W syncit >/dev/null 2>&1 || dpkg-query -W syncit-cli >/dev/null 2>&1; then
        printf 'the .deb files are unpacked and not installed: that takes root, and a machine that does not use SyncIt\n'
        prefix=$dir/deb
        install_debs "$dir/before" "$before"
        use_and_upgrade install_debs "$packages" "$version"
        check_installed "$prefix" vendor-completions
    else
        traces >"$dir/traces"
        on_exit+=(purge_debs)
        install_debs "$dir/before" "$before"
        use_and_upgrade install_debs "$packages" "$version"
        check_installed '' vendor-completions
        use_service
        purge_debs
        traces | diff "$dir/traces" - || fail 'something was left behind'
    fi
    check_homes
    printf 'deb: installed, used, upgraded, removed\n'
}
