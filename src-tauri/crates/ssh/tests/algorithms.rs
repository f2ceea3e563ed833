//! What either side offers before anything is encrypted: read from its first packet (RFC 4253, section 7.1).
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use support::{Hub, Machine, PATIENCE};

/// The key exchanges, the kinds of host keys, the ciphers, the MACs, and the compressions of the direction to the hub.
struct Offer {
    kex: Vec<String>,
    keys: Vec<String>,
    ciphers: Vec<String>,
    macs: Vec<String>,
    compressions: Vec<String>,
}

impl Offer {
    /// Greets as another program would, and reads the other side's offer.
    fn read(mut stream: TcpStream) -> Self {
        stream.write_all(b"SSH-2.0-SyncIt_probe\r\n").unwrap();
        support::greeting(&stream);
        Offer::read_on(stream)
    }

    /// Reads the other side's offer after the greetings.
    fn read_on(mut reader: TcpStream) -> Self {
        reader.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = [0; 4];
        reader.read_exact(&mut head).unwrap();
        let mut packet = vec![0; u32::from_be_bytes(head) as usize];
        reader.read_exact(&mut packet).unwrap();
        assert_eq!(packet[1], 20, "the first packet is an offer");
        // After the length of the padding, the kind of the packet and sixteen random bytes.
        let mut rest = &packet[18..];
        let mut lists = std::iter::repeat_with(|| {
            let (len, after) = rest.split_at(4);
            let (list, after) = after.split_at(u32::from_be_bytes(len.try_into().unwrap()) as usize);
            rest = after;
            std::str::from_utf8(list).unwrap().split(',').map(str::to_owned).collect::<Vec<String>>()
        });
        let mut next = || lists.next().unwrap();
        let (kex, keys, ciphers, ciphers_back, macs, macs_back) = (next(), next(), next(), next(), next(), next());
        assert_eq!((&ciphers, &macs), (&ciphers_back, &macs_back), "both directions are alike");
        Offer { kex, keys, ciphers, macs, compressions: next() }
    }

    fn check(&self) {
        let is_extension = |name: &str| name.starts_with("ext-info-") || name.starts_with("kex-strict-");
        let is_quick = |name: &str| name == "mlkem768x25519-sha256" || name.starts_with("curve25519-sha256");
        assert!(self.kex.iter().all(|name| is_extension(name) || is_quick(name)), "{:?}", self.kex);
        assert!(self.kex.iter().any(|name| is_quick(name)), "{:?}", self.kex);
        assert!(self.kex.iter().any(|name| name.starts_with("kex-strict-")), "{:?}", self.kex);
        assert_eq!(self.keys, ["ssh-ed25519"]);
        let mut ciphers = self.ciphers.clone();
        ciphers.sort();
        assert_eq!(ciphers, ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com"]);
        assert!(
            self.macs.iter().all(|name| name.starts_with("hmac-sha2-") && name.contains("-etm@")),
            "{:?}",
            self.macs
        );
        assert_eq!(self.compressions, ["none"]);
    }
}

#[test]
fn a_hub_offers_nothing_old_and_nothing_that_costs_it_much() {
    let hub = Hub::start();
    let offer = Offer::read(TcpStream::connect(hub.address()).unwrap());
    offer.check();
    assert_eq!(offer.ciphers[0], "chacha20-poly1305@openssh.com");
}

#[test]
fn a_machine_offers_the_same() {
    let hub = Hub::start();
    let mut config = hub.config(&hub.pair());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    config.addresses = vec![listener.local_addr().unwrap().to_string()];
    let machine = std::thread::spawn(move || Machine::connect(&config).err());
    Offer::read(listener.accept().unwrap().0).check();
    assert!(machine.join().unwrap().is_some(), "that was no hub");
}

#[test]
fn a_machine_offers_the_same_on_its_bulk_lane() {
    let hub = Hub::start();
    let mut config = hub.config(&hub.pair());
    let (sender, offers) = crossbeam_channel::unbounded();
    let address = support::sort(hub.address(), move |stream, _| drop(sender.send(Offer::read_on(stream))));
    config.addresses = vec![address.to_string()];
    let machine = Machine::connect(&config);
    let both: Vec<Offer> = offers.try_iter().collect();
    assert_eq!(both.len(), 2, "a session each way");
    both.iter().for_each(Offer::check);
    assert!(machine.is_ok(), "libssh2 carries the lane");
}
