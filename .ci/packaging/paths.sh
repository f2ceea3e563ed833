# shellcheck shell=bash
# Where a program was built must not change its bytes, nor be readable in it: what rustc and the C compiler write of paths, for
# panics and debuggers, gets names that are the same everywhere. Sourced where the release is built, in the root of the tree.

source_of_crates=${CARGO_HOME:-$HOME/.cargo}/registry/src target=$(readlink -m "${CARGO_TARGET_DIR:-target}")
# The last one that fits counts; the target directory is usually within the tree.
read -ra rust_flags <<<"${RUSTFLAGS:-}"
c_flags=()
for pair in "$source_of_crates=/usr/src/crates" "$PWD=/usr/src/syncit" "$target=/usr/src/target"; do
    rust_flags+=("--remap-path-prefix=$pair")
    c_flags+=("-ffile-prefix-map=$pair")
done
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf '%s' "${rust_flags[*]}")
CFLAGS="${CFLAGS:-} ${c_flags[*]}" CXXFLAGS="${CXXFLAGS:-} ${c_flags[*]}"
export CARGO_ENCODED_RUSTFLAGS CFLAGS CXXFLAGS
