//! Finds which files of a crate import which others, from the sources without tests.
//!
//! A path counts anywhere, in a `use` or in the code, if it begins with `crate`, `super`, `self` or the name of a
//! module that the file declares. It leads to the file that defines or re-exports the item.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The files of a crate, by their paths below `src`, with the files that each imports and one path that does so.
pub struct Imports(pub BTreeMap<String, BTreeMap<String, String>>);

impl Imports {
    /// Reads the sources of a crate.
    pub fn read(src: &Path) -> Self {
        let mut files = Vec::new();
        super::sources(src, &mut files);
        let names = files.iter().map(|file| file.strip_prefix(src).unwrap().display().to_string());
        let by_module: BTreeMap<Vec<String>, String> = names.map(|name| (module_of(&name), name)).collect();
        let of = |module: &Vec<String>, name: &String| {
            let text = fs::read_to_string(src.join(name)).unwrap();
            let mut found = BTreeMap::new();
            for path in paths(&tokens(&text), module) {
                let holder = (0..=path.len()).rev().find_map(|end| by_module.get(&path[..end])).unwrap();
                if holder != name {
                    found.entry(holder.clone()).or_insert(path.join("::"));
                }
            }
            (name.clone(), found)
        };
        Imports(by_module.iter().map(|(module, name)| of(module, name)).collect())
    }

    /// Returns a circle of files that import each other, if there is one.
    pub fn circle(&self) -> Option<Vec<&str>> {
        let mut done = BTreeSet::new();
        self.0.keys().find_map(|file| self.circle_from(file, &mut Vec::new(), &mut done))
    }

    fn circle_from<'a>(
        &'a self,
        file: &'a str,
        way: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<&'a str>> {
        if let Some(at) = way.iter().position(|before| *before == file) {
            return Some(way[at..].to_vec());
        }
        if !done.insert(file) {
            return None;
        }
        way.push(file);
        let circle = self.0[file].keys().find_map(|next| self.circle_from(next, way, done));
        way.pop();
        circle
    }
}

fn module_of(file: &str) -> Vec<String> {
    let mut parts: Vec<String> = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if matches!(parts.last().unwrap().as_str(), "mod" | "lib" | "main") {
        parts.pop();
    }
    parts
}

/// Returns the words and signs of a source, without comments, literals and code that is compiled only for tests.
fn tokens(text: &str) -> Vec<String> {
    let text = text.split("\nmod tests").next().unwrap();
    let mut tokens = Vec::new();
    flatten(text.parse().unwrap(), &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, into: &mut Vec<String>) {
    for tree in stream {
        match tree {
            TokenTree::Ident(word) => into.push(word.to_string()),
            TokenTree::Punct(sign) if sign.as_char() == ':' && into.last().is_some_and(|last| last == ":") => {
                *into.last_mut().unwrap() = "::".into();
            }
            TokenTree::Punct(sign) => into.push(sign.to_string()),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Brace => ("{", "}"),
                    _ => ("(", ")"),
                };
                into.push(open.into());
                flatten(group.stream(), into);
                into.push(close.into());
            }
            TokenTree::Literal(_) => {}
        }
    }
}

/// Returns all paths to items of the crate, from its root.
fn paths(tokens: &[String], module: &[String]) -> Vec<Vec<String>> {
    let declared: BTreeSet<&str> =
        tokens.windows(3).filter(|three| three[0] == "mod" && three[2] == ";").map(|three| three[1].as_str()).collect();
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        let is_begin = tokens[at + 1] == "::" && (at == 0 || tokens[at - 1] != "::");
        let word = tokens[at].as_str();
        let base = match word {
            "crate" => Vec::new(),
            "super" => module[..module.len().saturating_sub(1)].to_vec(),
            "self" => module.to_vec(),
            word if declared.contains(word) => [module, &[word.to_owned()]].concat(),
            _ => continue,
        };
        if is_begin {
            let mut end = at + 2;
            found.extend(branches(tokens, &mut end).into_iter().map(|branch| follow(base.clone(), branch)));
        }
    }
    found
}

fn follow(mut base: Vec<String>, branch: Vec<String>) -> Vec<String> {
    for word in branch {
        match word.as_str() {
            "super" => drop(base.pop()),
            "self" => {}
            _ => base.push(word),
        }
    }
    base
}

/// Returns the continuations of a path: one, or several with braces.
fn branches(tokens: &[String], at: &mut usize) -> Vec<Vec<String>> {
    let Some(token) = tokens.get(*at) else { return vec![Vec::new()] };
    *at += 1;
    if token == "{" {
        let mut all = Vec::new();
        while tokens.get(*at).is_some_and(|token| token != "}") {
            all.extend(branches(tokens, at));
            // An alias, or a separator.
            while tokens.get(*at).is_some_and(|token| token == "as" || token == ",") {
                *at += if tokens[*at] == "as" { 2 } else { 1 };
            }
        }
        *at += 1;
        return all;
    }
    let is_word = token.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !is_word {
        return vec![Vec::new()];
    }
    if tokens.get(*at).is_some_and(|next| next == "::") {
        *at += 1;
        let rest = branches(tokens, at).into_iter();
        return rest
            .map(|mut rest| {
                rest.insert(0, token.clone());
                rest
            })
            .collect();
    }
    vec![vec![token.clone()]]
}

#[test]
fn paths_are_found_wherever_they_stand() {
    let text = "use crate::{a::{B, self}, c::D as E};\nmod child;\n// crate::no\nfn f() { let x = '\"'; super::g(); child::h(\"crate::no\"); }\n\
                fn i<'a>(x: &'a crate::j::K) {}\n#[cfg(test)]\nmod tests { use crate::no; }\n";
    let module = ["m".to_owned(), "n".to_owned()];
    let found: Vec<String> = paths(&tokens(text), &module).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::B", "a", "c::D", "m::g", "m::n::child::h", "j::K"]);
}

#[test]
fn a_circle_is_found_however_long_it_is() {
    let imports = |pairs: &[(&str, &[&str])]| {
        let of = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), String::new())).collect();
        Imports(pairs.iter().map(|(file, names)| ((*file).to_owned(), of(names))).collect())
    };
    assert_eq!(imports(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])]).circle(), None);
    let long = imports(&[("a", &["b"]), ("b", &["c"]), ("c", &["d"]), ("d", &["b"])]);
    assert_eq!(long.circle(), Some(vec!["b", "c", "d"]));
}
