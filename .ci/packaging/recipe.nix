# What Nix would build, with as much of nixpkgs as it takes to evaluate it: nixpkgs itself would be a download of 40 MB.
let
  lib = {
    last = list: builtins.elemAt list (builtins.length list - 1);
    splitString = separator: text: builtins.filter builtins.isString (builtins.split separator text);
    optionalAttrs = condition: set: if condition then set else { };
    mapAttrs = builtins.mapAttrs;
    cleanSource = path: path;
    licenses = { mit = "MIT"; asl20 = "Apache-2.0"; };
    platforms.linux = [ ];
  };
  recipe = import ../../src-tauri/package/nix {
    inherit lib;
    rustPlatform.buildRustPackage = recipe: recipe;
    importNpmLock = { __functor = self: lock: lock; npmConfigHook = ""; };
    nodejs = "";
    pkg-config = "";
    wrapGAppsHook3 = "";
    openssl = "";
    webkitgtk_4_1 = "";
  };
  packages = removeAttrs recipe.npmDeps.packageLock.packages [ "" ];
in
{
  inherit (recipe) version installPhase meta;
  unaddressed = builtins.filter (path: !(packages.${path} ? resolved)) (builtins.attrNames packages);
}
