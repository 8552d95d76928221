//! Outputs that appear whole or not at all: written beside their place, synced, then renamed.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;
use crate::inputs::{Input, Inputs};

/// A file that is being written. Until it is [put in its place](WholeFile::finish) nothing is seen of it, and
/// what stood there before stays; dropped, it leaves nothing behind.
pub(crate) struct WholeFile {
    path: PathBuf,
    content: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// A file to be, in a folder that is there.
    ///
    /// # Errors
    /// When nothing can be written in that folder, or the place is a folder itself.
    pub(crate) fn create(path: impl Into<PathBuf>) -> io::Result<WholeFile> {
        WholeFile::with_mode(path.into(), 0o666)
    }

    /// A file to be that only its owner can read.
    ///
    /// # Errors
    /// As for [`WholeFile::create`].
    pub(crate) fn create_private(path: impl Into<PathBuf>) -> io::Result<WholeFile> {
        WholeFile::with_mode(path.into(), 0o600)
    }

    #[cfg_attr(not(unix), expect(unused_variables, reason = "there are no modes"))]
    fn with_mode(path: PathBuf, mode: u32) -> io::Result<WholeFile> {
        if path.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let mut beside = tempfile::Builder::new();
        beside.prefix(".remedi-");
        // As any other file, where only the owner could read a temporary one.
        #[cfg(unix)]
        beside.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
        let content = beside.tempfile_in(folder_of(&path))?;
        Ok(WholeFile {
            path,
            content: BufWriter::with_capacity(256 * 1024, content),
        })
    }

    /// The place it is for.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts files that belong together in their places, once all of them are whole.
    ///
    /// # Errors
    /// When one of them can't be written; those that were renamed before it stay.
    pub(crate) fn finish(files: impl IntoIterator<Item = WholeFile>) -> Result<(), Failure> {
        let mut synced = Vec::new();
        for WholeFile { path, content } in files {
            let sync = |content: BufWriter<NamedTempFile>| {
                let file = content
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                file.as_file().sync_all()?;
                Ok(file)
            };
            let file = sync(content).map_err(|error| unwritten(&path, &error))?;
            synced.push((path, file));
        }
        for (path, file) in synced {
            let renamed = file.persist(&path).map_err(|error| error.error);
            renamed
                .and_then(|_| sync_folder(folder_of(&path)))
                .map_err(|error| unwritten(&path, &error))?;
        }
        Ok(())
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// The files that a run reads: no output may take the place of one of them, nor of another output.
#[derive(Debug)]
pub(crate) struct Guarded {
    places: HashSet<PathBuf>,
}

impl Guarded {
    /// The files that the lists of arguments name, and other files; of a folder, those that are CSV.
    pub(crate) fn of<'a>(
        arguments: &[&[PathBuf]],
        others: impl IntoIterator<Item = &'a Path>,
    ) -> Guarded {
        let mut places = HashSet::new();
        for input in arguments.iter().flat_map(|list| Inputs::of(list).found) {
            if let Input::File(path) | Input::Pipe(path) = input {
                places.insert(place_of(&path));
            }
        }
        for path in others {
            let inside = fs::read_dir(path).into_iter().flatten().flatten();
            let inside = inside.map(|entry| place_of(&entry.path()));
            places.extend(inside.filter(|file| file.extension().is_some_and(|kind| kind == "csv")));
            places.insert(place_of(path));
        }
        Guarded { places }
    }

    /// Takes the place of an output.
    ///
    /// # Errors
    /// When something else of the run has it.
    pub(crate) fn take(&mut self, flag: &str, output: &Path) -> Result<(), Failure> {
        if self.places.insert(place_of(output)) {
            return Ok(());
        }
        let name = output.display();
        Err(Failure::Message(format!(
            "{flag} {name}: this run reads or writes that file for something else; name another"
        )))
    }
}

/// The same for all names of a file, whether it is there yet or not.
fn place_of(path: &Path) -> PathBuf {
    let to_be = || {
        Some(
            fs::canonicalize(folder_of(path))
                .ok()?
                .join(path.file_name()?),
        )
    };
    let there = fs::canonicalize(path).ok();
    there.or_else(to_be).unwrap_or_else(|| path.to_owned())
}

/// Makes a folder for outputs, and those above it, where it is missing.
///
/// # Errors
/// When it can't be made, or something else stands there.
pub(crate) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| unwritten(path, &error))
}

/// Removes a file, if it is there.
///
/// # Errors
/// When it is there and can't be removed.
pub(crate) fn remove(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritten(path, &error)),
        _ => Ok(()),
    }
}

/// What the user is told when an output can't be written.
pub(crate) fn unwritten(path: &Path, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to write it".to_owned(),
        io::ErrorKind::NotFound => "its folder is not there".to_owned(),
        io::ErrorKind::IsADirectory => "a folder stands there".to_owned(),
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            "something that is no folder stands there".to_owned()
        }
        _ => error.to_string(),
    };
    Failure::Message(format!("{}: can't be written: {why}", path.display()))
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new("."))
}

/// A rename is safe when its folder is: elsewhere than on Unix folders can't be synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => File::open(folder)?.sync_all(),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn what_is_not_finished_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.999");
        fs::write(&path, "before").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"half").unwrap();
        file.flush().unwrap();
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"before");
        assert_eq!(names(folder.path()), ["a.999"]);
    }

    #[test]
    fn what_is_finished_replaces_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.999");
        fs::write(&path, "before").unwrap();
        let mut file = WholeFile::create(&path).unwrap();
        file.write_all(b"after").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"before");
        assert!(WholeFile::finish([file]).is_ok());
        assert_eq!(fs::read(&path).unwrap(), b"after");
        assert_eq!(names(folder.path()), ["a.999"]);
    }

    #[cfg(unix)]
    #[test]
    fn it_can_be_read_by_whom_the_user_lets_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (plain, whole) = (folder.path().join("plain"), folder.path().join("whole"));
        fs::write(&plain, "").unwrap();
        let file = WholeFile::create(&whole).unwrap();
        assert!(WholeFile::finish([file]).is_ok());
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&whole), mode(&plain));
    }

    #[test]
    fn a_folder_stands_in_nobodys_way_without_being_told() {
        let outer = tempfile::tempdir().unwrap();
        assert!(WholeFile::create(outer.path()).is_err());
        let path = outer.path().join("no/such/a.999");
        let error = WholeFile::create(&path).err().unwrap();
        let Failure::Message(message) = unwritten(&path, &error) else {
            panic!("the user must know");
        };
        assert!(message.ends_with("its folder is not there"), "{message}");
        fs::write(outer.path().join("file"), "").unwrap();
        assert!(folder(&outer.path().join("file")).is_err());
        assert!(folder(&outer.path().join("new/one")).is_ok());
    }
}
