//! The icon's pictures, one for each state, in the two forms that panels ask for.
//!
//! A symbolic SVG, which a panel draws in its own colour: it is found by its name in a directory that is laid out like an
//! icon theme. And pixels in every usual size, in colours that are readable on light and on dark panels, for panels that
//! look for no names.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{fs, io};

use syncit_engine::summary::Icon;
use tauri::image::Image;

/// Where an icon theme keeps scalable icons that show a state.
const IN_THEME: &str = "hicolor/scalable/status";

/// A picture in all its forms.
struct Picture {
    icon: Icon,
    /// Its name in the icon theme.
    name: &'static str,
    svg: &'static str,
    pngs: [&'static [u8]; 6],
}

macro_rules! picture {
    ($icon:expr, $file:literal) => {
        picture!($icon, $file, "-16.png" "-22.png" "-24.png" "-32.png" "-48.png" "-64.png")
    };
    ($icon:expr, $file:literal, $($size:literal)*) => {
        Picture {
            icon: $icon,
            name: concat!("syncit-", $file, "-symbolic"),
            svg: include_str!(concat!("../../../icons/tray/", $file, ".svg")),
            pngs: [$(include_bytes!(concat!("../../../icons/tray/", $file, $size))),*],
        }
    };
}

static PICTURES: [Picture; 5] = [
    picture!(Icon::InSync, "in-sync"),
    picture!(Icon::Syncing, "syncing"),
    picture!(Icon::Paused, "paused"),
    picture!(Icon::Offline, "offline"),
    picture!(Icon::Attention, "needs-you"),
];

static PIXMAPS: LazyLock<HashMap<Icon, Vec<ksni::Icon>>> = LazyLock::new(|| {
    PICTURES.iter().map(|picture| (picture.icon, picture.pngs.iter().map(pixmap).collect())).collect()
});

/// Returns a state's picture as pixels, the smallest size first.
pub fn pixmaps(icon: Icon) -> Vec<ksni::Icon> {
    PIXMAPS.get(&icon).cloned().unwrap_or_default()
}

fn pixmap(png: &&[u8]) -> ksni::Icon {
    let image = Image::from_bytes(png).expect("the picture is built in");
    let side = |pixels| i32::try_from(pixels).expect("the picture is small");
    // The bus wants the alpha first.
    let argb = image.rgba().chunks_exact(4).flat_map(|rgba| [rgba[3], rgba[0], rgba[1], rgba[2]]);
    ksni::Icon { width: side(image.width()), height: side(image.height()), data: argb.collect() }
}

/// The symbolic pictures as files, where a panel finds them.
#[derive(Debug, Clone, Default)]
pub struct Theme(Option<String>);

impl Theme {
    /// Writes the pictures below a directory, where they are not there yet. Without them panels use the pixels.
    pub fn write(dir: &Path) -> Self {
        // The bus carries text only.
        let Some(path) = dir.to_str() else { return Theme(None) };
        match write_all(&dir.join(IN_THEME)) {
            Ok(()) => Theme(Some(path.to_owned())),
            Err(error) => {
                tracing::warn!("the tray icon has no pictures in the panel's colour: {path}: {error}");
                Theme(None)
            }
        }
    }

    /// Returns the directory, or an empty text.
    pub fn path(&self) -> String {
        self.0.clone().unwrap_or_default()
    }

    /// Returns the name of a state's picture in it, or an empty text.
    pub fn name(&self, icon: Icon) -> String {
        let named = || PICTURES.iter().find(|picture| picture.icon == icon);
        self.0.as_ref().and_then(|_| named()).map_or_else(String::new, |picture| picture.name.to_owned())
    }
}

fn write_all(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    for picture in &PICTURES {
        let file: PathBuf = dir.join(format!("{}.svg", picture.name));
        if fs::read(&file).ok().as_deref() != Some(picture.svg.as_bytes()) {
            fs::write(file, picture.svg)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_state_has_a_picture_of_its_own_in_every_size() {
        for picture in &PICTURES {
            let pixmaps = pixmaps(picture.icon);
            let sides: Vec<_> = pixmaps.iter().map(|pixmap| (pixmap.width, pixmap.height)).collect();
            assert_eq!(sides, [16, 22, 24, 32, 48, 64].map(|side| (side, side)), "{}", picture.name);
            for pixmap in pixmaps {
                assert_eq!(pixmap.data.len(), (pixmap.width * pixmap.height * 4) as usize);
                assert!(pixmap.data.chunks(4).any(|argb| argb[0] == 255), "{} is transparent", picture.name);
                let same =
                    PICTURES.iter().filter(|other| self::pixmaps(other.icon).iter().any(|p| p.data == pixmap.data));
                assert_eq!(same.count(), 1, "{} looks like another", picture.name);
            }
        }
    }

    /// A panel gives every shape its own colour, so shapes that cut others out, and outlines, would be filled.
    #[test]
    fn the_symbolic_pictures_are_shapes_that_a_panel_can_colour() {
        for Picture { name, svg, .. } in &PICTURES {
            for needed in [r#"class="ColorScheme-Text""#, r#"fill="currentColor""#] {
                assert_eq!(svg.matches(needed).count(), svg.matches("<path").count(), "{name} lacks {needed}");
            }
            for wrong in ["<mask", "stroke", "clip-path", "opacity", "<image", "href"] {
                assert!(!svg.contains(wrong), "{name} has {wrong}");
            }
        }
    }

    #[test]
    fn the_symbolic_pictures_are_where_their_names_lead() {
        let dir = tempfile::tempdir().unwrap();
        let theme = Theme::write(dir.path());
        assert_eq!(theme.path(), dir.path().to_str().unwrap());
        for picture in &PICTURES {
            let file = dir.path().join(IN_THEME).join(format!("{}.svg", theme.name(picture.icon)));
            assert_eq!(fs::read_to_string(file).unwrap(), picture.svg);
        }
        fs::write(dir.path().join("taken"), "").unwrap();
        let none = Theme::write(&dir.path().join("taken"));
        assert_eq!((none.path(), none.name(Icon::InSync)), (String::new(), String::new()));
    }
}
