//! Measures, and writes `BENCHMARKS.md`.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use remedi_x12::Kernel;
use serde::Deserialize;

use crate::inputs::{self, Shape};
use crate::instructions;
use crate::root;
use crate::works::{
    ALL_WORKS, ANALYSED, CHECK_ALL, CHECK_MILLION, CHECK_SOME, CLAIM_VIEWS, CUT, DENIALS, FACTS,
    GUIDES, INDEX, LOOPS, PAYMENTS, WALK, WALK_STREAM, Work, measured,
};

/// How often each is measured; the least time counts, as what disturbs only adds, and the most memory.
const ROUNDS: usize = 3;

/// How often shapes are, which take longest.
const TURNS: usize = 2;

/// What is asked for of a work: GB/s, and a share of what counting one byte by memchr reaches in the same run.
type Target = (Work, f64, Option<f64>);

const TARGETS: [Target; 8] = [
    (INDEX, 5.0, Some(0.70)),
    (WALK, 2.5, Some(0.33)),
    (WALK_STREAM, 2.5, Some(0.33)),
    (CLAIM_VIEWS, 0.8, Some(0.11)),
    (CHECK_SOME, 0.6, Some(0.08)),
    (CHECK_MILLION, 0.5, None),
    (CHECK_ALL, 0.3, Some(0.04)),
    (DENIALS, 0.6, None),
];

/// Seconds of CPU, user and system.
fn cpu(who: UsageWho) -> f64 {
    let usage = getrusage(who).unwrap();
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    micros as f64 / 1e6
}

/// Does a work once, and counts its input by memchr before and behind it: tells seconds of both, and bytes.
pub fn once_measured(name: &str, folder: &Path) {
    let work = ALL_WORKS.iter().find(|work| work.name == name).unwrap();
    let file = fs::read(folder.join(work.file)).unwrap();
    let (mut work, bytes) = work.prepared(folder);
    let count = || {
        let start = cpu(UsageWho::RUSAGE_SELF);
        std::hint::black_box(memchr::memchr_iter(b'~', &file).count());
        cpu(UsageWho::RUSAGE_SELF) - start
    };
    let before = count();
    let start = cpu(UsageWho::RUSAGE_SELF);
    measured(&mut *work);
    let seconds = cpu(UsageWho::RUSAGE_SELF) - start;
    println!("{seconds} {} {bytes}", before.min(count()));
}

/// Runs a program to its end: tells seconds of its CPU and of the clock, and its peak memory in KiB.
///
/// In a process of its own, whose only child it is, and which is small: a child has at least the memory of its parent.
pub fn child(command: &[&str]) {
    let start = Instant::now();
    let output = Command::new(command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .and_then(Child::wait_with_output)
        .unwrap();
    let wall = start.elapsed().as_secs_f64();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let peak = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    println!("{} {wall} {peak}", cpu(UsageWho::RUSAGE_CHILDREN));
}

/// Numbers that this program tells when it is asked so.
fn asked(folder: &Path, arguments: &[&str]) -> [f64; 3] {
    let output = Command::new(env::current_exe().unwrap())
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<f64> = told
        .split_whitespace()
        .map(|own| own.parse().unwrap())
        .collect();
    numbers
        .try_into()
        .unwrap_or_else(|_| panic!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr)))
}

struct Figure {
    gb_s: f64,
    ratio: f64,
}

/// All works, by name: round after round, so that a minute in which the machine is slower is nobody's alone.
fn figures(folder: &Path) -> BTreeMap<&'static str, Figure> {
    let folder_text = folder.to_str().unwrap();
    let mut least = [[f64::MAX; 3]; ALL_WORKS.len()];
    for _ in 0..ROUNDS {
        for (work, least) in ALL_WORKS.iter().zip(&mut least) {
            let own = asked(folder, &["measured", work.name, folder_text]);
            *least = std::array::from_fn(|at| least[at].min(own[at]));
        }
    }
    let all = ALL_WORKS.iter().zip(least);
    all.map(|(work, [seconds, memchr, bytes])| {
        eprintln!("{}: {:.2} GB/s", work.name, bytes / seconds / 1e9);
        let figure = Figure {
            gb_s: bytes / seconds / 1e9,
            ratio: memchr / seconds,
        };
        (work.name, figure)
    })
    .collect()
}

/// The program on an input: the least seconds of CPU and of the clock, and the most MiB.
fn program(folder: &Path, arguments: &[&str], rounds: usize) -> [f64; 3] {
    let all = [
        &["child", env!("CARGO_BIN_EXE_remedi")],
        arguments,
        &["--format", "json", "--exit-zero", "--quiet"],
    ]
    .concat();
    let runs = (0..rounds).map(|_| asked(folder, &all));
    let runs = runs.map(|[cpu, wall, kib]| [cpu, wall, kib / 1024.0]);
    of_runs(runs)
}

/// The least seconds of CPU and of the clock of several runs, and the most memory.
fn of_runs(runs: impl Iterator<Item = [f64; 3]>) -> [f64; 3] {
    runs.fold([f64::MAX, f64::MAX, 0.0], |all, own| {
        [all[0].min(own[0]), all[1].min(own[1]), all[2].max(own[2])]
    })
}

fn check<'a>(input: &'a str, roster: &'a str, threads: &'a str) -> [&'a str; 6] {
    ["check", input, "--roster", roster, "--threads", threads]
}

fn size(path: &Path) -> u64 {
    if path.is_dir() {
        let files = fs::read_dir(path).unwrap();
        return files
            .map(|own| own.unwrap().metadata().unwrap().len())
            .sum();
    }
    fs::metadata(path).unwrap().len()
}

fn processor() -> String {
    let told = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = told
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{model}, {cores} cores, vectors of {}",
        Kernel::best().name()
    )
}

pub fn write(bytes: u64) -> ExitCode {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let totals = inputs::usual(path, bytes);
    inputs::answered(path, bytes / 5);
    inputs::million(path, bytes);
    let figures = figures(path);
    let mut page = String::from(
        "# How fast remedi is\n\n\
         Written by `cargo bench -p remedi --bench figures`, which measures all but what was tried, and counts of instructions, which are those of\n\
         `benches/instructions.csv`. Bytes are read in a CPU second (user and system) of one process; of several rounds the least time counts, and the\n\
         most memory. The ratio is to counting one byte of the same file by memchr before and behind the work in its process, the least\n\
         time of all rounds, too: what the memory of the machine gives. Ratios are to be read first, as a busy neighbour takes from both.\n\n",
    );
    let reached = TARGETS
        .iter()
        .filter(|target| share(target, &figures) >= 1.0);
    writeln!(
        page,
        "**{} of the {} speeds asked for in one core are reached**; where the others stay behind, and what was tried, stands below.\n",
        reached.count(),
        TARGETS.len()
    )
    .unwrap();
    writeln!(
        page,
        "Machine: {}. Claims (`-- --bytes {bytes}`): an invented 837P of {:.2} GB, {} claims, {} lines, {:.1} % of them at fault; the 835 answers claims of\n\
         a fifth of that size.\n",
        processor(),
        totals.bytes as f64 / 1e9,
        totals.claims,
        totals.lines,
        100.0 * totals.marked_lines as f64 / totals.lines as f64,
    )
    .unwrap();
    works(&mut page, &figures);
    program_rows(&mut page, path, bytes);
    stages(&mut page, &figures);
    shapes(&mut page, path, bytes);
    peers(&mut page, path, &figures);
    page.push_str(TRIED);
    page.push_str(
        "\n## Instructions\n\nWhat CI holds: instructions a byte by callgrind on 4 MB, in `benches/instructions.csv`; see \
         `benches/figures/instructions.rs`.\n",
    );
    fs::write(root().join("BENCHMARKS.md"), page).unwrap();
    ExitCode::SUCCESS
}

/// How much of what is asked for of a work is reached: by the machine's own memory where a ratio is asked for, or by the clock.
fn share((work, gb_s, ratio): &Target, figures: &BTreeMap<&str, Figure>) -> f64 {
    let own = &figures[work.name];
    (own.gb_s / gb_s).max(ratio.map_or(0.0, |ratio| own.ratio / ratio))
}

fn works(page: &mut String, figures: &BTreeMap<&str, Figure>) {
    page.push_str(
        "## One core, in memory\n\nReached is what reaches the speed or the ratio; of others the larger part is told.\n\n\
         | | ratio | GB/s | asked for | |\n|---|---|---|---|---|\n",
    );
    for target in TARGETS {
        let (work, gb_s, ratio) = target;
        let own = &figures[work.name];
        let asked = match ratio {
            Some(ratio) => format!("{gb_s} GB/s ({ratio:.2})"),
            None => format!("{gb_s} GB/s"),
        };
        let share = share(&target, figures);
        let verdict = if share >= 1.0 {
            "reached".to_owned()
        } else {
            format!("{:.0} % of it", 100.0 * share)
        };
        writeln!(
            page,
            "| {} | {:.2} | {:.2} | {asked} | {verdict} |",
            work.name, own.ratio, own.gb_s
        )
        .unwrap();
    }
    page.push('\n');
}

fn program_rows(page: &mut String, path: &Path, bytes: u64) {
    page.push_str(
        "## The whole program, one thread\n\nStart, roster, file, findings as JSON to nowhere.\n\n",
    );
    page.push_str("| | GB/s | peak MiB |\n|---|---|---|\n");
    let many = size(&path.join("claims-many.837"));
    let one = size(&path.join("claims.837"));
    let pair = size(&path.join("sent.837")) + size(&path.join("remits.835"));
    let denials = [
        "denials",
        "remits.835",
        "--claims",
        "sent.837",
        "--roster",
        "roster-10k",
        "--threads",
        "1",
    ];
    for (name, arguments, bytes) in [
        (
            "check, 1,000 rows",
            &check("claims.837", "roster", "1")[..],
            one,
        ),
        (
            "check without guides, 10,000 rows",
            &[&check("claims.837", "roster-10k", "1")[..], &["--no-guide"]].concat(),
            one,
        ),
        (
            "check, 1,000,000 rows",
            &check("claims-many.837", "roster-1m", "1"),
            many,
        ),
        ("denials, 837 and 835 together", &denials, pair),
    ] {
        let [cpu, _, mib] = program(path, arguments, ROUNDS);
        writeln!(
            page,
            "| {name} | {:.2} | {mib:.0} |",
            bytes as f64 / cpu / 1e9
        )
        .unwrap();
    }
    year(page, path, bytes);
    let [_, one, _] = program(path, &check("claims.837", "roster", "1"), ROUNDS);
    let [cpu, two, _] = program(path, &check("claims.837", "roster", "2"), ROUNDS);
    writeln!(
        page,
        "\nTwo threads against one, by the clock: {:.2} x (1.8 x is asked for); {:.2} cores were had.\n",
        one / two,
        cpu / two
    )
    .unwrap();
    fs::remove_file(path.join("claims-many.837")).unwrap();
}

/// Claims of a practice, what payers answered, its roster and its terms, as `remedi generate` makes them: once, as it takes long.
fn year(page: &mut String, path: &Path, bytes: u64) {
    let year = path.join("year");
    let made = Command::new(env!("CARGO_BIN_EXE_remedi"))
        .args([
            "generate",
            "--quiet",
            "--bytes",
            &bytes.to_string(),
            "--out",
        ])
        .arg(&year)
        .status()
        .unwrap();
    assert!(made.success());
    let [claims, remits] = ["claims", "remits"].map(|part| size(&year.join(part)));
    let arguments = [
        "denials",
        "remits",
        "--claims",
        "claims",
        "--roster",
        "roster",
        "--rules",
        "remedi.toml",
        "--threads",
        "1",
    ];
    let [cpu, _, mib] = program(&year, &arguments, 1);
    let gb = |bytes: u64| bytes as f64 / 1e9;
    writeln!(
        page,
        "| denials, {:.2} GB of 837 and {:.2} GB of 835 by `remedi generate`, its roster and terms (asked for: 0.2 GB/s, 954 MiB) | {:.2} | {mib:.0} |",
        gb(claims),
        gb(remits),
        gb(claims + remits) / cpu,
    )
    .unwrap();
    fs::remove_dir_all(&year).unwrap();
}

/// Where the time of what is furthest from what is asked for goes: by work that stops behind each stage.
fn stages(page: &mut String, figures: &BTreeMap<&str, Figure>) {
    page.push_str(
        "## Where the time goes\n\nNanoseconds a byte, told apart by work that stops behind each stage; instructions a byte as callgrind counts them \
         (`benches/instructions.csv`).\n\n| stage | ns a byte | share | instructions a byte |\n|---|---|---|---|\n",
    );
    let counted = instructions::counted_before();
    let spent = |work: &Work| {
        [
            1.0 / figures[work.name].gb_s,
            counted.get(work.name).copied().unwrap_or(f64::NAN),
        ]
    };
    let less = |one: [f64; 2], other: [f64; 2]| [one[0] - other[0], one[1] - other[1]];
    let mut table = |stages: &[(&str, [f64; 2])], all: [f64; 2]| {
        for (name, [ns, instructions]) in stages {
            let share = 100.0 * ns / all[0];
            writeln!(
                page,
                "| {name} | {ns:.2} | {share:.0} % | {instructions:.1} |"
            )
            .unwrap();
        }
    };
    let [cut, loops, guides, facts, all] =
        [CUT, LOOPS, GUIDES, FACTS, CHECK_ALL].map(|work| spent(&work));
    let by_guides = less(guides, loops);
    table(
        &[
            ("`check`: cut into segments and batches", cut),
            ("loops found", less(loops, cut)),
            ("judged by the guides", by_guides),
            ("claims read, the roster asked", less(facts, loops)),
            ("rules and codes", less(less(all, facts), by_guides)),
        ],
        all,
    );
    let [payments, analysed, all] = [PAYMENTS, ANALYSED, DENIALS].map(|work| spent(&work));
    table(
        &[
            ("`denials`: payments cut and read", payments),
            ("matched and put to accounts", less(analysed, payments)),
            (
                "denials judged, sums, rates and patterns",
                less(all, analysed),
            ),
        ],
        all,
    );
    page.push('\n');
}

/// What was tried and left out, with what it brought where it was tried.
const TRIED: &str = "
## Tried, and left out

| | what it brought |
|---|---|
| plain segments found 256 at a time ahead of their tokens | a fifth more instructions of the walk, and slower |
| rules one after the other for sixteen claims at a time | an eighth of the misses of the instruction cache, and slower |
| segments that were judged before remembered as a whole | nothing |
| compiled for x86-64-v3 | 3.5 % less instructions, no time |
| link-time optimization of all crates as one unit | 0.4 % less instructions |
| larger and smaller batches | nothing between 256 KiB and 1 MiB |
| huge pages for a roster of a million rows | 4 % there |
| huge pages for what `denials` keeps | 2 % there |
| another allocator (mimalloc 2 and 3) | nothing for `check`, `denials` 5 % slower, twice the memory of `check` |
| no unwinding of panics | nothing |
| work on the first thread of the process, whose memory grows in larger steps | nothing |
| rates added by runs of lines | nothing |
| ids with dashes put together before they are hashed | 3 % more instructions of the hashing |
| a JSON writer of our own for `denials` | 1.5 % of the run, which is not worth code that serde_json has |
";

fn shapes(page: &mut String, path: &Path, bytes: u64) {
    page.push_str(
        "## Shapes\n\n`remedi check`, 1,000 rows. Time of one thread is told by byte and by claim, plain = 1: line ends and envelopes are bytes that plain\n\
         claims have not. Asked for: within 20 % of the plain case, and 64 MiB at most. Plain against itself tells how far the machine can\n\
         be trusted. Two threads against one by the clock. A file for each claim is measured on a twentieth of the bytes.\n\n\
         | | GB/s | time a byte | time a claim | peak MiB | two threads | |\n|---|---|---|---|---|---|---|\n",
    );
    let (plain, other) = (path.join("plain"), path.join("shape"));
    let plain_claims = Shape::Plain.write(&plain, bytes);
    for shape in Shape::ALL {
        let claims = shape.write(&other, shape.share_of(bytes));
        // In turns, so that a minute in which the machine is slower is nobody's alone.
        let turns = (0..TURNS).map(|_| {
            [("plain", "1"), ("shape", "1"), ("shape", "2")]
                .map(|(own, threads)| program(path, &check(own, "roster", threads), 1))
        });
        let turns: Vec<_> = turns.collect();
        let [of_plain, own, by_two] =
            [0, 1, 2].map(|at| of_runs(turns.iter().map(|turn| turn[at])));
        let by = |own_size: u64, of_plain_size: u64| {
            own[0] / own_size as f64 / (of_plain[0] / of_plain_size as f64)
        };
        let a_byte = by(size(&other), size(&plain));
        let a_claim = by(claims, plain_claims);
        let gb_s = size(&other) as f64 / own[0] / 1e9;
        let mib = own[2].max(by_two[2]);
        let within = |time: f64| time <= 1.2;
        let verdict = match (within(a_byte), within(a_claim)) {
            _ if mib > 64.0 => "too much memory",
            (true, true) => "",
            (true, false) => "slower by claim",
            (false, _) => "slower",
        };
        eprintln!("{}: {gb_s:.2} GB/s", shape.name());
        writeln!(
            page,
            "| {} | {gb_s:.2} | {a_byte:.2} | {a_claim:.2} | {mib:.0} | {:.2} x | {verdict} |",
            shape.name(),
            own[1] / by_two[1]
        )
        .unwrap();
        match other.is_dir() {
            true => fs::remove_dir_all(&other).unwrap(),
            false => fs::remove_file(&other).unwrap(),
        }
    }
    fs::remove_file(&plain).unwrap();
}

#[derive(Deserialize)]
struct Peer {
    name: String,
    bytes: Option<u64>,
    seconds: Option<f64>,
    peak_kib: Option<u64>,
    error: Option<String>,
}

fn peers(page: &mut String, path: &Path, figures: &BTreeMap<&str, Figure>) {
    page.push_str(
        "\n## Other readers\n\n`benches/peers/run` measures them on the first sets of the same files, as much as their time and memory allow. They do other\n\
         things: `x12-stream-parser` cuts segments, `edi` and `x12-types` make documents, pyx12 validates against its guides.\n\
         `databricksx12`, the parser for Spark, is not on PyPI: it is measured where `python3` can import it. Each runs once. Above them is\n\
         what remedi does of the whole files.\n\n\
         | | MB read | MB/s | peak memory, times the file |\n|---|---|---|---|\n",
    );
    for (work, file) in [
        (WALK, "claims.837"),
        (CLAIM_VIEWS, "claims.837"),
        (CHECK_ALL, "claims.837"),
        (DENIALS, "remits.835"),
    ] {
        let read = size(&path.join(file)) as f64 / 1e6;
        let mb_s = 1000.0 * figures[work.name].gb_s;
        writeln!(page, "| remedi: {} | {read:.0} | {mb_s:.0} | |", work.name).unwrap();
    }
    let output = Command::new("python3")
        .arg(root().join("benches/peers/run"))
        .args([
            path.join("claims.837"),
            path.join("remits.835"),
            path.to_owned(),
            Path::new(env!("CARGO_TARGET_TMPDIR")).to_owned(),
        ])
        .output()
        .unwrap();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let peer: Peer = serde_json::from_str(line).unwrap();
        match peer {
            Peer {
                name,
                bytes: Some(bytes),
                seconds: Some(seconds),
                peak_kib: Some(kib),
                ..
            } => writeln!(
                page,
                "| {name} | {:.1} | {:.2} | {:.0} |",
                bytes as f64 / 1e6,
                bytes as f64 / seconds / 1e6,
                1024.0 * kib as f64 / bytes as f64
            )
            .unwrap(),
            Peer { name, error, .. } => {
                let error = error.unwrap_or_default().replace('|', "/");
                writeln!(page, "| {name} | not measured: {error} | | |").unwrap();
            }
        }
    }
}
