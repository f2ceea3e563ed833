//! Whether a directory is the linked copy: every combination, in one table.

use syncit_core::root::{Compared, MarkerSeen, RootHold, RootSeen, RootVerdict, judge};

/// Every combination matches exactly one line. `a|b` matches either, `-` matches anything.
const TABLE: &str = "
    marker                        inode    filesystem    token         files   verdict
    own                           -        same|unknown  same          -       go-on
    own                           same     same|unknown  unknown       -       go-on
    own                           unknown  same|unknown  unknown       -       go-on
    own                           other    same|unknown  unknown       -       merge-anew
    own                           -        other         same|unknown  -       merge-anew
    own                           -        -             other         -       merge-anew
    missing|other-copy|damaged    same     same|unknown  same|unknown  agree   mend
    missing                       same     same|unknown  same|unknown  differ  marker-gone
    missing                       same     same|unknown  other         -       marker-gone
    missing                       same     other         -             -       marker-gone
    missing                       other    -             -             -       marker-gone
    missing                       unknown  -             -             -       marker-gone
    other-copy|damaged            same     same|unknown  same|unknown  differ  other-folder
    other-copy|damaged            same     same|unknown  other         -       other-folder
    other-copy|damaged            same     other         -             -       other-folder
    other-copy|damaged            other    -             -             -       other-folder
    other-copy|damaged            unknown  -             -             -       other-folder
    other-folder|newer            -        -             -             -       other-folder
    unreadable                    -        -             -             -       unreadable
";

const MARKERS: [(&str, MarkerSeen); 7] = [
    ("own", MarkerSeen::Own),
    ("missing", MarkerSeen::Missing),
    ("other-copy", MarkerSeen::OtherCopy),
    ("other-folder", MarkerSeen::OtherFolder),
    ("damaged", MarkerSeen::Damaged),
    ("newer", MarkerSeen::Newer),
    ("unreadable", MarkerSeen::Unreadable),
];
const COMPARED: [(&str, Compared); 3] =
    [("same", Compared::Same), ("other", Compared::Other), ("unknown", Compared::Unknown)];

fn verdict_name(verdict: RootVerdict) -> &'static str {
    match verdict {
        RootVerdict::GoOn => "go-on",
        RootVerdict::Mend => "mend",
        RootVerdict::MergeAnew => "merge-anew",
        RootVerdict::Hold(RootHold::MarkerGone) => "marker-gone",
        RootVerdict::Hold(RootHold::OtherFolder) => "other-folder",
        RootVerdict::Hold(RootHold::Unreadable) => "unreadable",
    }
}

/// Returns the table's result for one combination, given as the words of its columns.
fn looked_up(words: [&str; 5]) -> &'static str {
    let lines = TABLE.lines().skip(2).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let is_in = |cell: &str, word: &str| cell == "-" || cell.split('|').any(|either| either == word);
    let fits = |line: &Vec<&str>| line.len() == 6 && words.iter().zip(line).all(|(word, cell)| is_in(cell, word));
    let found: Vec<_> = lines.filter(fits).collect();
    assert_eq!(found.len(), 1, "lines for {words:?}: {found:?}");
    found[0][5]
}

#[test]
fn every_combination_of_marker_identity_token_and_files() {
    let mut combinations = 0;
    for (marker_name, marker) in MARKERS {
        for (inode_name, inode) in COMPARED {
            for (filesystem_name, filesystem) in COMPARED {
                for (token_name, token) in COMPARED {
                    for (files_name, files_agree) in [("agree", true), ("differ", false)] {
                        let seen = RootSeen { marker, inode, filesystem, token, files_agree };
                        let words = [marker_name, inode_name, filesystem_name, token_name, files_name];
                        assert_eq!(verdict_name(judge(seen)), looked_up(words), "{words:?}");
                        combinations += 1;
                    }
                }
            }
        }
    }
    assert_eq!(combinations, 7 * 27 * 2);
}

#[test]
fn unknown_is_never_another_one() {
    let compared = [(None, None), (None, Some(1)), (Some(1), None), (Some(1), Some(1)), (Some(1), Some(2))]
        .map(|(known, found)| Compared::of(known.as_ref(), found.as_ref()));
    use Compared::{Other, Same, Unknown};
    assert_eq!(compared, [Unknown, Unknown, Unknown, Same, Other]);
}
