# The app with the command line. The flake at the root calls it: nix build
{
  lib,
  rustPlatform,
  importNpmLock,
  nodejs,
  pkg-config,
  wrapGAppsHook3,
  openssl,
  webkitgtk_4_1,
}:

let
  tree = ../../..;
  json = file: builtins.fromJSON (builtins.readFile (tree + file));
  manifest = (builtins.fromTOML (builtins.readFile (tree + "/Cargo.toml"))).workspace.package;

  # The lock file does not name the registry that a package came from, so that everybody can use their own.
  # Nix fetches from where npm does by default.
  lock = json "/package-lock.json";
  withAddress =
    path: package:
    let
      name = package.name or (lib.last (lib.splitString "node_modules/" path));
      address = "https://registry.npmjs.org/${name}/-/${baseNameOf name}-${package.version}.tgz";
    in
    package // lib.optionalAttrs (package ? integrity) { resolved = address; };
in
rustPlatform.buildRustPackage {
  pname = "syncit";
  inherit (manifest) version;
  src = lib.cleanSource tree;

  cargoLock.lockFile = tree + "/Cargo.lock";
  npmDeps = importNpmLock {
    package = json "/package.json" // { inherit (manifest) version; };
    packageLock = lock // { packages = lib.mapAttrs withAddress lock.packages; };
  };

  nativeBuildInputs = [ importNpmLock.npmConfigHook nodejs pkg-config wrapGAppsHook3 ];
  buildInputs = [ openssl webkitgtk_4_1 ];

  preBuild = "npm run ui:build";
  cargoBuildFlags = [ "--workspace" "--bins" "--example" "manual" ];
  # They need a display, a session bus and network namespaces; npm test has them.
  doCheck = false;

  installPhase = ''
    runHook preInstall
    for what in cli app; do
      node .ci/packaging/install.mjs $what "$releaseDir" "$out"
    done
    substituteInPlace "$out"/lib/systemd/*/*.service --replace-fail /usr/bin "$out/bin"
    substituteInPlace "$out"/share/*-python/extensions/syncit.py --replace-fail /usr/share "$out/share"
    runHook postInstall
  '';

  meta = {
    description = "Keeps folders in sync between the machines on a LAN";
    license = with lib.licenses; [ mit asl20 ];
    platforms = lib.platforms.linux;
    mainProgram = "syncit";
  };
}
