//! The command with which a machine opens the channel of a lane.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use syncit_core::hex::{from_hex, write_hex};
use syncit_core::message::Lane;

/// The subsystem of the control lane.
pub const CONTROL: &str = "syncit";
/// The subsystem of pairing.
pub const PAIRING: &str = "syncit-pair";
/// The user as which paired machines log in.
pub const USER: &str = "syncit";
/// The user as which an unknown key may log in while an invitation is open.
pub const PAIRING_USER: &str = "pair";

/// The random number that joins the lanes of a session. It is sent on the control lane, and is valid only with the key
/// that opened the control lane.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LaneKey(pub [u8; 16]);

impl fmt::Display for LaneKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for LaneKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LaneKey")
    }
}

impl FromStr for LaneKey {
    type Err = BadCommand;
    fn from_str(text: &str) -> Result<Self, BadCommand> {
        from_hex(text).map(LaneKey).ok_or(BadCommand)
    }
}

impl Serialize for LaneKey {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LaneKey {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The direction of the bodies on a data channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From the machine to the hub.
    Push,
    /// From the hub to the machine.
    Pull,
}

/// The command of a data channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LaneCommand {
    /// The direction.
    pub direction: Direction,
    /// `Express` or `Bulk`.
    pub lane: Lane,
    /// The key of the session's lanes.
    pub lane_key: LaneKey,
}

/// The text is not a command of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a command that this server knows")]
pub struct BadCommand;

impl fmt::Display for LaneCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = match self.direction {
            Direction::Push => "-t",
            Direction::Pull => "-f",
        };
        let lane = match self.lane {
            Lane::Express => "express",
            _ => "bulk",
        };
        write!(f, "scp -r {way} --lane {lane} --link {} --pipelined", self.lane_key)
    }
}

impl FromStr for LaneCommand {
    type Err = BadCommand;
    /// Parses exactly what `Display` writes.
    fn from_str(text: &str) -> Result<Self, BadCommand> {
        let words: Vec<&str> = text.splitn(9, ' ').collect();
        let ["scp", "-r", way, "--lane", lane, "--link", lane_key, "--pipelined"] = words[..] else {
            return Err(BadCommand);
        };
        let direction = match way {
            "-t" => Direction::Push,
            "-f" => Direction::Pull,
            _ => return Err(BadCommand),
        };
        let lane = match lane {
            "express" => Lane::Express,
            "bulk" => Lane::Bulk,
            _ => return Err(BadCommand),
        };
        Ok(LaneCommand { direction, lane, lane_key: lane_key.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_understood_as_it_was_written_and_in_no_other_way() {
        for direction in [Direction::Push, Direction::Pull] {
            for lane in [Lane::Express, Lane::Bulk] {
                let command = LaneCommand { direction, lane, lane_key: LaneKey([0xa7; 16]) };
                let text = command.to_string();
                assert_eq!(text.parse(), Ok(command));
                for bad in [format!("{text} "), format!(" {text}"), text.replace(' ', "  "), text.replace("a7", "A7")] {
                    assert_eq!(bad.parse::<LaneCommand>(), Err(BadCommand), "{bad:?}");
                }
            }
        }
        for bad in
            ["", "scp -r -t /", "sh", "scp -r -t --lane control --link 00000000000000000000000000000000 --pipelined"]
        {
            assert_eq!(bad.parse::<LaneCommand>(), Err(BadCommand), "{bad:?}");
        }
    }
}
