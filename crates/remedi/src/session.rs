//! What a run has in common: how it talks to the user, and the threads it works with.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use anstyle::{AnsiColor, Effects, Style};
use clap::ColorChoice;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::{Common, Format};
use crate::exit::Failure;

/// Settings of one run.
#[derive(Debug)]
pub(crate) struct Session {
    /// What results look like.
    pub(crate) format: Format,
    quiet: bool,
    threads: usize,
    color_out: bool,
    color_err: bool,
}

/// What a bar is over.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unit {
    Claims,
    Bytes,
}

impl Session {
    /// The settings that the flags and the environment ask for.
    pub(crate) fn new(common: &Common) -> Session {
        let color = |is_terminal: bool| match common.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                is_terminal && !set("NO_COLOR") && !dumb
            }
        };
        Session {
            format: common.format,
            quiet: common.quiet,
            // Zero lets rayon take all cores.
            threads: common.threads.map_or(0, usize::from),
            color_out: color(io::stdout().is_terminal()),
            color_err: color(io::stderr().is_terminal()),
        }
    }

    /// Runs the work on a pool of the threads asked for.
    pub(crate) fn in_pool<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()
            .map_err(|error| Failure::message(format!("no threads to work with: {error}")))?;
        Ok(pool.install(work))
    }

    /// Colors of the results.
    pub(crate) fn palette(&self) -> Palette {
        Palette { on: self.color_out }
    }

    /// Tells an error on standard error.
    pub(crate) fn error(&self, message: &dyn Display) {
        let paint = Palette { on: self.color_err };
        tell(format_args!("{}: {message}", paint.error("remedi")));
    }

    /// Tells something worth knowing on standard error, unless the run is quiet.
    pub(crate) fn notice(&self, message: &dyn Display) {
        if !self.quiet {
            tell(format_args!("remedi: {message}"));
        }
    }

    /// A bar over bytes on standard error, where that is a terminal, the results go elsewhere and the
    /// run is not quiet; its length is yet to be told.
    pub(crate) fn progress(&self) -> ProgressBar {
        match io::stdout().is_terminal() {
            true => ProgressBar::hidden(),
            false => self.bar(
                "{wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta}",
                0,
            ),
        }
    }

    /// The same for work that tells nothing before its end, wherever the results go: over so many claims, or bytes.
    pub(crate) fn progress_to_the_end(&self, unit: Unit, length: u64) -> ProgressBar {
        let template = match unit {
            Unit::Claims => "{wide_bar} {human_pos}/{human_len} claims {eta}",
            Unit::Bytes => "{wide_bar} {bytes}/{total_bytes} {eta}",
        };
        self.bar(template, length)
    }

    fn bar(&self, template: &str, length: u64) -> ProgressBar {
        if self.quiet || !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let target = ProgressDrawTarget::stderr_with_hz(8);
        let bar = ProgressBar::with_draw_target(Some(length), target);
        match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }
    }
}

fn tell(message: std::fmt::Arguments<'_>) {
    // When standard error is gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "{message}");
}

/// Paints text, or leaves it plain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Palette {
    /// Whether it paints.
    pub(crate) on: bool,
}

impl Palette {
    pub(crate) fn strong<T: Display>(self, text: T) -> Painted<T> {
        self.with(text, Style::new().bold())
    }

    pub(crate) fn faint<T: Display>(self, text: T) -> Painted<T> {
        self.with(text, Style::new().dimmed())
    }

    pub(crate) fn error<T: Display>(self, text: T) -> Painted<T> {
        let red = AnsiColor::BrightRed.on_default();
        self.with(text, red.effects(Effects::BOLD))
    }

    pub(crate) fn name<T: Display>(self, text: T) -> Painted<T> {
        self.with(text, AnsiColor::Cyan.on_default())
    }

    pub(crate) fn rule<T: Display>(self, text: T) -> Painted<T> {
        self.with(text, annotate_snippets::renderer::DEFAULT_LINE_NUM_STYLE)
    }

    fn with<T: Display>(self, text: T, style: Style) -> Painted<T> {
        let style = if self.on { style } else { Style::new() };
        Painted { text, style }
    }
}

/// Text in a style.
pub(crate) struct Painted<T> {
    text: T,
    style: Style,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{:#}", self.style, self.text, self.style)
    }
}
