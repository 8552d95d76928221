//! Inputs: files, folders, globs and standard input, compressed or not.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use flate2::read::MultiGzDecoder;
use globset::{GlobBuilder, GlobMatcher};
use indicatif::ProgressBar;
use remedi_enrollment::why_unreadable;
use remedi_x12::{Error, ErrorKind};

/// One input, not yet opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// A file.
    File(PathBuf),
    /// A pipe or a device, such as /dev/stdin.
    Pipe(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// Its name in messages and results: the path as given, `-` for standard input.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match self {
            Input::File(path) | Input::Pipe(path) => path.to_string_lossy(),
            Input::Stdin => Cow::Borrowed("-"),
        }
    }

    /// Its size on the disk; 0 where that is not known.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Input::File(path) => fs::metadata(path).map_or(0, |metadata| metadata.len()),
            Input::Pipe(_) | Input::Stdin => 0,
        }
    }

    /// Whether it may keep its reader waiting for whoever writes it.
    pub(crate) fn may_wait(&self) -> bool {
        matches!(self, Input::Pipe(_) | Input::Stdin)
    }

    /// Opens it; what is compressed by gzip, whatever its name, is read as it was before. `progress` hears of
    /// every byte taken from the disk.
    pub(crate) fn open(&self, progress: &ProgressBar) -> io::Result<Opened> {
        let raw: Box<dyn Read + Send> = match self {
            Input::File(path) | Input::Pipe(path) => {
                let file = File::open(path)?;
                // A folder opens well, and only fails when it is read.
                if file.metadata()?.is_dir() {
                    return Err(io::ErrorKind::IsADirectory.into());
                }
                Box::new(file)
            }
            Input::Stdin => Box::new(io::stdin()),
        };
        Opened::new(Box::new(progress.wrap_read(raw)))
    }
}

/// How much of the start of an input is looked at to tell what it is.
const HEAD: usize = 512;

/// An open input: a reader of its decompressed bytes.
pub(crate) struct Opened {
    head: Vec<u8>,
    reader: Box<dyn Read + Send>,
}

impl Opened {
    fn new(mut raw: Box<dyn Read + Send>) -> io::Result<Opened> {
        let start = read_head(&mut raw)?;
        let is_gzip = start.starts_with(&[0x1F, 0x8B]);
        let raw = io::Cursor::new(start.clone()).chain(raw);
        if !is_gzip {
            return Ok(Opened {
                head: start,
                reader: Box::new(raw),
            });
        }
        let buffered = BufReader::with_capacity(64 * 1024, raw);
        let mut decoded = MultiGzDecoder::new(buffered);
        let head = read_head(&mut decoded)?;
        Ok(Opened {
            reader: Box::new(io::Cursor::new(head.clone()).chain(decoded)),
            head,
        })
    }

    /// What the input seems to be, where it is none of X12.
    pub(crate) fn looks_like(&self) -> Option<&'static str> {
        let text = self.head.trim_ascii_start();
        match &self.head[..] {
            [] => Some("it is empty"),
            [b'%', b'P', b'D', b'F', ..] => Some("it looks like a PDF"),
            [b'P', b'K', 3, 4, ..] => Some("it looks like a ZIP archive or an Excel workbook"),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("it looks like an old Office file"),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
                Some("it looks like UTF-16 text: save it as plain text")
            }
            _ if text.is_empty() => Some("it is blank"),
            _ if text.starts_with(b"<") => Some("it looks like HTML or XML"),
            [b'[', letter, ..] if letter.is_ascii_alphabetic() => {
                Some("it looks like a profile (TOML), which `--rules` takes")
            }
            _ if text.starts_with(b"{") || text.starts_with(b"[") => Some("it looks like JSON"),
            _ => None,
        }
    }
}

impl Read for Opened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

/// The first bytes of a reader; fewer than [`HEAD`] only where it ends.
fn read_head(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    reader.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// A reader that ends with an error when it is told to stop, or could not be opened.
pub(crate) struct Until<'s, R> {
    reader: io::Result<R>,
    stop: &'s AtomicBool,
}

impl<'s, R> Until<'s, R> {
    /// Reads from `reader` until `stop` is set.
    pub(crate) fn new(reader: io::Result<R>, stop: &'s AtomicBool) -> Until<'s, R> {
        Until { reader, stop }
    }
}

impl<R: Read> Read for Until<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        match &mut self.reader {
            Ok(reader) => reader.read(buffer),
            Err(_) => {
                // The error is told, and nothing else comes of it.
                let told = Err(io::ErrorKind::BrokenPipe.into());
                std::mem::replace(&mut self.reader, told)?;
                Ok(0)
            }
        }
    }
}

/// The inputs that a list of arguments names, in order.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// What was found, each once.
    pub(crate) found: Vec<Input>,
    /// Arguments that name nothing, with the reason.
    pub(crate) problems: Vec<String>,
    seen: HashSet<PathBuf>,
}

impl Inputs {
    /// Finds what the arguments name: files, all files of folders, what globs match, and `-`.
    pub(crate) fn of(arguments: &[PathBuf]) -> Inputs {
        let mut inputs = Inputs::default();
        for argument in arguments {
            inputs.add(argument);
        }
        inputs
    }

    /// The size of all of them on the disk.
    pub(crate) fn size(&self) -> u64 {
        self.found.iter().map(Input::size).sum()
    }

    fn add(&mut self, argument: &Path) {
        let name = argument.display();
        if argument == Path::new("-") {
            if !self.found.contains(&Input::Stdin) {
                self.found.push(Input::Stdin);
            }
            return;
        }
        match fs::metadata(argument) {
            Ok(metadata) if metadata.is_dir() => {
                let before = self.found.len() + self.problems.len();
                self.walk(argument, None);
                if self.found.len() + self.problems.len() == before {
                    self.problems
                        .push(format!("{name}: no file in this folder"));
                }
            }
            Ok(metadata) if metadata.is_file() => self.push(argument),
            // A pipe such as /dev/stdin is as good as a file.
            Ok(_) => {
                if self.seen.insert(canonical(argument)) {
                    self.found.push(Input::Pipe(argument.to_owned()));
                }
            }
            Err(error) => match glob(argument) {
                Some((root, pattern)) => {
                    let before = self.found.len() + self.problems.len();
                    self.walk(&root, Some(&pattern));
                    if self.found.len() + self.problems.len() == before {
                        self.problems.push(format!("{name}: no file matches"));
                    }
                }
                None => self
                    .problems
                    .push(format!("{name}: {}", why_unreadable(&error))),
            },
        }
    }

    fn push(&mut self, path: &Path) {
        self.push_known(path, canonical(path));
    }

    /// Adds a file by the path that all its names have in common.
    fn push_known(&mut self, path: &Path, known: PathBuf) {
        if self.seen.insert(known) {
            self.found.push(Input::File(path.to_owned()));
        }
    }

    /// Adds the files below a folder that match, in the order of their names; hidden ones are
    /// left out, and links to folders are not followed.
    fn walk(&mut self, folder: &Path, pattern: Option<&GlobMatcher>) {
        // A glob that begins with a wildcard is one of the current folder, whose name no path needs.
        let named = match folder {
            here if here == Path::new("") => Path::new("."),
            folder => folder,
        };
        let entries = match fs::read_dir(named).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            // A glob below a folder that is not there matches nothing.
            Err(error) if pattern.is_some() && error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                let name = folder.display();
                self.problems
                    .push(format!("{name}: {}", why_unreadable(&error)));
                return;
            }
        };
        // The system is asked little of each file: there may be very many.
        let known = canonical(named);
        let mut entries: Vec<_> = entries
            .into_iter()
            .map(|entry| (entry.file_name(), entry))
            .collect();
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        for (name, entry) in entries {
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = folder.join(&name);
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                self.walk(&path, pattern);
            } else if pattern.is_some_and(|pattern| !pattern.is_match(&path)) {
                continue;
            } else if kind.is_file() {
                self.push_known(&path, known.join(&name));
            } else if fs::metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
                self.push(&path);
            }
        }
    }
}

/// The path of a file or folder that all its names have in common, links among them.
fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The pattern of an argument, and the folder above its first wildcard; `None` when it has none.
fn glob(argument: &Path) -> Option<(PathBuf, GlobMatcher)> {
    let is_wild = |part: &OsStr| {
        part.as_encoded_bytes()
            .iter()
            .any(|byte| b"*?[{".contains(byte))
    };
    let root: PathBuf = argument.iter().take_while(|part| !is_wild(part)).collect();
    if root == argument {
        return None;
    }
    let pattern = GlobBuilder::new(argument.to_str()?)
        .literal_separator(true)
        .build()
        .ok()?;
    Some((root, pattern.compile_matcher()))
}

/// Why an input can't be read, or read on; `hint` says what it seems to be where it is no X12.
pub(crate) fn unreadable(file: &str, error: &Error, hint: Option<&str>) -> String {
    match (error.kind(), hint) {
        (ErrorKind::NoInterchange, Some(hint)) => format!("{file}: {error} ({hint})"),
        (ErrorKind::Io(error), _) => format!("{file}: {}", why_unreadable(error)),
        _ => format!("{file}: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    fn found(root: &Path, arguments: &[&str]) -> (Vec<String>, usize) {
        let arguments: Vec<_> = arguments.iter().map(|name| root.join(name)).collect();
        let inputs = Inputs::of(&arguments);
        let relative = |input: &Input| match input {
            Input::File(path) | Input::Pipe(path) => {
                path.strip_prefix(root).unwrap().display().to_string()
            }
            Input::Stdin => "-".to_owned(),
        };
        let found = inputs.found.iter().map(relative).collect();
        (found, inputs.problems.len())
    }

    #[test]
    fn a_folder_is_its_files_in_order_without_hidden_ones() {
        let folder = folder(&["b.837", "a/z.837", ".git/x", "a/.b", "c.txt"]);
        let all = ["a/z.837", "b.837", "c.txt"].map(str::to_owned).to_vec();
        assert_eq!(found(folder.path(), &["."]).0.len(), 3);
        assert_eq!(found(folder.path(), &[""]), (all, 0));
    }

    #[test]
    fn a_file_named_twice_is_read_once() {
        let folder = folder(&["a.837", "b.837"]);
        let (names, _) = found(folder.path(), &["b.837", "", "b.837"]);
        assert_eq!(names, ["b.837", "a.837"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_with_several_names_is_read_once() {
        let folder = folder(&["a/one.837", "b/two.837"]);
        let link = |from: &str, to: &str| {
            std::os::unix::fs::symlink(folder.path().join(from), folder.path().join(to)).unwrap();
        };
        link("a/one.837", "b/again.837");
        link("b/two.837", "b/zero.837");
        link("b/none.837", "b/nowhere.837");
        link("a", "linked");
        let (names, _) = found(folder.path(), &[""]);
        assert_eq!(names, ["a/one.837", "b/two.837"]);
        let (names, _) = found(folder.path(), &["linked", "a"]);
        assert_eq!(names, ["linked/one.837"]);
    }

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        let folder = folder(&["a.837", "in/b.837", "in/c.835"]);
        assert_eq!(found(folder.path(), &["*.837"]).0, ["a.837"]);
        assert_eq!(found(folder.path(), &["**/*.837"]).0, ["a.837", "in/b.837"]);
        assert_eq!(found(folder.path(), &["in/c.83[0-9]"]).0, ["in/c.835"]);
    }

    #[test]
    fn what_names_nothing_is_a_problem() {
        let folder = folder(&["full/a.837"]);
        fs::create_dir(folder.path().join("empty")).unwrap();
        let (names, problems) = found(folder.path(), &["empty", "none.837", "no/*.837", "full"]);
        assert_eq!((names, problems), (vec!["full/a.837".to_owned()], 3));
    }

    #[test]
    fn gzip_is_told_by_its_bytes_and_read_to_its_last_member() {
        let folder = folder(&[]);
        let path = folder.path().join("plain-name.837");
        let mut file = File::create(&path).unwrap();
        for part in ["ISA", "*00"] {
            let mut gzip = GzEncoder::new(&mut file, Compression::fast());
            gzip.write_all(part.as_bytes()).unwrap();
            gzip.finish().unwrap();
        }
        let mut text = String::new();
        let mut opened = Input::File(path).open(&ProgressBar::hidden()).unwrap();
        opened.read_to_string(&mut text).unwrap();
        assert_eq!(text, "ISA*00");
    }

    #[test]
    fn what_is_no_x12_is_told_by_its_first_bytes() {
        let looks = |bytes: &'static [u8]| Opened::new(Box::new(bytes)).unwrap().looks_like();
        assert_eq!(looks(b"%PDF-1.7"), Some("it looks like a PDF"));
        assert_eq!(looks(b""), Some("it is empty"));
        assert_eq!(looks(b" \n<html>"), Some("it looks like HTML or XML"));
        assert_eq!(looks(b"[1, 2]"), Some("it looks like JSON"));
        assert!(looks(b"[payers.X]").unwrap().contains("--rules"));
        assert!(looks(b"\xFF\xFEI\0").unwrap().contains("UTF-16"));
        assert_eq!(looks(b"x"), None);
    }
}
