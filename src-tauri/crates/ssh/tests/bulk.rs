//! The bulk lane on russh's client: what it accepts of a hub, and when libssh2 takes its place.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use russh::server::{Auth, ChannelOpenHandle, Config, Handler, Msg, Session, VerifiedPublicKey, run_stream};
use russh::{Channel, ChannelId, SshId};
use support::{Hub, Machine, Memory, batch, bodies, join, sort};
use syncit_core::message::{BodyOut, Lane, Piece, ToClient, ToHub};
use syncit_ssh::client::{ConnectConfig, ConnectError};
use syncit_ssh::reasons::Ended;
use syncit_ssh::server::Limits;
use syncit_ssh::{KeyPair, fingerprint};

fn at(address: SocketAddr, config: ConnectConfig) -> ConnectConfig {
    ConnectConfig { addresses: vec![address.to_string()], ..config }
}

#[test]
fn where_no_session_of_russh_opens_libssh2_carries_the_lane() {
    let mut content = Memory::default();
    let digest = content.keep(b"down");
    let hub = Hub::with(Limits::default(), content);
    let (refused, refusals) = crossbeam_channel::unbounded();
    let address = sort(hub.address(), move |stream, _| drop((refused.send(()), stream)));
    let machine = Machine::connect(&at(address, hub.config(&hub.pair()))).unwrap();
    assert_eq!(refusals.try_iter().count(), 2);
    let (_, out) = hub.connected();
    machine.connection.send_bodies(Lane::Bulk, bodies(batch(1), 1, |_| b"up".to_vec()));
    let (Lane::Bulk, ToHub::Body(up), _) = hub.message() else { panic!("no body") };
    assert_eq!(up.bytes, b"up");
    out.send_bodies(Lane::Bulk, batch(2), vec![BodyOut { item: 0, piece: Piece::Chunk(0), digest }], vec![]);
    let (Lane::Bulk, ToClient::Body(down), _) = machine.message() else { panic!("no body") };
    assert_eq!(down.bytes, b"down");
}

/// Connects through somebody who leads the bulk lane elsewhere.
fn led_astray(hub: &Hub, to: SocketAddr) -> Result<Machine, ConnectError> {
    let address = sort(hub.address(), move |inner, own| {
        let mut outer = TcpStream::connect(to).unwrap();
        support::greeting(&outer);
        outer.write_all(own.as_bytes()).unwrap();
        join(inner, outer);
    });
    Machine::connect(&at(address, hub.config(&hub.pair())))
}

#[test]
fn a_hub_with_another_key_is_not_talked_to_on_this_lane_either() {
    let (hub, other) = (Hub::start(), Hub::start());
    let error = led_astray(&hub, other.address()).err().unwrap();
    let ConnectError::HostKeyChanged { expected, found, .. } = error else { panic!("{error}") };
    assert_eq!((expected, found), (fingerprint(&hub.key.public_wire), fingerprint(&other.key.public_wire)));
    assert!(other.keys.seen.lock().unwrap().is_empty() && other.events.is_empty());
}

#[test]
fn a_key_that_is_refused_on_this_lane_is_not_tried_again() {
    let hub = Hub::start();
    let same_key = KeyPair::from_openssh(&hub.key.private_openssh).unwrap();
    let other = Hub::with_key(same_key, Limits::default(), Memory::default());
    let error = led_astray(&hub, other.address()).err().unwrap();
    assert!(matches!(error, ConnectError::KeyRefused { .. }), "{error}");
}

/// Lets everybody in, opens lanes, and then opens a channel to the machine.
struct Caller;

impl Handler for Caller {
    type Error = russh::Error;

    async fn auth_publickey(&mut self, _: &str, _: VerifiedPublicKey<'_>) -> Result<Auth, russh::Error> {
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        _: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        reply.accept().await;
        Ok(())
    }

    async fn exec_request(&mut self, id: ChannelId, _: &[u8], session: &mut Session) -> Result<(), russh::Error> {
        session.channel_success(id)?;
        let handle = session.handle();
        tokio::spawn(async move {
            let _ = handle.channel_open_forwarded_tcpip("127.0.0.1", 22, "127.0.0.1", 22).await;
        });
        Ok(())
    }
}

#[test]
fn a_hub_that_opens_a_channel_to_a_machine_loses_it() {
    let hub = Hub::start();
    let private = russh::keys::PrivateKey::from_openssh(&*hub.key.private_openssh).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        // The greeting is signed with the keys: it must be that of the hub.
        let server_id = SshId::Standard(concat!("SSH-2.0-SyncIt_", env!("CARGO_PKG_VERSION")).into());
        let config = Arc::new(Config { keys: vec![private], server_id, ..Config::default() });
        while let Ok((stream, _)) = listener.accept().await {
            let config = config.clone();
            tokio::spawn(async move { run_stream(config, stream, Caller).await.unwrap().await });
        }
    });
    let machine = led_astray(&hub, address).unwrap();
    assert_eq!(machine.closed(), Some(Ended::Closed.into()));
}
