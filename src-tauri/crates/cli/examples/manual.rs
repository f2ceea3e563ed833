//! Writes what a package installs beside the programs, made from the command line's own words: completions for the
//! shells, and the pages of the manual in each language.
//!
//! Usage: `manual DIR`

#[path = "../src/args.rs"]
#[allow(dead_code)]
mod args;
#[path = "../src/help.rs"]
mod help;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use clap::CommandFactory;
use clap_complete::Shell;
use syncit_words::{LANGUAGES, Language};

fn main() -> io::Result<()> {
    let dir = env::args_os().nth(1).map(PathBuf::from).ok_or_else(|| io::Error::other("usage: manual DIR"))?;
    let completions = dir.join("completions");
    fs::create_dir_all(&completions)?;
    let mut command = help::described(args::Cli::command(), Language::En);
    for shell in [Shell::Bash, Shell::Fish, Shell::Zsh] {
        clap_complete::generate_to(shell, &mut command, "syncit", &completions)?;
    }
    for language in LANGUAGES {
        // English is what `man` shows if there is no page in a person's language.
        let pages = match language {
            Language::En => dir.join("share/man/man1"),
            other => dir.join("share/man").join(other.tag()).join("man1"),
        };
        write_manual(language, &pages)?;
    }
    Ok(())
}

/// Writes the pages of a language.
fn write_manual(language: Language, pages: &Path) -> io::Result<()> {
    fs::create_dir_all(pages)?;
    clap_mangen::generate_to(help::described(args::Cli::command(), language), pages)?;
    for page in fs::read_dir(pages)? {
        let page = page?.path();
        fs::write(&page, help::translated(&fs::read_to_string(&page)?, language))?;
    }
    Ok(())
}
