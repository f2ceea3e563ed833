{
  description = "Keeps folders in sync between the machines on a LAN";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      each = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" ];
    in
    {
      packages = each (system: {
        default = nixpkgs.legacyPackages.${system}.callPackage ./src-tauri/package/nix { };
      });
    };
}
