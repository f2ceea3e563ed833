# shellcheck shell=bash
# Reads the recipe for Nix, as far as that goes without nixpkgs: nothing is built. Sourced by .ci/try-package.

try_nix() {
    command -v nix-instantiate >/dev/null || { printf 'no Nix here: its recipe was not read\n'; return; }
    quietly 'flake.nix cannot be parsed' nix-instantiate --parse flake.nix
    nix-instantiate --eval --strict --json --store "$dir/nix" .ci/packaging/recipe.nix >"$dir/recipe" 2>"$dir/said" ||
        { cat "$dir/said" >&2; fail 'the recipe for Nix cannot be evaluated'; }
    grep -q "\"version\":\"$version\"" "$dir/recipe" || fail 'the recipe for Nix is for another version'
    grep -q '"unaddressed":\[\]' "$dir/recipe" || fail 'Nix would not know where parts of the window come from'
    printf 'nix: evaluated, not built\n'
}
