//! Keeps the paths of a page's requests inside the directories that the command names.

use std::io;
use std::path::{Component, Path, PathBuf};

use syncit_engine::api::{ApiError, Command, HubRoot};

use crate::reasons::Refused;

/// The directories that pages may share, link and write in.
#[derive(Debug, Clone)]
pub(crate) struct Roots(Vec<PathBuf>);

impl Roots {
    /// Resolves the directories. Returns the one that is none with the cause.
    pub(crate) fn new(paths: &[PathBuf]) -> Result<Self, (PathBuf, io::Error)> {
        let resolve = |path: &PathBuf| {
            let real = path.canonicalize().map_err(|cause| (path.clone(), cause))?;
            match real.is_dir() {
                true => Ok(real),
                false => Err((path.clone(), io::ErrorKind::NotADirectory.into())),
            }
        };
        paths.iter().map(resolve).collect::<Result<_, _>>().map(Roots)
    }

    /// Returns them.
    pub(crate) fn all(&self) -> &[PathBuf] {
        &self.0
    }

    /// Returns a request as the engine gets it: each path on this disk is resolved and inside one of the directories. What is of
    /// the command line alone is refused.
    pub(crate) fn confine(&self, command: Command) -> Result<Command, ApiError> {
        Ok(match command {
            Command::Share { path, name, hub_copy } => Command::Share { path: self.place(&path)?, name, hub_copy },
            Command::Estimate { path } => Command::Estimate { path: self.place(&path)? },
            Command::Link { name, path, role, only } => Command::Link { name, path: self.place(&path)?, role, only },
            Command::Relocate { name, path } => Command::Relocate { name, path: self.place(&path)? },
            Command::Hub { name, listen, root: HubRoot::At(path) } => {
                Command::Hub { name, listen, root: HubRoot::At(self.place(&path)?) }
            }
            Command::Restore(mut request) => {
                request.to = request.to.map(|path| self.place(&path)).transpose()?;
                Command::Restore(request)
            }
            Command::Diagnostics { file } => Command::Diagnostics { file: self.place(&file)? },
            Command::Where { paths } => {
                let places = paths.iter().map(|path| self.place(path)).collect::<Result<_, _>>()?;
                Command::Where { paths: places }
            }
            Command::Settings { folder: None, key: Some(key), value: Some(value) }
                if key == "root" && value != "none" =>
            {
                let place = self.place(Path::new(&value))?;
                let value = place.to_str().ok_or_else(|| self.outside(&place))?.to_owned();
                Command::Settings { folder: None, key: Some(key), value: Some(value) }
            }
            Command::Stop | Command::Watch => {
                return Err(Refused::StopOrWatch.into());
            }
            // Each of these has no path on this disk: those that have paths have paths in a folder.
            command @ (Command::Status
            | Command::Hub { root: HubRoot::Default | HubRoot::None, .. }
            | Command::Invite { .. }
            | Command::Invitation
            | Command::CancelInvite
            | Command::Discover
            | Command::Join { .. }
            | Command::Leave
            | Command::Unshare { .. }
            | Command::Unlink { .. }
            | Command::Folders
            | Command::Wait { .. }
            | Command::Machines
            | Command::Rename { .. }
            | Command::Forget { .. }
            | Command::Access { .. }
            | Command::AllowInvites { .. }
            | Command::History(_)
            | Command::Activity { .. }
            | Command::Versions { .. }
            | Command::Content { .. }
            | Command::Conflicts { .. }
            | Command::Resolve { .. }
            | Command::Differences { .. }
            | Command::SettleDifferences { .. }
            | Command::Selected { .. }
            | Command::Choose { .. }
            | Command::Held
            | Command::Release { .. }
            | Command::Pause { .. }
            | Command::Resume { .. }
            | Command::Rescan { .. }
            | Command::Ignored { .. }
            | Command::IgnoreRules { .. }
            | Command::IgnorePreview { .. }
            | Command::Store
            | Command::Settings { .. }
            | Command::Verify
            | Command::Key
            | Command::Doctor
            | Command::Log) => command,
        })
    }

    /// Resolves a path, which need not exist, and checks that it is inside one of the directories.
    fn place(&self, path: &Path) -> Result<PathBuf, ApiError> {
        let is_plain = |part: Component| matches!(part, Component::RootDir | Component::Normal(_));
        if !path.is_absolute() || !path.components().all(is_plain) {
            return Err(self.outside(path));
        }
        let mut existing = path;
        while existing.symlink_metadata().is_err() {
            existing = existing.parent().unwrap_or(Path::new("/"));
        }
        // A symlink that leads nowhere exists, but cannot be resolved.
        let real = existing.canonicalize().map_err(|_| self.outside(path))?;
        let place = match path.strip_prefix(existing) {
            Ok(rest) if rest.as_os_str().is_empty() => real,
            Ok(rest) => real.join(rest),
            Err(_) => return Err(self.outside(path)),
        };
        if self.0.iter().any(|root| place.starts_with(root)) { Ok(place) } else { Err(self.outside(path)) }
    }

    fn outside(&self, path: &Path) -> ApiError {
        let roots: Vec<_> = self.0.iter().map(|root| root.display().to_string()).collect();
        Refused::Outside { path: path.to_owned(), roots: roots.join(", ") }.into()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn paths_stay_inside_the_directories() {
        let dir = tempfile::tempdir().unwrap();
        let base = dir.path().canonicalize().unwrap();
        for made in ["srv/docs", "srv2", "home/.ssh"] {
            fs::create_dir_all(base.join(made)).unwrap();
        }
        symlink("../home", base.join("srv/out")).unwrap();
        symlink("docs", base.join("srv/in")).unwrap();
        symlink("../home/nowhere", base.join("srv/dangling")).unwrap();
        symlink("srv", base.join("way")).unwrap();
        let roots = Roots::new(&[base.join("way")]).unwrap();
        assert_eq!(roots.all(), [base.join("srv")]);

        for (path, place) in [
            ("srv/docs", Some("srv/docs")),
            ("srv", Some("srv")),
            ("srv/docs/new/deep", Some("srv/docs/new/deep")),
            ("way/docs", Some("srv/docs")),
            ("srv/in/new", Some("srv/docs/new")),
            ("srv2", None),
            ("srv/../home", None),
            ("srv/docs/../../home", None),
            ("srv/out", None),
            ("srv/out/new", None),
            ("srv/dangling", None),
            ("srv/dangling/new", None),
            ("home", None),
        ] {
            let got = roots.confine(Command::Estimate { path: base.join(path) });
            match place {
                Some(place) => assert_eq!(got.unwrap(), Command::Estimate { path: base.join(place) }, "{path}"),
                None => assert_eq!(got.unwrap_err().code, "outside", "{path}"),
            }
        }
        for path in ["docs", "", "~/docs", "/", "/etc/passwd"] {
            let got = roots.confine(Command::Diagnostics { file: path.into() });
            assert_eq!(got.unwrap_err().code, "outside", "{path:?}");
        }
    }

    #[test]
    fn every_request_with_a_path_is_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let roots = Roots::new(&[dir.path().to_owned()]).unwrap();
        for request in [
            r#"{"command":"share","path":"/etc","name":null,"hub_copy":true}"#,
            r#"{"command":"estimate","path":"/etc"}"#,
            r#"{"command":"link","name":"docs","path":"/etc","role":"two-way"}"#,
            r#"{"command":"relocate","name":"docs","path":"/etc"}"#,
            r#"{"command":"hub","name":null,"listen":null,"root":{"at":"/etc"}}"#,
            r#"{"command":"restore","folder":"docs","path":"a","version":null,"at":null,"to":"/etc/a","dry_run":false}"#,
            r#"{"command":"diagnostics","file":"/etc/report"}"#,
            r#"{"command":"where","paths":["/etc"]}"#,
            r#"{"command":"settings","folder":null,"key":"root","value":"/etc"}"#,
        ] {
            let command = serde_json::from_str(request).unwrap();
            assert_eq!(roots.confine(command).unwrap_err().code, "outside", "{request}");
        }
        for request in [r#"{"command":"stop"}"#, r#"{"command":"watch"}"#] {
            let command = serde_json::from_str(request).unwrap();
            assert_eq!(roots.confine(command).unwrap_err().code, "bad-argument", "{request}");
        }
        for request in [
            r#"{"command":"settings","folder":null,"key":"root","value":"none"}"#,
            r#"{"command":"settings","folder":null,"key":"min-free","value":"1GiB"}"#,
            r#"{"command":"status"}"#,
        ] {
            let command: Command = serde_json::from_str(request).unwrap();
            assert_eq!(roots.confine(command.clone()), Ok(command), "{request}");
        }
    }
}
