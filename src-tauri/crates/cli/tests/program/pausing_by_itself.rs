//! A machine pauses by itself, on a metered network and on a battery that runs low, as a private system bus tells it:
//! with programs that answer as NetworkManager and UPower do.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::net::UnixListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;
use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::zvariant::OwnedObjectPath;

use crate::machines::{Machines, until};

const NETWORK_PATH: &str = "/org/freedesktop/NetworkManager";
const DEVICE_PATH: &str = "/org/freedesktop/NetworkManager/Devices/1";
const UPOWER_PATH: &str = "/org/freedesktop/UPower";
const BATTERY_PATH: &str = "/org/freedesktop/UPower/devices/DisplayDevice";

/// `NMMetered`: unknown, yes and no.
const UNKNOWN: u32 = 0;
const YES: u32 = 1;
const NO: u32 = 2;

/// A system bus of the test alone.
struct Bus {
    // It holds the socket.
    _dir: TempDir,
    address: String,
    daemon: Child,
}

impl Bus {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("bus.conf");
        let text = format!(
            "<busconfig><listen>unix:dir={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
             <allow send_destination=\"*\"/><allow receive_sender=\"*\"/><allow own=\"*\"/></policy></busconfig>",
            dir.path().display()
        );
        fs::write(&config, text).unwrap();
        let mut command = Command::new("dbus-daemon");
        command.arg("--nofork").arg("--print-address").arg(format!("--config-file={}", config.display()));
        let mut daemon = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Bus { _dir: dir, address: address.trim().to_owned(), daemon }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What UPower says of the machine.
struct Supply {
    on_battery: bool,
}

#[zbus::interface(name = "org.freedesktop.UPower")]
impl Supply {
    #[zbus(property)]
    fn on_battery(&self) -> bool {
        self.on_battery
    }
}

/// What UPower says of all batteries together.
struct Battery {
    percentage: f64,
}

#[zbus::interface(name = "org.freedesktop.UPower.Device")]
impl Battery {
    #[zbus(property)]
    fn percentage(&self) -> f64 {
        self.percentage
    }

    #[zbus(property)]
    fn is_present(&self) -> bool {
        true
    }
}

/// UPower.
struct UPower(Connection);

impl UPower {
    /// Starts it on mains with a full battery.
    fn start(bus: &Bus) -> Self {
        UPower::start_at(bus, false, 100.0)
    }

    fn start_at(bus: &Bus, on_battery: bool, percentage: f64) -> Self {
        let bus = Builder::address(bus.address.as_str())
            .and_then(|builder| builder.serve_at(UPOWER_PATH, Supply { on_battery }))
            .and_then(|builder| builder.serve_at(BATTERY_PATH, Battery { percentage }))
            .and_then(|builder| builder.name("org.freedesktop.UPower"))
            .and_then(Builder::build);
        UPower(bus.unwrap())
    }

    fn on_battery(&self, percentage: f64) {
        let battery = self.0.object_server().interface::<_, Battery>(BATTERY_PATH).unwrap();
        battery.get_mut().percentage = percentage;
        zbus::block_on(battery.get().percentage_changed(battery.signal_emitter())).unwrap();
        self.supply(true);
    }

    /// Vanishes from the bus.
    fn end(self) {
        self.0.close().unwrap();
    }

    fn on_mains(&self) {
        self.supply(false);
    }

    fn supply(&self, on_battery: bool) {
        let supply = self.0.object_server().interface::<_, Supply>(UPOWER_PATH).unwrap();
        supply.get_mut().on_battery = on_battery;
        zbus::block_on(supply.get().on_battery_changed(supply.signal_emitter())).unwrap();
    }
}

/// What NetworkManager says of the machine, and how often it was asked.
struct Manager {
    metered: u32,
    asked: Arc<AtomicU32>,
}

#[zbus::interface(name = "org.freedesktop.NetworkManager")]
impl Manager {
    #[zbus(property)]
    fn metered(&self) -> u32 {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.metered
    }

    /// It knows one device, the one over which machines of a test reach each other.
    fn get_device_by_ip_iface(&self, interface: String) -> zbus::fdo::Result<OwnedObjectPath> {
        if interface == "lo" {
            return Ok(OwnedObjectPath::try_from(DEVICE_PATH).unwrap());
        }
        Err(zbus::fdo::Error::Failed(format!("no device {interface}")))
    }
}

/// What it says of that device.
struct Device {
    metered: u32,
}

#[zbus::interface(name = "org.freedesktop.NetworkManager.Device")]
impl Device {
    #[zbus(property)]
    fn metered(&self) -> u32 {
        self.metered
    }
}

/// NetworkManager.
struct NetworkManager {
    bus: Connection,
    asked: Arc<AtomicU32>,
}

impl NetworkManager {
    /// Starts it with the way to the internet, and with that to the hub.
    fn start(bus: &Bus, metered: u32, device: u32) -> Self {
        let asked = Arc::new(AtomicU32::new(0));
        let bus = Builder::address(bus.address.as_str())
            .and_then(|builder| builder.serve_at(NETWORK_PATH, Manager { metered, asked: asked.clone() }))
            .and_then(|builder| builder.serve_at(DEVICE_PATH, Device { metered: device }))
            .and_then(|builder| builder.name("org.freedesktop.NetworkManager"))
            .and_then(Builder::build);
        NetworkManager { bus: bus.unwrap(), asked }
    }

    fn device(&self, metered: u32) {
        let device = self.bus.object_server().interface::<_, Device>(DEVICE_PATH).unwrap();
        device.get_mut().metered = metered;
        zbus::block_on(device.get().metered_changed(device.signal_emitter())).unwrap();
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

fn battery(percent: u8, below: u8) -> Value {
    json!({ "code": "battery", "percent": percent, "below": below })
}

fn metered() -> Value {
    json!({ "code": "metered" })
}

/// Starts a hub and two machines on a bus, which keep `docs`.
fn three_on(bus: &Bus) -> Machines {
    let mut machines = Machines::unpaired(&[]);
    machines.use_system_bus(&bus.address);
    for name in ["attic", "laptop", "desktop"] {
        machines.start(name);
        machines.ok(name, "settings discovery off");
    }
    machines.become_hub("attic");
    machines.pair("attic", "laptop");
    machines.pair("attic", "desktop");
    machines.share_docs(&["laptop", "desktop"]);
    machines
}

/// Waits until everything on a machine is paused for this reason.
#[track_caller]
fn until_paused(machines: &Machines, name: &str, because: &Value) {
    until(&format!("{name} is paused because of {because}"), || {
        let status = machines.json(name, "status");
        let folder = &status["folders"][0];
        let is_paused = [&status["paused"], &folder["paused"]] == [&json!(true); 2]
            && [&status["paused_because"], &folder["paused_because"]] == [because; 2]
            && status["activity"] == "paused"
            && folder["activity"] == "paused";
        is_paused.then_some(())
    });
}

/// Waits until nothing on a machine is paused.
#[track_caller]
fn until_running(machines: &Machines, name: &str) {
    until(&format!("{name} runs"), || {
        let status = machines.json(name, "status");
        let folder = &status["folders"][0];
        let runs = [&status["paused"], &folder["paused"]] == [&json!(false); 2]
            && status["paused_because"].is_null()
            && folder["activity"] != "paused";
        runs.then_some(())
    });
}

/// Waits until a check of the doctor says this, and returns it.
#[track_caller]
fn until_checked(machines: &Machines, name: &str, part: &str) -> Value {
    until(&format!("the doctor says {part:?}"), || {
        let checks: Vec<Value> = serde_json::from_str(&machines.syncit(name, "--json doctor").out).unwrap();
        checks.into_iter().find(|check| check["message"].as_str().is_some_and(|message| message.contains(part)))
    })
}

/// Checks that a change made on the laptop now is not sent. What the desktop writes is at the hub before it is looked for
/// there, so a machine that sent would have done so.
#[track_caller]
fn check_nothing_is_sent(machines: &Machines, path: &str) {
    machines.write("laptop", &format!("docs/{path}"), "written while paused");
    until("the laptop has seen the change", || {
        (machines.json("laptop", "folders")[0]["pending"].as_u64() > Some(0)).then_some(())
    });
    machines.write("desktop", &format!("docs/after {path}"), "written elsewhere");
    machines.settle(&["desktop"]);
    assert!(!machines.at("desktop", &format!("docs/{path}")).exists(), "{path} was sent");
    assert!(!machines.at("laptop", &format!("docs/after {path}")).exists(), "a change was received");
}

#[test]
fn a_low_battery_pauses_says_so_and_goes_on_by_itself() {
    let bus = Bus::start();
    let upower = UPower::start(&bus);
    let mut machines = three_on(&bus);
    machines.ok("laptop", "settings pause-on-battery 20");
    upower.on_battery(20.0);
    until_running(&machines, "laptop");

    upower.on_battery(14.7);
    until_paused(&machines, "laptop", &battery(14, 20));
    let status = machines.json("laptop", "status");
    assert_eq!(status["summary"]["sentence"], "Paused: on battery, 14%");
    assert_eq!((&status["state"], &status["paused_until"]), (&json!("paused"), &Value::Null));
    assert_eq!(status["summary"]["parts"]["paused_because"], battery(14, 20));
    let said = machines.ok("laptop", "status");
    assert!(said.contains("paused: on battery, 14%") && said.contains("continues by itself"), "{said}");
    check_nothing_is_sent(&machines, "first");
    // Charging a little is not yet the end.
    upower.on_battery(24.0);
    until_paused(&machines, "laptop", &battery(24, 20));
    upower.on_mains();
    machines.until_holds("desktop", "docs/first", "written while paused");
    until_running(&machines, "laptop");

    // A start observes anew; nothing was stored as a person's pause.
    upower.on_battery(12.0);
    until_paused(&machines, "laptop", &battery(12, 20));
    machines.end("laptop", "TERM");
    machines.write("laptop", "docs/second", "written while paused");
    machines.start("laptop");
    until_paused(&machines, "laptop", &battery(12, 20));
    check_nothing_is_sent(&machines, "third");
    machines.end("laptop", "TERM");
    upower.on_mains();
    machines.start("laptop");
    until_running(&machines, "laptop");
    machines.until_holds("desktop", "docs/second", "written while paused");
}

#[test]
fn a_person_resumes_despite_a_low_battery_and_their_own_pause_outlives_it() {
    let bus = Bus::start();
    let upower = UPower::start_at(&bus, true, 9.0);
    let machines = three_on(&bus);
    machines.ok("laptop", "settings pause-on-battery 10");
    until_paused(&machines, "laptop", &battery(9, 10));
    machines.refused("laptop", "resume docs", "bad-argument", "on battery, 9%", "");
    machines.ok("laptop", "resume");
    assert_eq!(machines.json("laptop", "status")["paused"], false);
    machines.write("laptop", "docs/a", "sent on battery");
    machines.until_holds("desktop", "docs/a", "sent on battery");
    // It lasts until the battery is low again.
    upower.on_mains();
    until_checked(&machines, "laptop", "on mains");
    upower.on_battery(7.0);
    until_paused(&machines, "laptop", &battery(7, 10));

    machines.ok("laptop", "pause");
    let person = json!({ "code": "person" });
    until_paused(&machines, "laptop", &person);
    upower.on_mains();
    until_checked(&machines, "laptop", "on mains");
    until_paused(&machines, "laptop", &person);
    // What is shown is resumed first.
    upower.on_battery(6.0);
    machines.ok("laptop", "resume");
    until_paused(&machines, "laptop", &battery(6, 10));
    machines.ok("laptop", "settings pause-on-battery off");
    until_running(&machines, "laptop");
}

#[test]
fn a_metered_way_to_the_hub_pauses_and_one_to_the_internet_does_not() {
    let bus = Bus::start();
    let network = NetworkManager::start(&bus, YES, NO);
    let machines = three_on(&bus);
    machines.ok("laptop", "settings pause-on-metered yes");
    until_checked(&machines, "laptop", "the network is not metered");
    until_running(&machines, "laptop");

    network.device(YES);
    until_paused(&machines, "laptop", &metered());
    assert_eq!(machines.json("laptop", "status")["summary"]["sentence"], "Paused: metered network");
    check_nothing_is_sent(&machines, "first");
    // Of a way that NetworkManager knows nothing of, and that stays on this computer, it says nothing.
    network.device(UNKNOWN);
    machines.until_holds("desktop", "docs/first", "written while paused");
    until_running(&machines, "laptop");

    // The hub pauses its own folder, as for a person, and by the way to the internet; the others go on.
    machines.ok("attic", "link docs ~/docs");
    machines.settle(&["attic", "laptop", "desktop"]);
    machines.ok("attic", "settings pause-on-metered yes");
    until_paused(&machines, "attic", &metered());
    machines.write("laptop", "docs/second", "passed on");
    machines.until_holds("desktop", "docs/second", "passed on");
    machines.ok("attic", "resume");
    machines.until_holds("attic", "docs/second", "passed on");
}

#[test]
fn what_is_not_known_never_pauses_and_the_doctor_says_so() {
    let bus = Bus::start();
    let machines = three_on(&bus);
    let check = |part: &str| {
        let check = until_checked(&machines, "laptop", part);
        let hint = check["hint"].as_str().unwrap_or_default();
        assert!(check["ok"] == false && hint.contains("syncit settings pause-on-"), "{check}");
    };
    machines.ok("laptop", "settings pause-on-battery 50");
    machines.ok("laptop", "settings pause-on-metered yes");
    check("UPower does not run");
    check("NetworkManager does not run");
    until_running(&machines, "laptop");

    // It starts later, vanishes, and starts again.
    let upower = UPower::start_at(&bus, true, 30.0);
    until_paused(&machines, "laptop", &battery(30, 50));
    upower.end();
    until_running(&machines, "laptop");
    check("UPower does not run");
    let _upower = UPower::start_at(&bus, true, 29.0);
    until_paused(&machines, "laptop", &battery(29, 50));

    // The bus itself ends.
    drop(bus);
    until_running(&machines, "laptop");
    check("the system bus cannot be asked");
}

#[test]
fn a_bus_that_does_not_answer_keeps_nobody_waiting() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    machines.ok("laptop", "settings pause-on-battery 50");
    machines.ok("laptop", "settings pause-on-metered yes");
    machines.end("laptop", "TERM");
    // It takes connections, and says nothing.
    let dir = tempfile::tempdir().unwrap();
    let socket = dir.path().join("bus");
    let silent = UnixListener::bind(&socket).unwrap();
    machines.use_system_bus(&format!("unix:path={}", socket.display()));
    machines.start("laptop");
    let _connection = silent.accept().unwrap();
    until_running(&machines, "laptop");
    machines.write("laptop", "docs/a", "sent");
    machines.settle(&["laptop"]);
    assert_eq!(machines.end("laptop", "TERM").code(), Some(0));
}

#[test]
fn whoever_reaches_the_hub_over_a_metered_network_is_asked_once() {
    let bus = Bus::start();
    let network = NetworkManager::start(&bus, NO, YES);
    let mut machines = three_on(&bus);
    let offer = |machines: &Machines, name: &str| machines.json(name, "status")["offer"].clone();
    until("the laptop is asked", || (offer(&machines, "laptop") == "pause-on-metered").then_some(()));
    until("the desktop is asked", || (offer(&machines, "desktop") == "pause-on-metered").then_some(()));
    let said = machines.ok("laptop", "status");
    assert!(said.contains("syncit settings pause-on-metered yes"), "{said}");
    until_running(&machines, "laptop");
    // Nothing is subscribed for that.
    let asked = network.asked();
    network.device(NO);
    network.device(YES);
    machines.write("laptop", "docs/a", "sent");
    machines.settle(&["laptop"]);
    assert_eq!(network.asked(), asked, "the network was looked at, though no setting asks for it");

    machines.ok("laptop", "settings pause-on-metered no");
    assert_eq!(offer(&machines, "laptop"), Value::Null);
    machines.ok("desktop", "settings pause-on-metered yes");
    assert_eq!(offer(&machines, "desktop"), Value::Null);
    until_paused(&machines, "desktop", &metered());
    // The answer is remembered.
    let asked = network.asked();
    machines.end("laptop", "TERM");
    machines.start("laptop");
    until("it is connected", || (machines.json("laptop", "status")["hub"]["online"] == true).then_some(()));
    machines.settle(&["laptop"]);
    assert_eq!((offer(&machines, "laptop"), network.asked()), (Value::Null, asked));
}
