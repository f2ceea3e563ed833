//! The control socket: the same commands for other processes of the same user, and nothing for other users.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use syncit_engine::api::{Command, HubRoot, Reply, Role};
use syncit_engine::control::{Client, NotRunning};
use syncit_engine::{Engine, Home, Options};

fn home(dir: &tempfile::TempDir) -> Home {
    Home::at(&dir.path().join("home")).unwrap()
}

#[test]
fn several_clients_ask_one_engine() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(Client::connect(&home(&dir)), Err(NotRunning { .. })));
    let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
    let mut one = Client::connect(&home(&dir)).unwrap();
    let mut two = Client::connect(&home(&dir)).unwrap();
    let hub = Command::Hub { name: Some("desk".into()), listen: Some("127.0.0.1:0".into()), root: HubRoot::None };
    assert!(matches!(one.call(hub.clone()), Ok(Reply::Hub { machine, .. }) if machine == "desk"));
    let Ok(Reply::Status(status)) = two.call(Command::Status) else { panic!() };
    assert_eq!((status.machine.as_str(), status.role), ("desk", Role::Hub));
    let error = two.call(hub).unwrap_err();
    assert_eq!(error.code, "is-the-hub");
    assert!(error.hint.is_some());
    engine.stop();
    assert_eq!(two.call(Command::Status).unwrap_err().code, "engine-gone");
    assert!(Client::connect(&home(&dir)).is_err());
}

#[test]
fn a_home_that_was_copied_asks_no_engine_of_the_original() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
    let copy = Home::at(&dir.path().join("copy")).unwrap();
    fs::create_dir_all(copy.data()).unwrap();
    let control = fs::read_link(home(&dir).data().join("control")).unwrap();
    std::os::unix::fs::symlink(control, copy.data().join("control")).unwrap();
    assert!(matches!(Client::connect(&copy), Err(NotRunning { .. })));
    assert!(Client::connect(&home(&dir)).is_ok());
    engine.stop();
}

#[test]
fn who_asks_for_the_end_is_answered_before_it_comes() {
    let dir = tempfile::tempdir().unwrap();
    for _ in 0..20 {
        let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
        let mut client = Client::connect(&home(&dir)).unwrap();
        let owner = std::thread::spawn(move || {
            engine.stop_asked().recv().unwrap();
            engine.stop();
        });
        assert_eq!(client.call(Command::Stop), Ok(Reply::Done));
        owner.join().unwrap();
    }
}

#[test]
fn a_watcher_is_told_of_changes_until_the_engine_ends() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
    let watching = Client::connect(&home(&dir)).unwrap();
    let (hints, changes) = std::sync::mpsc::channel();
    let watcher = std::thread::spawn(move || watching.watch(|| hints.send(()).is_ok()));
    changes.recv().unwrap();
    engine.handle().call(Command::Rename { machine: None, name: "desk".into() }).unwrap();
    changes.recv().unwrap();
    engine.stop();
    watcher.join().unwrap();
}

#[test]
fn a_stop_is_asked_for_over_the_socket() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
    assert_eq!(Client::connect(&home(&dir)).unwrap().call(Command::Stop), Ok(Reply::Done));
    engine.stop_asked().recv().unwrap();
    engine.stop();
}

#[test]
fn what_is_no_request_is_answered_or_cut_and_harms_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
    let socket = fs::read_link(home(&dir).data().join("control")).unwrap();
    let mut stream = UnixStream::connect(&socket).unwrap();
    stream.write_all(b"{\"id\": 3, \"command\": {\"command\": \"fly\"}}\n\xff\n").unwrap();
    let mut lines = BufReader::new(&stream).lines();
    for _ in 0..2 {
        assert!(lines.next().unwrap().unwrap().contains("bad-argument"));
    }
    let mut long = UnixStream::connect(&socket).unwrap();
    // The engine closes the connection somewhere in between.
    let _ = long.write_all(&vec![b'x'; 1 << 20]);
    assert!(BufReader::new(&long).lines().next().is_none_or(|line| line.is_err()));
    assert!(Client::connect(&home(&dir)).unwrap().call(Command::Status).is_ok());
    engine.stop();
}

#[test]
fn so_many_programs_ask_at_once_and_one_more_has_its_turn_when_one_ends() {
    let dir = tempfile::tempdir().unwrap();
    let engine = Engine::start(home(&dir), Options::isolated()).unwrap();
    let connect = || {
        let mut client = Client::connect(&home(&dir)).unwrap();
        client.call(Command::Status).map(|_| client)
    };
    let mut clients: Vec<Client> = (0..64).map(|_| connect().unwrap()).collect();
    assert_eq!(connect().unwrap_err().code, "engine-gone");
    clients.pop();
    let deadline = Instant::now() + Duration::from_secs(60);
    while connect().is_err() {
        assert!(Instant::now() < deadline, "nobody is let in any more");
    }
    engine.stop();
}
