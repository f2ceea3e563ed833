//! Finds which files of a crate import which others, from the sources without tests.
//!
//! A path counts wherever it stands, in a `use` or in the code, if it begins with `crate`, `super`, `self` or the name of a
//! module that the file declares. It leads to the file that holds the item, also if another one passes it on (`pub use`).
//! Calls of methods leave no trace here: they follow from the types.

pub mod rooms;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The files of a crate, by their paths below `src`, with the files that each imports and one path that does so.
pub struct Imports(pub BTreeMap<String, BTreeMap<String, String>>);

/// A path from the root of its crate.
type Module = Vec<String>;

impl Imports {
    /// Reads the sources of a crate.
    pub fn read(src: &Path) -> Self {
        let mut files = Vec::new();
        super::sources(src, &mut files);
        // A program beside a library is a crate of its own.
        let is_library = src.join("lib.rs").exists();
        files.retain(|file| !is_library || *file != src.join("main.rs"));
        let names = files.iter().map(|file| file.strip_prefix(src).unwrap().display().to_string());
        let of_tests = |module: &Module| module.iter().any(|part| part == "tests");
        let by_module: BTreeMap<Module, String> =
            names.map(|name| (module_of(&name), name)).filter(|(module, _)| !of_tests(module)).collect();
        let words = |name: &String| tokens(&fs::read_to_string(src.join(name)).unwrap());
        let sources: BTreeMap<&Module, Vec<String>> =
            by_module.iter().map(|(module, name)| (module, words(name))).collect();
        let passed_on = sources.iter().map(|(module, tokens)| ((*module).clone(), passed_on(tokens, module))).collect();
        let of = |(module, name): (&Module, &String)| {
            let mut found = BTreeMap::new();
            for path in paths(&sources[module], module) {
                let place = place_of(path.clone(), &by_module, &passed_on);
                let holder = (0..=place.len()).rev().find_map(|end| by_module.get(&place[..end])).unwrap();
                if holder != name {
                    found.entry(holder.clone()).or_insert(path.join("::"));
                }
            }
            (name.clone(), found)
        };
        Imports(by_module.iter().map(of).collect())
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
    let mut tokens = Vec::new();
    flatten(text.parse().unwrap(), &mut tokens);
    tokens
}

fn flatten(stream: TokenStream, into: &mut Vec<String>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(word) => into.push(word.to_string()),
            TokenTree::Punct(sign) if sign.as_char() == '#' && trees.peek().is_some_and(is_for_tests) => {
                skip_item(&mut trees);
            }
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

/// Returns true for the `[cfg(test)]` of an attribute.
fn is_for_tests(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Group(group) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

/// Leaves out what an attribute belongs to: an item up to its body or semicolon, a field up to its comma.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    let mut is_item = false;
    for tree in trees {
        match tree {
            TokenTree::Ident(word) => {
                let word = word.to_string();
                is_item |= ["const", "enum", "fn", "impl", "mod", "static", "struct", "type", "use"].contains(&&*word);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(sign) if sign.as_char() == ';' || (sign.as_char() == ',' && !is_item) => return,
            _ => {}
        }
    }
}

/// What the file of a module passes on, by name.
fn passed_on(tokens: &[String], module: &[String]) -> BTreeMap<String, Module> {
    let declared = declared(tokens);
    let mut found = BTreeMap::new();
    for at in 0..tokens.len() {
        let mut end = at + 1;
        if tokens[at] != "pub" {
            continue;
        }
        if tokens.get(end).is_some_and(|token| token == "(") {
            end += 1 + tokens[end..].iter().position(|token| token == ")").unwrap();
        }
        if tokens.get(end).is_none_or(|token| token != "use") {
            continue;
        }
        end += 1;
        for branch in branches(tokens, &mut end) {
            let Some((first, rest)) = branch.split_first() else { continue };
            let Some(base) = base_of(first, module, &declared) else { continue };
            let path = follow(base, rest.to_vec());
            found.extend(path.last().cloned().map(|name| (name, path)));
        }
    }
    found
}

/// Where an item is, if the module that a path names only passes it on.
fn place_of(
    mut path: Module,
    by_module: &BTreeMap<Module, String>,
    passed_on: &BTreeMap<Module, BTreeMap<String, Module>>,
) -> Module {
    let is_passed = |path: &[String], end: usize| {
        let is_module = by_module.contains_key(&path[..=end]);
        passed_on.get(&path[..end]).and_then(|names| names.get(&path[end])).filter(|_| !is_module).cloned()
    };
    // As often as an item can be passed on without a circle.
    for _ in 0..by_module.len() {
        let Some((end, mut place)) = (0..path.len()).find_map(|end| Some((end, is_passed(&path, end)?))) else { break };
        place.extend_from_slice(&path[end + 1..]);
        path = place;
    }
    path
}

/// The modules that a file declares.
fn declared(tokens: &[String]) -> BTreeSet<&str> {
    tokens.windows(3).filter(|three| three[0] == "mod" && three[2] == ";").map(|three| three[1].as_str()).collect()
}

/// The module from which a path goes on that begins with this word; none if it leads out of the crate.
fn base_of(word: &str, module: &[String], declared: &BTreeSet<&str>) -> Option<Module> {
    match word {
        "crate" => Some(Vec::new()),
        "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
        "self" => Some(module.to_vec()),
        word if declared.contains(word) => Some([module, &[word.to_owned()]].concat()),
        _ => None,
    }
}

/// All paths to items of the crate, from its root.
fn paths(tokens: &[String], module: &[String]) -> Vec<Vec<String>> {
    let declared = declared(tokens);
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        let is_begin = tokens[at + 1] == "::" && (at == 0 || tokens[at - 1] != "::");
        let Some(base) = base_of(&tokens[at], module, &declared) else { continue };
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
                fn i<'a>(x: &'a crate::j::K) {}\n#[cfg(test)]\nmod tests;\n#[cfg(test)]\nuse crate::{no::no};\n\
                struct S { #[cfg(test)] a: crate::no, b: crate::k::L }\n#[cfg(test)]\nmod tests { use crate::no; }\n";
    let module = ["m".to_owned(), "n".to_owned()];
    let found: Vec<String> = paths(&tokens(text), &module).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::B", "a", "c::D", "m::g", "m::n::child::h", "j::K", "k::L"]);
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

#[test]
fn an_item_is_found_where_it_is_and_not_where_it_is_passed_on() {
    let module = |path: &str| -> Module {
        if path.is_empty() { Module::new() } else { path.split("::").map(str::to_owned).collect() }
    };
    let texts = [
        ("", "pub mod a; pub use a::{B, c::D};"),
        ("a", "mod b; pub mod c; pub(crate) use self::b::B; use b::E;"),
        ("a::b", ""),
        ("a::c", ""),
    ];
    let by_module = texts.iter().map(|(path, _)| (module(path), String::new())).collect();
    let passed_on = texts.iter().map(|(path, text)| (module(path), passed_on(&tokens(text), &module(path)))).collect();
    let place = |path: &str| place_of(module(path), &by_module, &passed_on).join("::");
    assert_eq!(place("B"), "a::b::B");
    assert_eq!(place("a::B::f"), "a::b::B::f");
    assert_eq!(place("D"), "a::c::D");
    // A module that only uses an item holds its name.
    assert_eq!(place("a::E"), "a::E");
    assert_eq!(place("a::c::F"), "a::c::F");
}
