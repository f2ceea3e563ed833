# shellcheck shell=bash
# Tries the recipe for Arch Linux out with pacman's own tools: packs what cargo has built, and installs it into a directory of its
# own, without what it depends on. Sourced by .ci/try-package.

# as_packer COMMAND…: makepkg refuses to work for root, and this may be root's.
as_packer() {
    local as=()
    [ "$(id -u)" -ne 0 ] || as=(setpriv --reuid "${SUDO_UID:-65534}" --regid "${SUDO_GID:-65534}" --clear-groups)
    "${as[@]}" "$@"
}

makepkg_there() {
    local work=$dir/arch
    (cd src-tauri/package/arch && as_packer env HOME="$work" TMPDIR="$work" CARGO_TARGET_DIR="$work/target" BUILDDIR="$work/build" PKGDEST="$work" SRCDEST="$work" \
        PKGEXT=.pkg.tar SOURCE_DATE_EPOCH=1 makepkg "$@")
}

pacman_there() {
    pacman --root "$prefix" --dbpath "$prefix/var/lib/pacman" --cachedir "$dir/arch" --hookdir "$dir/arch" --logfile "$dir/arch/log" \
        --config "$dir/arch/pacman.conf" --noconfirm "$@"
}

# placed: what a list of files puts under /usr, as Debian calls it. Documents are where each distribution wants them.
placed() { sed -n 's,^\(\./\)\?usr/\(.*[^/]\)$,\2,p' | grep -v '^share/\(doc\|licenses\)/' | sed 's/\.gz$//; s,^sbin/,bin/,; s,site-functions,vendor-completions,' | sort; }
placed_by_deb() { dpkg-deb --fsys-tarfile "$packages/${1}_${version}_$architecture.deb" | tar -t | placed; }
placed_by_arch() { tar -tf "$dir/arch/$1-$version-1-$(uname -m).pkg.tar" | placed; }

try_arch() {
    local name
    if ! command -v makepkg >/dev/null || ! command -v pacman >/dev/null; then
        printf 'no pacman here: the recipe for Arch was not tried\n'
        return
    fi
    if ! as_packer sh -c 'test -r "$1" && test -r "$2" && node --version' sh "$PWD/src-tauri/package/arch/PKGBUILD" "$(readlink -f "$built")/syncit" >/dev/null 2>&1; then
        printf 'this tree is closed to the user who packs: the recipe for Arch was not tried\n'
        return
    fi
    mkdir -p "$dir/arch/build/syncit/src" "$dir/arch/target"
    ln -s "$(readlink -f "$built")" "$dir/arch/target/release"
    touch "$dir/arch/pacman.conf"
    # makepkg must get through to its own directory, not see the others.
    chmod 711 "$dir"
    [ "$(id -u)" -ne 0 ] || chown -R "${SUDO_UID:-65534}" "$dir/arch"
    quietly 'the recipe for Arch cannot be read' makepkg_there --printsrcinfo
    grep -q "pkgver = $version\$" "$dir/said" || fail 'the recipe for Arch is for another version'
    quietly 'the recipe for Arch does not pack' makepkg_there --repackage --nodeps

    for name in syncit-cli syncit; do
        diff <(placed_by_deb $name) <(placed_by_arch $name) || fail "$name for Arch has other files than the .deb"
    done
    if [ "$(id -u)" -ne 0 ]; then
        printf 'arch: packed, not installed: that takes root\n'
        return
    fi
    prefix=$dir/arch-root
    mkdir -p "$prefix/var/lib/pacman"
    quietly 'the packages for Arch cannot be installed' pacman_there -U --nodeps --nodeps "$dir"/arch/syncit{-cli,}-"$version"-1-*.pkg.tar
    [ "$("$prefix/usr/bin/syncit" --version)" = "syncit $version" ] || fail 'what is installed is another version'
    quietly 'they cannot be removed' pacman_there -R --nodeps --nodeps syncit syncit-cli
    find "$prefix" -not -path '*/lib/pacman/*' -type f | grep . && fail 'something was left behind'
    printf 'arch: packed, installed, removed\n'
}
