//! Keeps the window from staying white where NVIDIA's driver and WebKitGTK do not get along.

use std::ffi::OsString;
use std::path::Path;

/// WebKitGTK reads it when it draws the first window.
const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Exists while NVIDIA's own driver is loaded, which the free driver does not make.
const DRIVER: &str = "/proc/driver/nvidia/version";

/// Tells WebKitGTK to share no graphics buffers where that shows nothing. Must be called before anything else has a thread.
pub fn choose() {
    if must_avoid_buffers(|name| std::env::var_os(name), Path::new(DRIVER).exists()) {
        // SAFETY: `main` has begun, and this process has no other thread that could read the environment.
        unsafe { std::env::set_var(VARIABLE, "1") };
    }
}

/// Returns true if the window would stay white on Wayland with NVIDIA's driver. What a person has set is left as it is.
fn must_avoid_buffers(variable: impl Fn(&str) -> Option<OsString>, has_driver: bool) -> bool {
    let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let is_for_x11 = variable("GDK_BACKEND").is_some_and(|backends| backends.to_string_lossy().starts_with("x11"));
    has_driver && is_set("WAYLAND_DISPLAY") && !is_for_x11 && variable(VARIABLE).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nvidia_on_wayland_shares_no_buffers_and_what_a_person_sets_wins() {
        let wayland = ("WAYLAND_DISPLAY", "wayland-0");
        for (variables, has_driver, expected) in [
            (&[wayland][..], true, true),
            (&[wayland], false, false),
            (&[("DISPLAY", ":0")], true, false),
            (&[("WAYLAND_DISPLAY", "")], true, false),
            (&[wayland, ("DISPLAY", ":0")], true, true),
            (&[wayland, ("GDK_BACKEND", "x11")], true, false),
            (&[wayland, ("GDK_BACKEND", "x11,wayland")], true, false),
            (&[wayland, ("GDK_BACKEND", "wayland,x11")], true, true),
            (&[wayland, (VARIABLE, "0")], true, false),
            (&[wayland, (VARIABLE, "1")], true, false),
            (&[wayland, (VARIABLE, "")], true, false),
        ] {
            let variable = |name: &str| variables.iter().find(|(one, _)| *one == name).map(|(_, value)| value.into());
            assert_eq!(must_avoid_buffers(variable, has_driver), expected, "{variables:?} {has_driver}");
        }
    }
}
