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

# tray NAME COLOUR: for panels that do not draw the symbolic SVG in their own colour. The colours are readable on any panel: 3:1 or
# more against white, light grey, dark grey and black.
tray() {
    printf '.ColorScheme-Text { color: %s !important }' "$2" > "$style"
    for size in 16 22 24 32 48 64; do
        rsvg-convert -w $size -h $size --stylesheet "$style" "tray/$1.svg" -o "tray/$1-$size.png"
    done
}
for name in in-sync syncing paused offline needs-you; do
    case $name in
        in-sync | syncing) colour='#1b9385' ;;
        needs-you) colour='#c2721b' ;;
        *) colour='#828986' ;;
    esac
    tray $name "$colour"
done
