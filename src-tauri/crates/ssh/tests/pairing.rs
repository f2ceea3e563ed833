//! Pairing, both sides over a socket pair, without SSH around it.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::IpAddr;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::{Name, Reason};
use syncit_ssh::pair::{ATTEMPTS, Admission, Invitation, InvitationEnd, JoinError, Joined, LIFETIME, join_over, serve};

const LAPTOP: &[u8] = b"the laptop's public key";
const HUB: &[u8] = b"the hub's public key";
/// Ed25519's neutral element, as SPAKE2 sends it with side A's mark: well-formed, and of nobody.
const ELEMENT_OF_A: &str = "410100000000000000000000000000000000000000000000000000000000000000";

#[derive(Default)]
struct Book {
    admitted: Mutex<Vec<(Vec<u8>, String)>>,
    guesses: Mutex<u32>,
}

impl Admission for Book {
    fn admit(&self, public_key: &[u8], name: &Name) -> Result<Name, Refusal> {
        if name.as_str() == "taken" {
            let message = "there is a machine called taken already".into();
            return Err(Refusal { code: RefusalCode::NameTaken, reason: Reason::said(message, None) });
        }
        self.admitted.lock().unwrap().push((public_key.to_vec(), name.to_string()));
        Ok(Name::new("attic").unwrap())
    }
    fn guessed(&self) {
        *self.guesses.lock().unwrap() += 1;
    }
}

/// Runs the hub's side on one end while `joiner` has the other. Returns the results of both.
fn meet<T: Send>(
    invitation: &Invitation,
    book: &Book,
    source: IpAddr,
    seen_by_hub: &[u8],
    joiner: impl FnOnce(UnixStream) -> T + Send,
) -> (std::io::Result<()>, T) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    theirs.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    std::thread::scope(|scope| {
        let joiner = scope.spawn(move || joiner(theirs));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let served = runtime.block_on(async {
            ours.set_nonblocking(true).unwrap();
            let stream = tokio::net::UnixStream::from_std(ours).unwrap();
            serve(stream, source, seen_by_hub, HUB, invitation, book).await
        });
        (served, joiner.join().unwrap())
    })
}

fn join(invitation: &Invitation, book: &Book, code: &str, name: &str) -> Result<Joined, JoinError> {
    join_from(at(1), invitation, book, code, name)
}

fn at(n: u8) -> IpAddr {
    IpAddr::from([192, 168, 1, n])
}

fn join_from(
    source: IpAddr,
    invitation: &Invitation,
    book: &Book,
    code: &str,
    name: &str,
) -> Result<Joined, JoinError> {
    let name = Name::new(name).unwrap();
    meet(invitation, book, source, LAPTOP, |stream| join_over(stream, LAPTOP, HUB, code, &name)).1
}

fn wrong(code: &str) -> String {
    let last = if code.ends_with('7') { '8' } else { '7' };
    format!("{}{last}", &code[..5])
}

#[test]
fn the_right_code_pairs_and_tells_both_names() {
    let (invitation, book) = (Invitation::new(LIFETIME).unwrap(), Book::default());
    let joined = join(&invitation, &book, invitation.code(), "laptop").unwrap();
    assert_eq!((joined.hub.as_str(), joined.name.as_str(), &joined.hub_key[..]), ("attic", "laptop", HUB));
    assert_eq!(*book.admitted.lock().unwrap(), [(LAPTOP.to_vec(), "laptop".to_owned())]);
    assert_eq!(invitation.end(), Some(InvitationEnd::Used));
}

#[test]
fn a_code_works_once() {
    let (invitation, book) = (Invitation::new(LIFETIME).unwrap(), Book::default());
    join(&invitation, &book, invitation.code(), "laptop").unwrap();
    let again = join(&invitation, &book, invitation.code(), "desktop").unwrap_err();
    assert!(matches!(again, JoinError::NoInvitation), "{again}");
    assert_eq!(book.admitted.lock().unwrap().len(), 1);
}

#[test]
fn three_wrong_codes_of_one_machine_are_its_last_and_take_a_while_and_another_machine_still_joins() {
    let (invitation, book) = (Invitation::new(LIFETIME).unwrap(), Book::default());
    let begun = Instant::now();
    for expected in [2, 1, 0] {
        let error = join(&invitation, &book, &wrong(invitation.code()), "laptop").unwrap_err();
        assert!(matches!(error, JoinError::WrongCode { left } if left == expected), "{error}");
    }
    assert!(begun.elapsed() > Duration::from_secs(5), "three codes were tried in {:?}", begun.elapsed());
    let right = join(&invitation, &book, invitation.code(), "laptop").unwrap_err();
    assert!(matches!(right, JoinError::NoInvitation), "{right}");
    assert!(book.admitted.lock().unwrap().is_empty());
    assert_eq!((invitation.end(), invitation.wrong_codes()), (None, vec![(at(1), 3)]));
    assert_eq!(*book.guesses.lock().unwrap(), 3);
    join_from(at(2), &invitation, &book, invitation.code(), "desktop").unwrap();
}

#[test]
fn nine_wrong_codes_end_an_invitation_and_it_says_where_they_came_from() {
    let (invitation, book) = (Invitation::new(LIFETIME).unwrap(), Book::default());
    for n in 0..ATTEMPTS as u8 {
        assert_eq!(invitation.end(), None);
        let error = join_from(at(n), &invitation, &book, &wrong(invitation.code()), "laptop").unwrap_err();
        assert!(matches!(error, JoinError::WrongCode { .. }), "{error}");
    }
    assert_eq!(invitation.end(), Some(InvitationEnd::Attempts));
    let expected: Vec<_> = (0..ATTEMPTS as u8).map(|n| (at(n), 1)).collect();
    assert_eq!(invitation.wrong_codes(), expected);
    let right = join_from(at(99), &invitation, &book, invitation.code(), "laptop").unwrap_err();
    assert!(matches!(right, JoinError::NoInvitation), "{right}");
    assert!(book.admitted.lock().unwrap().is_empty());
}

#[test]
fn an_expired_invitation_says_so() {
    let (invitation, book) = (Invitation::new(Duration::ZERO).unwrap(), Book::default());
    let error = join(&invitation, &book, invitation.code(), "laptop").unwrap_err();
    assert!(matches!(error, JoinError::NoInvitation), "{error}");
}

#[test]
fn a_taken_name_costs_no_attempt() {
    let (invitation, book) = (Invitation::new(LIFETIME).unwrap(), Book::default());
    for _ in 0..5 {
        let error = join(&invitation, &book, invitation.code(), "taken").unwrap_err();
        assert!(matches!(&error, JoinError::Refused(refusal) if refusal.code == RefusalCode::NameTaken), "{error}");
    }
    join(&invitation, &book, invitation.code(), "laptop").unwrap();
}

#[test]
fn somebody_in_the_middle_fails_with_the_right_code() {
    let (invitation, book) = (Invitation::new(LIFETIME).unwrap(), Book::default());
    let (name, code) = (Name::new("laptop").unwrap(), invitation.code());
    // The hub sees the key of the machine in the middle, not the laptop's.
    let (_, joined) =
        meet(&invitation, &book, at(1), b"another key", |stream| join_over(stream, LAPTOP, HUB, code, &name));
    assert!(matches!(joined, Err(JoinError::WrongCode { left: 2 })), "{joined:?}");
    // The laptop sees a key that is not the hub's.
    let (_, joined) =
        meet(&invitation, &book, at(1), LAPTOP, |stream| join_over(stream, LAPTOP, b"other", code, &name));
    assert!(matches!(joined, Err(JoinError::WrongCode { left: 1 })), "{joined:?}");
    assert!(book.admitted.lock().unwrap().is_empty());
}

/// Plays a hub that answers each line that it receives with one of these lines.
fn join_a_false_hub(answers: &[&str]) -> JoinError {
    let (ours, theirs) = UnixStream::pair().unwrap();
    theirs.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let name = Name::new("laptop").unwrap();
    std::thread::scope(|scope| {
        let joiner = scope.spawn(move || join_over(theirs, LAPTOP, HUB, "123456", &name));
        let mut heard = BufReader::new(ours.try_clone().unwrap()).lines();
        let mut out = ours;
        for answer in answers {
            heard.next().unwrap().unwrap();
            // The joiner may close the connection before it has read all of it.
            let _ = writeln!(out, "{answer}");
        }
        out.shutdown(std::net::Shutdown::Both).unwrap();
        joiner.join().unwrap().unwrap_err()
    })
}

#[test]
fn a_hub_that_does_not_know_the_code_is_found_out() {
    let element = format!("{{\"element\":{{\"element\":\"42{}\"}}}}", &ELEMENT_OF_A[2..]);
    let mac = format!("{{\"confirm\":{{\"mac\":\"{}\",\"hub\":\"attic\",\"name\":\"laptop\"}}}}", "00".repeat(32));
    let error = join_a_false_hub(&[&element, &mac]);
    assert!(matches!(error, JoinError::Impostor), "{error}");
    let error = join_a_false_hub(&["{\"element\":{\"element\":\"00\"}}"]);
    assert!(matches!(error, JoinError::Impostor), "{error}");
    let error = join_a_false_hub(&[&mac]);
    assert!(matches!(error, JoinError::Connection(_)), "{error}");
    let error = join_a_false_hub(&[&"x".repeat(100_000)]);
    assert!(matches!(error, JoinError::Connection(_)), "{error}");
}

/// Sends these bytes to the hub. Returns what it answers until it closes the connection.
fn say_to_hub(invitation: &Invitation, said: &[u8]) -> String {
    let heard = |mut stream: UnixStream| {
        // The hub may close the connection before it has read all of it.
        let _ = stream.write_all(said);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    meet(invitation, &Book::default(), at(1), LAPTOP, heard).1
}

#[test]
fn nonsense_ends_the_exchange_and_learns_nothing() {
    let begin = |element: &str| format!("{{\"begin\":{{\"version\":1,\"name\":\"x\",\"element\":\"{element}\"}}}}\n");
    let cases: &[(&str, Vec<u8>, u32)] = &[
        ("nothing", vec![], 0),
        ("not JSON", b"hello\n".to_vec(), 0),
        ("no end of line", vec![b'x'; 100_000], 0),
        ("unknown field", br#"{"begin":{"version":1,"name":"x","element":"","more":1}}"#.to_vec(), 0),
        ("confirm first", b"{\"confirm\":{\"mac\":\"00\"}}\n".to_vec(), 0),
        ("odd digits", begin("123").into_bytes(), 0),
        ("no digits", begin("zz").into_bytes(), 0),
        ("no element", begin("").into_bytes(), 1),
        ("short element", begin("4100").into_bytes(), 1),
        ("gone after its element", begin(ELEMENT_OF_A).into_bytes(), 1),
    ];
    for (what, said, attempts) in cases {
        let invitation = Invitation::new(LIFETIME).unwrap();
        let answer = say_to_hub(&invitation, said);
        assert!(!answer.contains("confirm"), "{what}: {answer}");
        assert_eq!(invitation.end(), None, "{what}");
        let left = match join(&invitation, &Book::default(), &wrong(invitation.code()), "laptop") {
            Err(JoinError::WrongCode { left }) => left,
            other => panic!("{what}: {other:?}"),
        };
        assert_eq!(left, 2 - attempts, "{what}");
    }
}

#[test]
fn another_version_is_named() {
    let invitation = Invitation::new(LIFETIME).unwrap();
    let said = b"{\"begin\":{\"version\":9,\"name\":\"x\",\"element\":\"\"}}\n";
    assert_eq!(say_to_hub(&invitation, said), "{\"version\":{\"version\":1}}\n");
    let error = join_a_false_hub(&["{\"version\":{\"version\":2}}"]);
    assert!(matches!(error, JoinError::Version { hub: 2, .. }), "{error}");
}
