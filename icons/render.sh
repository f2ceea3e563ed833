#!/bin/sh
# Renders every PNG here from the SVG beside it. Needs rsvg-convert (Debian's librsvg2-bin).
set -eu
cd "$(dirname "$0")"
style=$(mktemp)
trap 'rm -f "$style"' EXIT

app() { rsvg-convert -w "$1" -h "$1" icon.svg -o "$2"; }
for size in 16 24 32 48 64 128; do app $size "${size}x${size}.png"; done
app 256 128x128@2x.png
app 512 icon.png

# tray NAME COLOUR SUFFIX: without a suffix for any panel (3:1 or more against white and against dark grey),
# -light for dark panels, -dark for light ones.
tray() {
    printf 'svg { color: %s }' "$2" > "$style"
    for size in 22 32 44 64; do
        rsvg-convert -w $size -h $size --stylesheet "$style" "tray/$1.svg" -o "tray/$1$3-$size.png"
    done
}
for name in in-sync syncing paused offline needs-you; do
    case $name in
        in-sync | syncing) colour='#1f9e8f' ;;
        needs-you) colour='#cf7a1e' ;;
        *) colour='#8a918e' ;;
    esac
    tray $name "$colour" ''
    tray $name '#f2f5f3' -light
    tray $name '#22302d' -dark
done
