//! Checks what the window may call and embeds the configuration, the icons and the built window.

use std::path::Path;

use tauri_build::{AppManifest, Attributes};

/// Where the built window lies; whoever works on the engine alone has none.
const WINDOW: &str = "ui/dist";

fn main() {
    let index = Path::new(WINDOW).join("index.html");
    if !index.exists() {
        let written = std::fs::create_dir_all(WINDOW).and_then(|()| {
            std::fs::write(&index, "<!doctype html><title>SyncIt</title>Build ui/ first: npm run ui:build\n")
        });
        if let Err(error) = written {
            panic!("cannot write {}: {error}", index.display());
        }
    }
    for watched in [WINDOW, "src-tauri/capabilities", "src-tauri/permissions"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().permissions_path_pattern("src-tauri/permissions/**/*"));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("{error:#}");
    }
}
