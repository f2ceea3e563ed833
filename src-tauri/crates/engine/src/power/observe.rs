//! Reads from the system bus what NetworkManager says of the network and UPower of the battery, and hears when that
//! changes.
//!
//! Everything here waits for other programs: only the thread of this room calls it. Neither program need be there, nor
//! the bus; then what they would say is not known.

use std::net::IpAddr;
use std::thread;
use std::time::Duration;

use crossbeam_channel::Sender;
use zbus::blocking::connection::Builder;
use zbus::blocking::fdo::DBusProxy;
use zbus::blocking::{Connection, MessageIterator};
use zbus::message::Type;
use zbus::names::{BusName, WellKnownName};
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus::{MatchRule, Message};

use crate::power::decide::{self, Route, Supply};

/// How long a program on the bus may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
const NETWORK: &str = "org.freedesktop.NetworkManager";
const NETWORK_PATH: &str = "/org/freedesktop/NetworkManager";
const DEVICE: &str = "org.freedesktop.NetworkManager.Device";
const UPOWER: &str = "org.freedesktop.UPower";
const UPOWER_PATH: &str = "/org/freedesktop/UPower";
const BATTERY: &str = "org.freedesktop.UPower.Device";
/// What stands for all batteries of a machine, as a panel shows it.
const BATTERY_PATH: &str = "/org/freedesktop/UPower/devices/DisplayDevice";

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Topics {
    pub(super) network: bool,
    pub(super) battery: bool,
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unknown {
    /// It was not asked about, or not answered yet.
    NotAsked,
    /// There is no system bus, for this reason.
    NoBus(String),
    /// This program does not run.
    NoProgram(&'static str),
    /// It answered with this error, or not in time.
    NoAnswer(&'static str, String),
    /// It does not say: of a network, whether it is metered; of a machine on battery, what is left.
    NotSaid,
}

/// A connection to the system bus that hears of changes. Dropping it closes it.
pub(super) struct Bus {
    connection: Connection,
    topics: Topics,
}

impl Bus {
    /// Connects, and sends to `wake` whenever something may have changed, also when the connection has ended.
    pub(super) fn connect(topics: Topics, wake: Sender<()>) -> zbus::Result<Self> {
        let connection = Builder::system()?.method_timeout(PATIENCE).build()?;
        let messages = MessageIterator::from(&connection);
        let bus = Bus { connection, topics };
        let proxy = DBusProxy::new(&bus.connection)?;
        for rule in rules(topics)? {
            proxy.add_match_rule(rule)?;
        }
        if topics.battery {
            // It is started by whoever asks first. Where it is not installed, that is found out when it is read.
            let _ = proxy.start_service_by_name(WellKnownName::try_from(UPOWER)?, 0);
        }
        let hear = move || {
            for message in messages {
                match message {
                    Ok(message) if is_news(&message) => drop(wake.try_send(())),
                    Ok(_) => {}
                    Err(_) => break,
                }
            }
            // The receiver looks whether the bus is still there.
            let _ = wake.try_send(());
        };
        thread::Builder::new().name("power-signals".into()).spawn(hear)?;
        Ok(bus)
    }

    pub(super) fn topics(&self) -> Topics {
        self.topics
    }

    pub(super) fn is_closed(&self) -> bool {
        self.connection.is_closed()
    }

    /// Reads whether traffic to a hub is metered. `local` is this machine's address on the connection to it; without one,
    /// the network is that of the way to the internet.
    pub(super) fn is_metered(&self, local: Option<IpAddr>) -> Result<bool, Unknown> {
        self.expect_program(NETWORK, "NetworkManager")?;
        let whole = self.property(NETWORK, NETWORK_PATH, NETWORK, "Metered");
        let route = local.map(|local| Route { is_loopback: local.is_loopback(), device: self.device_metered(local) });
        let whole = match (whole, route) {
            (Ok(whole), _) => u32::try_from(whole).ok(),
            (Err(error), None) => return Err(Unknown::NoAnswer("NetworkManager", error.to_string())),
            (Err(_), Some(_)) => None,
        };
        decide::is_metered(whole, route).ok_or(Unknown::NotSaid)
    }

    /// Reads what NetworkManager says of the device that has this address.
    fn device_metered(&self, local: IpAddr) -> Option<u32> {
        let interface = if_addrs::get_if_addrs().ok()?.into_iter().find(|interface| interface.ip() == local)?;
        let device = self.connection.call_method(
            Some(NETWORK),
            NETWORK_PATH,
            Some(NETWORK),
            "GetDeviceByIpIface",
            &interface.name,
        );
        let device: OwnedObjectPath = device.ok()?.body().deserialize().ok()?;
        u32::try_from(self.property(NETWORK, device.as_str(), DEVICE, "Metered").ok()?).ok()
    }

    /// Reads what this machine runs on.
    pub(super) fn supply(&self) -> Result<Supply, Unknown> {
        self.expect_program(UPOWER, "UPower")?;
        let no_answer = |error: zbus::Error| Unknown::NoAnswer("UPower", error.to_string());
        let on_battery = self.property(UPOWER, UPOWER_PATH, UPOWER, "OnBattery").map_err(no_answer)?;
        let of_battery = |name| self.property(UPOWER, BATTERY_PATH, BATTERY, name).ok();
        let is_present = of_battery("IsPresent").and_then(|value| bool::try_from(value).ok()).unwrap_or(false);
        let percentage = of_battery("Percentage").and_then(|value| f64::try_from(value).ok());
        decide::supply(bool::try_from(on_battery).ok(), percentage.filter(|_| is_present)).ok_or(Unknown::NotSaid)
    }

    /// Checks that a program runs, so that a question does not start it.
    fn expect_program(&self, name: &'static str, shown: &'static str) -> Result<(), Unknown> {
        let owned = DBusProxy::new(&self.connection).and_then(|bus| Ok(bus.name_has_owner(BusName::try_from(name)?)?));
        match owned {
            Ok(true) => Ok(()),
            Ok(false) => Err(Unknown::NoProgram(shown)),
            Err(error) => Err(Unknown::NoBus(error.to_string())),
        }
    }

    fn property(&self, program: &str, path: &str, interface: &str, name: &str) -> zbus::Result<OwnedValue> {
        let answer = self.connection.call_method(Some(program), path, Some(PROPERTIES), "Get", &(interface, name))?;
        answer.body().deserialize()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It ends the thread that hears the signals.
        let _ = self.connection.clone().close();
    }
}

/// Returns true for the signals that were subscribed to; a bus also says other things, such as this connection's name.
fn is_news(message: &Message) -> bool {
    let header = message.header();
    let member = header.member().map(|member| member.as_str());
    message.message_type() == Type::Signal && matches!(member, Some("PropertiesChanged" | "NameOwnerChanged"))
}

/// Returns what to hear of: properties of the programs, and that they come and go.
fn rules(topics: Topics) -> zbus::Result<Vec<MatchRule<'static>>> {
    let properties = |program: &'static str, interface: &'static str| {
        let rule = MatchRule::builder().msg_type(Type::Signal).sender(program)?.interface(PROPERTIES)?;
        rule.member("PropertiesChanged")?.arg(0, interface)
    };
    let owner = |program: &'static str| {
        let rule = MatchRule::builder().msg_type(Type::Signal).sender("org.freedesktop.DBus")?;
        Ok::<_, zbus::Error>(rule.member("NameOwnerChanged")?.arg(0, program)?.build())
    };
    let mut rules = Vec::new();
    if topics.network {
        rules.push(properties(NETWORK, NETWORK)?.build());
        rules.push(properties(NETWORK, DEVICE)?.build());
        rules.push(owner(NETWORK)?);
    }
    if topics.battery {
        rules.push(properties(UPOWER, UPOWER)?.build());
        rules.push(properties(UPOWER, BATTERY)?.path(BATTERY_PATH)?.build());
        rules.push(owner(UPOWER)?);
    }
    Ok(rules)
}
