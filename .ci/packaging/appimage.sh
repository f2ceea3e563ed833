# shellcheck shell=bash
# Tries the AppImage out, where it was made. Sourced by .ci/try-package.

try_appimage() {
    local image
    image=$(find "$packages" -name '*.AppImage')
    if [ -z "$image" ]; then
        printf 'AppImage: not made here; npm run package -- --appimage downloads what it takes\n'
        return
    fi
    # Without FUSE, which a machine for tests need not have.
    (cd "$dir" && chmod +x "$image" && quietly 'the AppImage cannot be unpacked' "$image" --appimage-extract)
    prefix=$dir/squashfs-root
    check_files "$prefix" "${app_files[@]}" bin/syncit
    set_up_machines
    stop_machines
    printf 'AppImage: started, used\n'
}
