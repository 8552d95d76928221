//! Names for the files that an input gets.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::inputs::Input;

/// Names for the files of inputs: no two inputs share one, and none is that of an input.
pub(super) struct Names {
    folder: PathBuf,
    /// What names may end with.
    kinds: &'static [&'static str],
    inputs: HashSet<PathBuf>,
    /// In small letters: some file systems do not tell them apart.
    taken: HashSet<String>,
}

impl Names {
    /// Names in a folder that end with these kinds.
    pub(super) fn of(folder: &Path, inputs: &[Input], kinds: &'static [&'static str]) -> Names {
        let paths = inputs.iter().filter_map(|input| match input {
            Input::File(path) | Input::Pipe(path) => fs::canonicalize(path).ok(),
            Input::Stdin => None,
        });
        Names {
            folder: fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()),
            kinds,
            inputs: paths.collect(),
            taken: HashSet::new(),
        }
    }

    /// The name of an input without its extension, with a number behind it where that is taken.
    pub(super) fn next(&mut self, input: &Input) -> String {
        let own = match input {
            Input::File(path) | Input::Pipe(path) => stem(path),
            Input::Stdin => "stdin".to_owned(),
        };
        let mut name = own.clone();
        let mut number = 1;
        while !self.is_free(&name) {
            number += 1;
            name = format!("{own}-{number}");
        }
        self.taken.insert(name.to_lowercase());
        name
    }

    fn is_free(&self, name: &str) -> bool {
        let path = |kind| self.folder.join(format!("{name}.{kind}"));
        let mut paths = self.kinds.iter().map(path);
        !self.taken.contains(&name.to_lowercase()) && !paths.any(|path| self.inputs.contains(&path))
    }
}

/// `claims` of `in/claims.837.gz`.
fn stem(path: &Path) -> String {
    let mut path = path;
    if path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
    {
        path = path.file_stem().map_or(path, Path::new);
    }
    match path.file_stem() {
        Some(stem) => stem.to_string_lossy().into_owned(),
        None => "claims".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(inputs: &[&str]) -> Vec<String> {
        let inputs: Vec<Input> = inputs.iter().map(|name| Input::File(name.into())).collect();
        let mut names = Names::of(Path::new("acks"), &inputs, &["999"]);
        inputs.iter().map(|input| names.next(input)).collect()
    }

    #[test]
    fn files_are_named_for_their_input() {
        let inputs = ["in/claims-2025-03.837", "b.837.GZ", "c", "d.1.x12"];
        assert_eq!(named(&inputs), ["claims-2025-03", "b", "c", "d.1"]);
    }

    #[test]
    fn inputs_of_one_name_do_not_overwrite_each_other() {
        let inputs = ["a/x.837", "b/x.837", "b/X.txt", "x-2.837"];
        assert_eq!(named(&inputs), ["x", "x-2", "X-3", "x-2-2"]);
    }

    #[test]
    fn an_input_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.999");
        fs::write(&path, "").unwrap();
        let input = Input::File(path);
        let mut names = Names::of(folder.path(), std::slice::from_ref(&input), &["ta1", "999"]);
        assert_eq!(names.next(&input), "x-2");
        assert_eq!(names.next(&Input::Stdin), "stdin");
    }
}
