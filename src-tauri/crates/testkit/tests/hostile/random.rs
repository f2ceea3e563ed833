//! The randomness of a seed, and mutations of valid messages: every field may change.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

/// Numbers that often cause bugs.
const NUMBERS: [u64; 14] = [
    0,
    1,
    2,
    255,
    1_023,
    1_024,
    1_025,
    65_536,
    1 << 20,
    u32::MAX as u64,
    1 << 38,
    i64::MAX as u64,
    u64::MAX - 1,
    u64::MAX,
];

/// Texts that often cause bugs: as paths, names, identifiers and targets.
const TEXTS: [&str; 30] = [
    "",
    ".",
    "..",
    "../outside/x",
    "a/../../outside/x",
    "/etc/passwd",
    "/",
    "a//b",
    "a/",
    ".syncit",
    ".syncit/folder.json",
    ".syncit/staging/x",
    ".SyncIt/folder.json",
    ".syncitignore",
    "way-out/x",
    "way-out",
    "a/b/way-out/../x",
    "NUL.txt",
    "a\u{0}b",
    "a\nb",
    "\u{202e}gnp.exe",
    "e\u{301}",
    "\u{e9}",
    "A",
    "a\\..\\b",
    "00000000000000000000000000000000",
    "ffffffffffffffffffffffffffffffff",
    "-1",
    "null",
    "absent",
];

pub struct Random(ChaCha8Rng);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(ChaCha8Rng::seed_from_u64(seed))
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    pub fn number(&mut self) -> u64 {
        let near = NUMBERS[self.below(NUMBERS.len())];
        match self.below(4) {
            0 => self.below(40) as u64,
            _ => near,
        }
    }

    pub fn text(&mut self) -> String {
        match self.below(12) {
            0 => "x".repeat(self.one_of(&[40, 255, 256, 4_000, 4_096])),
            1 => "\u{1}".repeat(self.one_of(&[1, 255, 4_000])),
            2 => "d/".repeat(self.one_of(&[3, 255, 256, 300])) + "e",
            _ => TEXTS[self.below(TEXTS.len())].to_owned(),
        }
    }

    /// Changes some fields of a message, whatever they are; `heard` are values that the other side has sent.
    pub fn mutate(&mut self, value: &mut Value, heard: &[Value]) {
        for _ in 0..=self.below(3) {
            let at = self.below(nodes(value));
            visit(value, &mut { at }, &mut |node| self.change(node, heard));
        }
    }

    fn change(&mut self, node: &mut Value, heard: &[Value]) {
        if self.one_in(6) && !heard.is_empty() {
            *node = self.one_of(heard);
            return;
        }
        match node {
            Value::Null => *node = self.scalar(),
            Value::Bool(it) => *it = !*it,
            Value::Number(number) => {
                let near = number.as_u64().unwrap_or(0);
                *node = match self.below(8) {
                    0 => json!(near.wrapping_add(1)),
                    1 => json!(near.wrapping_sub(1)),
                    2 => json!(-1),
                    3 => json!(i64::MIN),
                    4 => json!(0.5),
                    _ => json!(self.number()),
                };
            }
            Value::String(text) => match self.below(6) {
                0 => *text = format!("{text}{}", self.text()),
                1 => *text = format!("{text}/{}", self.text()),
                2 => drop(text.pop()),
                3 => *node = self.scalar(),
                _ => *text = self.text(),
            },
            Value::Array(items) => self.change_list(items),
            Value::Object(fields) => self.change_fields(fields),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.below(6) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!([]),
            3 => json!({}),
            4 => json!(self.number()),
            _ => json!(self.text()),
        }
    }

    fn change_list(&mut self, items: &mut Vec<Value>) {
        match (self.below(6), items.len()) {
            (0, _) => items.clear(),
            (1, 1..) => drop(items.remove(self.below(items.len()))),
            (2, 2..) => items.reverse(),
            (3, 1..) => {
                let again = self.one_of(items);
                let count = self.one_of(&[1, 1, 2, 40, 300]);
                items.extend(std::iter::repeat_n(again, count));
            }
            (4, 2..) => {
                let (one, other) = (self.below(items.len()), self.below(items.len()));
                items.swap(one, other);
            }
            _ => items.push(self.scalar()),
        }
    }

    fn change_fields(&mut self, fields: &mut Map<String, Value>) {
        let names: Vec<String> = fields.keys().cloned().collect();
        if names.is_empty() || self.one_in(3) {
            let name = self.one_of(&["unknown", "private", "x", "moved_from", "missing"]);
            fields.insert(name.into(), self.scalar());
            return;
        }
        let name = self.one_of(&names);
        match self.below(3) {
            0 => drop(fields.remove(&name)),
            1 => drop(fields.insert(name, Value::Null)),
            _ => {
                let other = self.one_of(&names);
                let (one, two) = (fields[&name].clone(), fields[&other].clone());
                fields.insert(name, two);
                fields.insert(other, one);
            }
        }
    }

    /// Changes some bytes.
    pub fn mangle(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                1 => bytes.truncate(at),
                2 => bytes.insert(at, self.one_of(b"\0\n\"{[,:9-\xff")),
                _ => drop(bytes.drain(at..(at + 1 + self.below(9)).min(bytes.len()))),
            }
        }
    }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(fields) => fields.values().map(nodes).sum(),
        _ => 0,
    }
}

/// Calls `change` for the node number `at`, in depth-first order.
fn visit(value: &mut Value, at: &mut usize, change: &mut dyn FnMut(&mut Value)) -> bool {
    if *at == 0 {
        change(value);
        return true;
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().any(|item| visit(item, at, change)),
        Value::Object(fields) => fields.values_mut().any(|field| visit(field, at, change)),
        _ => false,
    }
}

/// Keeps the last values of a message, to be sent elsewhere.
pub fn note(value: &Value, heard: &mut Vec<Value>) {
    const KEPT: usize = 64;
    match value {
        Value::Array(items) => items.iter().take(20).for_each(|item| note(item, heard)),
        Value::Object(fields) => fields.values().for_each(|field| note(field, heard)),
        Value::String(text) if text.len() > 300 => {}
        Value::String(_) | Value::Number(_) => {
            if heard.len() >= KEPT {
                heard.remove(0);
            }
            heard.push(value.clone());
        }
        _ => {}
    }
}
