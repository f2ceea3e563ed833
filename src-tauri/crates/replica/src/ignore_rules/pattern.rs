//! What a line of a `.syncitignore` means: parsed as git parses a line of a `.gitignore`, and rewritten in the dialect of
//! the matcher, which has braces that git does not have, no POSIX classes, and another meaning for longer runs of stars.
//!
//! Where git silently matches nothing, or single bytes of a longer character, the line is refused instead.

use std::iter;

/// The meaning of one line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Nothing: it is empty or a comment.
    Nothing,
    /// A pattern as written, and the matcher's lines for it: it matches whatever one of these lines matches.
    Pattern(&'a str, Vec<String>),
}

/// One element of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Literal(char),
    /// A slash that is written with a backslash before it. A run of stars before it treats it as a slash, too.
    EscapedSlash,
    /// `?`
    One,
    /// A run of so many stars.
    Stars(usize),
    Class {
        negated: bool,
        /// The ASCII characters in it.
        members: [bool; 128],
    },
}

/// Parses a line, without its line break.
///
/// # Errors
/// What is wrong with it, if it can match nothing or does not mean what it seems to.
pub(super) fn read_line(line: &str) -> Result<Line<'_>, String> {
    if line.starts_with('#') {
        return Ok(Line::Nothing);
    }
    let line = without_trailing_spaces(line);
    if line.is_empty() {
        return Ok(Line::Nothing);
    }
    if line.contains('\0') {
        return Err("it has a zero byte in it, which no name has".to_owned());
    }
    let (negation, rest) = line.strip_prefix('!').map_or(("", line), |rest| ("!", rest));
    let (rest, directory) = rest.strip_suffix('/').map_or((rest, ""), |rest| (rest, "/"));
    let is_path = rest.contains('/');
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let tokens = tokens(rest)?;
    if tokens.is_empty() || tokens.first() == Some(&Token::Literal('/')) {
        return Err("it matches nothing".to_owned());
    }
    let plain = rest.chars().take_while(|c| !matches!(c, '*' | '?' | '[' | '\\')).count();
    let globs = if is_path { path_globs(&tokens, plain) } else { vec![format!("**/{}", name_glob(&tokens))] };
    // Each begins with a slash, so that the matcher adds nothing of its own.
    let lines = globs.into_iter().map(|glob| format!("{negation}/{}{directory}", guard_end(glob))).collect();
    Ok(Line::Pattern(line, lines))
}

/// Removes spaces at the end, except for one behind a backslash.
fn without_trailing_spaces(line: &str) -> &str {
    let trimmed = line.trim_end_matches(' ');
    let backslashes = trimmed.len() - trimmed.trim_end_matches('\\').len();
    let kept = if backslashes % 2 == 1 { trimmed.len() + 1 } else { trimmed.len() };
    &line[..kept.min(line.len())]
}

fn tokens(pattern: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        tokens.push(match c {
            '\\' => match rest.next() {
                None => return Err("it ends with a backslash".to_owned()),
                Some('/') => Token::EscapedSlash,
                Some(c) => Token::Literal(c),
            },
            '?' => Token::One,
            '*' => Token::Stars(1 + iter::from_fn(|| rest.next_if_eq(&'*')).count()),
            '[' => class(&mut rest)?,
            c => Token::Literal(c),
        });
    }
    Ok(tokens)
}

type Chars<'a> = iter::Peekable<std::str::Chars<'a>>;

/// Parses what is in brackets, after the opening one.
fn class(rest: &mut Chars<'_>) -> Result<Token, String> {
    let unclosed = || "a bracket is not closed".to_owned();
    let negated = rest.next_if(|c| matches!(c, '!' | '^')).is_some();
    let mut members = [false; 128];
    // The character that a range can begin with.
    let mut before = None;
    let mut is_first = true;
    loop {
        let c = rest.next().ok_or_else(unclosed)?;
        if c == ']' && !is_first {
            break;
        }
        is_first = false;
        if c == '['
            && rest.peek() == Some(&':')
            && let Some(name) = class_name(rest).ok_or_else(unclosed)?
        {
            let is_member = named_class(&name).ok_or_else(|| format!("no class is named [:{name}:]"))?;
            (0..128u8).filter(is_member).for_each(|byte| members[usize::from(byte)] = true);
            before = None;
            continue;
        }
        if c == '-'
            && let Some(first) = before
            && rest.peek().is_some_and(|next| *next != ']')
        {
            let last = one_member(rest.next().ok_or_else(unclosed)?, rest)?;
            if last < first {
                return Err(format!("the range {}-{} is the wrong way round", char::from(first), char::from(last)));
            }
            (first..=last).for_each(|byte| members[usize::from(byte)] = true);
            before = None;
            continue;
        }
        let member = one_member(c, rest)?;
        members[usize::from(member)] = true;
        before = Some(member);
    }
    members[usize::from(b'/')] = false;
    if !negated && members == [false; 128] {
        return Err("brackets never match a slash".to_owned());
    }
    Ok(Token::Class { negated, members })
}

/// Parses one character in brackets, which may follow a backslash.
fn one_member(c: char, rest: &mut Chars<'_>) -> Result<u8, String> {
    let c = if c == '\\' { rest.next().ok_or("a bracket is not closed")? } else { c };
    u8::try_from(c)
        .ok()
        .filter(u8::is_ascii)
        .ok_or_else(|| format!("{c} cannot be in brackets: as in git, they match single bytes"))
}

/// Parses the name in `[:name:]`, after the first bracket. Returns `Some(None)`, with nothing read, if this is an ordinary
/// bracket; `None` if no bracket closes it.
fn class_name(rest: &mut Chars<'_>) -> Option<Option<String>> {
    let text: String = rest.clone().skip(1).take_while(|c| *c != ']').collect();
    let read = 1 + text.chars().count();
    rest.clone().nth(read)?;
    let Some(name) = text.strip_suffix(':') else { return Some(None) };
    rest.nth(read);
    Some(Some(name.to_owned()))
}

fn named_class(name: &str) -> Option<fn(&u8) -> bool> {
    Some(match name {
        "alnum" => u8::is_ascii_alphanumeric,
        "alpha" => u8::is_ascii_alphabetic,
        "blank" => |byte| matches!(byte, b' ' | b'\t'),
        "cntrl" => u8::is_ascii_control,
        "digit" => u8::is_ascii_digit,
        "graph" => u8::is_ascii_graphic,
        "lower" => u8::is_ascii_lowercase,
        "print" => |byte| matches!(byte, b' '..=b'~'),
        "punct" => u8::is_ascii_punctuation,
        // Git's own table: without the vertical tab and the form feed.
        "space" => |byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        "upper" => u8::is_ascii_uppercase,
        "xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    })
}

/// Returns the glob for a pattern that is matched with names alone, where any run of stars is one star.
fn name_glob(tokens: &[Token]) -> String {
    tokens.iter().map(one_glob).collect()
}

/// Returns the globs for a pattern that is matched with whole paths. Two or more stars that form a whole component stand
/// for any number of directories. So does the first such run directly after the `plain` characters that the pattern begins
/// with, even in the middle of a component, because git compares these characters separately.
fn path_globs(tokens: &[Token], plain: usize) -> Vec<String> {
    let mut glob = String::new();
    let mut besides = None;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let is_run = matches!(token, Token::Stars(2..));
        let begins_part = at == 1 || tokens[at - 2] == Token::Literal('/');
        let is_behind_plain = at - 1 == plain;
        let next = tokens.get(at);
        let ends_part = matches!(next, None | Some(Token::Literal('/') | Token::EscapedSlash));
        if !is_run || !ends_part || !(begins_part || is_behind_plain) {
            glob.push_str(&one_glob(token));
            continue;
        }
        match next {
            Some(Token::Literal('/')) => {
                at += 1;
                // `**/**/` says no more than `**/`.
                while matches!(tokens.get(at), Some(Token::Stars(2..)))
                    && tokens.get(at + 1) == Some(&Token::Literal('/'))
                {
                    at += 2;
                }
                if begins_part {
                    glob.push_str("**/");
                } else {
                    // Either nothing is there, not even the slash, or something that ends with one.
                    besides = Some((glob.clone(), at));
                    glob.push_str("*/**/");
                }
            }
            Some(_) => {
                at += 1;
                glob.push_str("*/**/");
            }
            None if begins_part => glob.push_str("**"),
            None => {
                besides = Some((format!("{glob}*"), at));
                glob.push_str("*/**");
            }
        }
    }
    let besides = besides
        .into_iter()
        .flat_map(|(before, at)| path_globs(&tokens[at..], 0).into_iter().map(move |rest| format!("{before}{rest}")));
    besides.chain([glob]).collect()
}

/// Returns one element in the matcher's dialect.
fn one_glob(token: &Token) -> String {
    match token {
        Token::Literal(c) if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | '#') => format!("\\{c}"),
        Token::Literal(c) => c.to_string(),
        Token::EscapedSlash => "/".to_owned(),
        Token::One => "?".to_owned(),
        Token::Stars(_) => "*".to_owned(),
        Token::Class { negated, members } => class_glob(*negated, members),
    }
}

fn class_glob(negated: bool, members: &[bool; 128]) -> String {
    let has = |c: u8| members[usize::from(c)];
    let mut inside = String::new();
    // First, where it closes nothing; brackets never match a slash.
    inside.push_str(if has(b']') { "]" } else { "" });
    inside.push_str(if negated { "/" } else { "" });
    let is_plain = |byte: u8| !matches!(byte, b']' | b'-' | b'!' | b'^');
    let mut byte = 0;
    while byte < 128 {
        let end = (byte..128).find(|at| !has(*at) || !is_plain(*at)).unwrap_or(128);
        match end - byte {
            0 => {}
            1 => inside.push(char::from(byte)),
            _ => inside.extend([char::from(byte), '-', char::from(end - 1)]),
        }
        byte = end + 1;
    }
    let signs: Vec<char> = [b'!', b'^'].into_iter().filter(|sign| has(*sign)).map(char::from).collect();
    match (negated, inside.is_empty(), has(b'-')) {
        (false, true, false) => {
            let signs: Vec<String> = signs.iter().map(|sign| format!("\\{sign}")).collect();
            format!("{{{}}}", signs.join(","))
        }
        (false, true, true) => format!("[-{}]", String::from_iter(signs)),
        (_, _, dash) => {
            let (open, dash) = (if negated { "[!" } else { "[" }, if dash { "-" } else { "" });
            format!("{open}{inside}{}{dash}]", String::from_iter(signs))
        }
    }
}

/// Protects the end of a glob from the matcher, which trims white space, and does not find a name that ends with a dot
/// unless it looks at the whole path.
fn guard_end(mut glob: String) -> String {
    match glob.pop() {
        Some(last) if last.is_whitespace() || last == '.' => format!("{glob}{{{last}}}"),
        Some(last) => format!("{glob}{last}"),
        None => glob,
    }
}
