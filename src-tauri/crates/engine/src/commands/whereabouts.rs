//! `syncit where`: in which folder a path of this machine lies, and how it stands there.
//!
//! File managers ask it of everything that they show, so it must cost little: it reads rows and follows the symlinks above
//! a path, but neither scans nor asks the hub.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syncit_core::{FolderId, RelPath};
use syncit_replica::PathStanding;

use crate::api::{KeptBy, PathState, Reply, Whereabouts};
use crate::error::{BadArgument, Result};
use crate::machine::record::Machine;
use crate::runtime::Runtime;

/// Paths in one request.
const MAX_PATHS: usize = 256;

/// A path in a folder that is linked here.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    folder: FolderId,
    /// The path in it; empty for its root.
    inside: PathBuf,
}

/// Runs `syncit where`.
pub(crate) fn whereabouts(runtime: &Runtime, paths: Vec<PathBuf>) -> Result<Reply> {
    if paths.len() > MAX_PATHS {
        return Err(BadArgument::TooManyPaths { most: MAX_PATHS }.into());
    }
    if let Some(path) = paths.iter().find(|path| !path.is_absolute()) {
        return Err(BadArgument::RelativePath { path: path.clone() }.into());
    }
    let machine = runtime.machine();
    let mut parents = RealPaths::default();
    let places: Vec<Option<Place>> = paths.iter().map(|path| place_of(&machine, &mut parents, path)).collect();
    let states = states(runtime, &places, &paths)?;
    let is_alone = paths.len() == 1;
    let mut lines = Vec::with_capacity(paths.len());
    for ((asked, place), state) in paths.into_iter().zip(places).zip(states) {
        let linked = place.and_then(|place| Some((machine.links.get(&place.folder)?, place)));
        lines.push(match linked {
            None => Whereabouts { asked, folder: None, path: None, state: None, machines: Vec::new() },
            Some((link, place)) => Whereabouts {
                asked,
                folder: Some(link.name.to_string()),
                path: Some(place.inside.to_string_lossy().into_owned()),
                state,
                machines: if is_alone { kept_by(runtime, &machine, &place) } else { Vec::new() },
            },
        });
    }
    Ok(Reply::Where(lines))
}

/// The real paths of directories that were looked up.
#[derive(Default)]
struct RealPaths(BTreeMap<PathBuf, PathBuf>);

impl RealPaths {
    /// Returns the path of a directory without symlinks and dots, or as it is if it does not exist.
    fn of(&mut self, dir: &Path) -> &Path {
        self.0.entry(dir.to_owned()).or_insert_with(|| dir.canonicalize().unwrap_or_else(|_| dir.to_owned()))
    }
}

/// Returns the place of a path. A symlink in a folder has a place of its own; one outside leads to the place of its target.
fn place_of(machine: &Machine, parents: &mut RealPaths, path: &Path) -> Option<Place> {
    if machine.links.is_empty() {
        return None;
    }
    let own = path.parent().zip(path.file_name()).map(|(parent, name)| parents.of(parent).join(name));
    let is_final = |own: &PathBuf| !own.is_symlink();
    match own.as_deref().and_then(|own| folder_of(machine, own)) {
        Some(place) => Some(place),
        None if own.as_ref().is_some_and(is_final) => None,
        None => folder_of(machine, &path.canonicalize().ok()?),
    }
}

fn folder_of(machine: &Machine, path: &Path) -> Option<Place> {
    machine.links.iter().find_map(|(folder, link)| {
        let inside = path.strip_prefix(&link.path).ok()?.to_owned();
        Some(Place { folder: *folder, inside })
    })
}

/// Returns how each path stands. Each folder is asked once.
fn states(runtime: &Runtime, places: &[Option<Place>], paths: &[PathBuf]) -> Result<Vec<Option<PathState>>> {
    let mut states = vec![None; places.len()];
    let mut of_folders: BTreeMap<FolderId, Vec<(usize, Option<RelPath>)>> = BTreeMap::new();
    for (at, place) in places.iter().enumerate() {
        let Some(Place { folder, inside }) = place else { continue };
        match inside.to_str().map(|text| if text.is_empty() { Ok(None) } else { RelPath::new(text).map(Some) }) {
            Some(Ok(path)) => of_folders.entry(*folder).or_default().push((at, path)),
            // SyncIt's own directory, or a name that is not UTF-8.
            Some(Err(_)) | None => states[at] = Some(PathState::NotSynced),
        }
    }
    let links = runtime.links();
    for (folder, asked) in of_folders {
        let (at, inside): (Vec<usize>, Vec<Option<RelPath>>) = asked.into_iter().unzip();
        let Some(linked) = links.get(&folder) else { continue };
        let Some(standings) = linked.query(move |replica| replica.standings(&inside)).transpose()? else { continue };
        for (at, standing) in at.into_iter().zip(standings) {
            states[at] = standing.map(state).or_else(|| unseen(&paths[at]));
        }
    }
    Ok(states)
}

fn state(standing: PathStanding) -> PathState {
    match standing {
        PathStanding::Conflict => PathState::Conflict,
        PathStanding::Problem => PathState::Problem,
        PathStanding::Pending => PathState::Pending,
        PathStanding::InSync => PathState::InSync,
        PathStanding::LeftOut => PathState::NotSynced,
    }
}

/// Returns the state of a path of which the folder knows nothing: it will be looked at, if something is there.
fn unseen(path: &Path) -> Option<PathState> {
    path.symlink_metadata().is_ok().then_some(PathState::Pending)
}

/// Returns the machines that keep the folder of a place, this one first.
fn kept_by(runtime: &Runtime, machine: &Machine, place: &Place) -> Vec<KeptBy> {
    let root = machine.links.get(&place.folder).map(|link| link.path.clone());
    let at = |root: PathBuf| if place.inside.as_os_str().is_empty() { root } else { root.join(&place.inside) };
    let here = KeptBy { machine: machine.shown_name(), path: root.map(at) };
    let own = runtime.id().ok();
    let directory = runtime.directory();
    let keeps = |backlogs: &[syncit_core::backlog::FolderBacklog]| {
        backlogs.iter().any(|backlog| backlog.folder == place.folder)
    };
    let others = directory.machines.iter().filter(|other| Some(other.id) != own && keeps(&other.backlogs));
    let others = others.map(|other| KeptBy { machine: other.name.to_string(), path: None });
    std::iter::once(here).chain(others).collect()
}
