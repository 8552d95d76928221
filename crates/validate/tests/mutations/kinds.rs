//! The kinds of faults, and where each can be put into a fixture.

use crate::known::Known;

/// A fixture by its lines, the terminators left out.
pub struct File {
    pub known: &'static Known,
    pub lines: Vec<&'static str>,
}

/// One fault: what becomes of the lines, and the line at which it shows.
#[derive(Clone, Debug)]
pub struct Fault {
    /// From this line on, so many lines give way to these; from the last line to the first.
    edits: Vec<(usize, usize, Vec<String>)>,
    /// Lines of what comes out, any of which may be told of. For what is missing it is the
    /// line that stands in its place, as IK302 of a 999 counts.
    pub at: Vec<usize>,
    /// The totals are part of the fault, and stay.
    keeps_totals: bool,
}

/// A kind of fault.
pub struct Kind {
    pub name: &'static str,
    /// The rules that may tell of it.
    pub rules: &'static [&'static str],
    pub faults: fn(&File) -> Vec<Fault>,
}

impl Fault {
    fn at(at: usize, removed: usize, lines: &[&str]) -> Fault {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        Fault {
            edits: vec![(at, removed, lines)],
            at: vec![at],
            keeps_totals: false,
        }
    }

    fn line(at: usize, line: String) -> Fault {
        Fault::at(at, 1, &[&line])
    }

    fn told_at(self, at: usize) -> Fault {
        Fault {
            at: vec![at],
            ..self
        }
    }

    fn with_totals(self) -> Fault {
        Fault {
            keeps_totals: true,
            ..self
        }
    }

    /// The lines with the fault, and with right totals unless these are the fault.
    pub fn apply(&self, file: &File) -> Vec<String> {
        let mut lines: Vec<String> = file.lines.iter().map(|&line| line.to_owned()).collect();
        for (at, removed, put) in &self.edits {
            lines.splice(*at..at + removed, put.iter().cloned());
        }
        if !self.keeps_totals {
            count(&mut lines);
        }
        lines
    }
}

/// Writes the totals (SE01, GE01) that the lines have.
fn count(lines: &mut [String]) {
    let (mut segments, mut sets) = (0, 0);
    for line in lines {
        segments += 1;
        match line.split('*').next() {
            Some("ST") => segments = 1,
            Some("SE") => {
                *line = with_element(line, 1, &segments.to_string());
                sets += 1;
            }
            Some("GE") => *line = with_element(line, 1, &sets.to_string()),
            _ => {}
        }
    }
}

fn element(line: &str, position: usize) -> &str {
    line.split('*').nth(position).unwrap_or_default()
}

fn with_element(line: &str, position: usize, value: &str) -> String {
    let mut elements: Vec<&str> = line.split('*').collect();
    elements.resize(elements.len().max(position + 1), "");
    elements[position] = value;
    let line = elements.join("*");
    match value {
        "" => line.trim_end_matches('*').to_owned(),
        _ => line,
    }
}

fn with_part(line: &str, position: usize, part: usize, value: &str) -> String {
    let mut parts: Vec<&str> = element(line, position).split(':').collect();
    parts.resize(parts.len().max(part), "");
    parts[part - 1] = value;
    with_element(line, position, parts.join(":").trim_end_matches(':'))
}

impl File {
    pub fn new(known: &'static Known) -> File {
        let lines = known.text.lines();
        File {
            known,
            lines: lines.map(|line| line.trim_end_matches('~')).collect(),
        }
    }

    /// The lines that begin so, of which there are some.
    fn find(&self, beginning: &str) -> Vec<usize> {
        let all = (0..self.lines.len()).filter(|&at| {
            let own = self.lines[at..].iter().zip(beginning.split('\n'));
            own.clone().count() == beginning.split('\n').count()
                && own.clone().all(|(line, begins)| line.starts_with(begins))
        });
        let all: Vec<usize> = all.collect();
        assert!(!all.is_empty(), "{} has no {beginning}", self.known.name);
        all
    }

    /// A fault in each line with one of these ids.
    fn each(&self, ids: &[&str], mut fault: impl FnMut(&str) -> Option<String>) -> Vec<Fault> {
        let lines = self.lines.iter().enumerate();
        lines
            .filter(|(_, line)| ids.is_empty() || ids.contains(&element(line, 0)))
            .filter_map(|(at, line)| Some(Fault::line(at, fault(line)?)))
            .collect()
    }

    /// A fault in each of these elements that is there.
    fn in_elements(&self, all: &[(&str, usize)], fault: impl Fn(&str) -> String) -> Vec<Fault> {
        let in_one = |&(id, position): &(&str, usize)| {
            self.each(&[id], |line| {
                let value = element(line, position);
                let sent = with_element(line, position, &fault(value));
                (!value.is_empty()).then_some(sent)
            })
        };
        all.iter().flat_map(in_one).collect()
    }

    /// A fault at each line that begins as one of these.
    fn at<T: Copy>(
        &self,
        all: &[T],
        beginning: impl Fn(T) -> &'static str,
        fault: impl Fn(usize, T) -> Option<Fault>,
    ) -> Vec<Fault> {
        let found = all.iter().flat_map(|&one| {
            let found = self.find(beginning(one));
            found.into_iter().map(move |at| (at, one))
        });
        found.filter_map(|(at, one)| fault(at, one)).collect()
    }

    fn lines(&self, at: usize, count: usize) -> &[&'static str] {
        &self.lines[at..at + count]
    }

    fn trailer(&self, id: &str, change: impl Fn(&str) -> Option<String>) -> Vec<Fault> {
        let faults = self.each(&[id], change);
        faults.into_iter().map(Fault::with_totals).collect()
    }
}

/// Text elements, with their longest.
const TEXTS: [(&str, usize, usize); 20] = [
    ("N3", 1, 55),
    ("N3", 2, 55),
    ("N4", 1, 30),
    ("N4", 3, 15),
    ("NM1", 3, 60),
    ("NM1", 4, 35),
    ("NM1", 9, 80),
    ("CLM", 1, 38),
    ("REF", 2, 50),
    ("NTE", 2, 80),
    ("BHT", 3, 50),
    ("TRN", 2, 50),
    ("CLP", 1, 38),
    ("CLP", 7, 50),
    ("N1", 2, 60),
    ("PER", 2, 60),
    ("SBR", 3, 50),
    ("HCP", 4, 50),
    ("FRM", 3, 50),
    ("IK4", 4, 99),
];
const NUMBERS: [(&str, usize); 27] = [
    ("CLM", 2),
    ("SV1", 2),
    ("SV1", 4),
    ("SV2", 3),
    ("SV2", 5),
    ("SV3", 2),
    ("SV3", 6),
    ("SV5", 3),
    ("SVD", 2),
    ("SVD", 5),
    ("AMT", 2),
    ("CAS", 3),
    ("CAS", 4),
    ("CR1", 6),
    ("CLP", 3),
    ("CLP", 4),
    ("CLP", 5),
    ("SVC", 2),
    ("SVC", 3),
    ("BPR", 2),
    ("PLB", 4),
    ("QTY", 2),
    ("TS3", 5),
    ("HCP", 2),
    ("CTP", 4),
    ("MEA", 3),
    ("STC", 4),
];
const WHOLES: [(&str, usize); 7] = [
    ("LX", 1),
    ("AK9", 2),
    ("AK9", 3),
    ("AK9", 4),
    ("IK3", 2),
    ("DN2", 0),
    ("GE", 2),
];
/// Codes, and one that no guide has there.
const CODES: [(&str, usize, &str); 37] = [
    ("SBR", 1, "Z"),
    ("SBR", 9, "99"),
    ("CLM", 7, "Q"),
    ("CLM", 8, "Q"),
    ("CLM", 9, "Q"),
    ("NM1", 2, "9"),
    ("DMG", 3, "Q"),
    ("OI", 3, "Q"),
    ("OI", 6, "Q"),
    ("CAS", 1, "XX"),
    ("PAT", 1, "ZZ"),
    ("SV1", 3, "ZZ"),
    ("SV2", 4, "ZZ"),
    ("SV5", 2, "ZZ"),
    ("CR1", 4, "Z"),
    ("CR3", 1, "Z"),
    ("CRC", 2, "Q"),
    ("CRC", 3, "ZZ"),
    ("PRV", 2, "ZZ"),
    ("HCP", 1, "99"),
    ("LQ", 1, "QQ"),
    ("BPR", 1, "Z"),
    ("BPR", 3, "Q"),
    ("BPR", 4, "ZZZ"),
    ("BPR", 6, "99"),
    ("TRN", 1, "9"),
    ("CLP", 2, "99"),
    ("CLP", 6, "QQ"),
    ("IK5", 1, "Z"),
    ("AK9", 1, "Z"),
    ("IK4", 3, "99"),
    ("STC", 3, "ZZ"),
    ("DN2", 2, "Q"),
    ("DN2", 6, "QQ"),
    ("SV3", 5, "Q"),
    ("PWK", 2, "QQ"),
    ("PWK", 5, "QQ"),
];
/// How many elements a segment has.
const SIZES: [(&str, usize); 35] = [
    ("N3", 2),
    ("NM1", 12),
    ("N4", 7),
    ("REF", 4),
    ("DTP", 3),
    ("DMG", 11),
    ("PER", 9),
    ("HL", 4),
    ("SBR", 9),
    ("LX", 1),
    ("PRV", 6),
    ("AMT", 3),
    ("CAS", 19),
    ("CLM", 20),
    ("PAT", 9),
    ("HI", 12),
    ("TRN", 4),
    ("N1", 6),
    ("CLP", 14),
    ("SVC", 7),
    ("BPR", 21),
    ("IK5", 6),
    ("AK9", 9),
    ("IK3", 4),
    ("IK4", 4),
    ("AK1", 3),
    ("AK2", 3),
    ("STC", 12),
    ("QTY", 4),
    ("SV2", 10),
    ("SV3", 11),
    ("BHT", 6),
    ("OI", 6),
    ("SE", 2),
    ("DTM", 6),
];
/// Composites, with the number of their components and of those that are required.
const COMPOSITES: [(&str, usize, usize, usize); 9] = [
    ("CLM", 5, 3, 3),
    ("SV1", 1, 8, 2),
    ("SV2", 2, 8, 2),
    ("SV3", 1, 8, 2),
    ("SVD", 3, 8, 2),
    ("HI", 1, 9, 2),
    ("SVC", 1, 8, 2),
    ("STC", 1, 4, 2),
    ("PLB", 3, 2, 1),
];
/// Elements of text that are no composites and do not repeat.
const SIMPLE: [(&str, usize); 9] = [
    ("N3", 1),
    ("N4", 1),
    ("NM1", 3),
    ("CLM", 1),
    ("BHT", 3),
    ("CLP", 1),
    ("TRN", 2),
    ("N1", 2),
    ("REF", 2),
];

/// The value with this in its middle.
fn broken(value: &str, by: &str) -> String {
    let (one, two) = value.split_at(value.len() / 2);
    format!("{one}{by}{two}")
}

/// Dates in a form: a fault of the value behind the qualifier.
fn dates(file: &File, form: &str, values: &[&str]) -> Vec<Fault> {
    let form = format!("*{form}*");
    let dated = |value: &&str| {
        file.each(&["DTP", "DMG"], |line| {
            let (head, tail) = line.split_once(&form)?;
            let rest = tail.split_once('*').map_or("", |(_, rest)| rest);
            let end = if rest.is_empty() { "" } else { "*" };
            Some(format!("{head}{form}{value}{end}{rest}"))
        })
    };
    values.iter().flat_map(dated).collect()
}

pub const KINDS: &[Kind] = &[
    Kind {
        name: "required segment missing",
        rules: &["GDE-03", "GDE-04"],
        faults: |file| {
            let drop = |at, _| Some(Fault::at(at, 1, &[]));
            file.at(file.known.required, |one| one, drop)
        },
    },
    Kind {
        name: "required loop missing",
        rules: &["GDE-03", "GDE-04"],
        faults: |file| {
            let drop = |at, (_, count): (_, usize)| Some(Fault::at(at, count, &[]));
            file.at(file.known.loops, |(begins, _)| begins, drop)
        },
    },
    Kind {
        name: "first segment of a loop missing",
        rules: &[],
        faults: |file| {
            let drop = |at, _| Some(Fault::at(at, 1, &[]));
            file.at(file.known.heads, |one| one, drop)
        },
    },
    Kind {
        name: "required element empty",
        rules: &[],
        faults: |file| {
            let empty = |at: usize, (_, positions): (_, &[usize])| {
                let lines = positions.iter().map(|&position| {
                    let line = with_element(file.lines[at], position, "");
                    Fault::line(at, line)
                });
                Some(lines.collect::<Vec<_>>())
            };
            let all = file.known.elements.iter();
            all.flat_map(|&(begins, positions)| {
                let found = file.find(begins);
                found
                    .into_iter()
                    .flat_map(move |at| empty(at, (begins, positions)))
            })
            .flatten()
            .collect()
        },
    },
    Kind {
        name: "segment ends before a required element",
        rules: &[],
        faults: |file| {
            let cut = |at: usize, (_, positions): (&str, &[usize])| {
                let last = *positions.last()?;
                let elements: Vec<&str> = file.lines[at].split('*').take(last).collect();
                Some(Fault::line(at, elements.join("*")))
            };
            file.at(file.known.elements, |(begins, _)| begins, cut)
        },
    },
    Kind {
        name: "required component empty",
        rules: &[],
        faults: |file| {
            let all = COMPOSITES.iter().flat_map(|&(id, position, _, required)| {
                (1..=required).flat_map(move |part| {
                    file.each(&[id], |line| {
                        let is_there = element(line, position).contains(':');
                        is_there.then(|| with_part(line, position, part, ""))
                    })
                })
            });
            all.collect()
        },
    },
    Kind {
        name: "segment repeated",
        rules: &["GDE-05", "GDE-02", "GDE-06", "GDE-07"],
        faults: |file| {
            let again = |at: usize, _| {
                let line = file.lines[at];
                Some(Fault::at(at, 1, &[line, line]).told_at(at + 1))
            };
            file.at(file.known.once, |one| one, again)
        },
    },
    Kind {
        name: "loop repeated",
        rules: &["GDE-05", "GDE-06"],
        faults: |file| {
            let again = |at: usize, (_, count): (_, usize)| {
                let lines = file.lines(at, count);
                Some(Fault::at(at + count, 0, lines))
            };
            file.at(file.known.loops_once, |(begins, _)| begins, again)
        },
    },
    Kind {
        name: "more than the limit",
        rules: &["GDE-05", "GDE-06"],
        faults: |file| {
            let again = |at: usize, (_, count, limit): (_, usize, usize)| {
                let lines = file.lines(at, count).repeat(limit);
                Some(Fault::at(at, 0, &lines).told_at(at + count * limit))
            };
            file.at(file.known.limits, |(begins, ..)| begins, again)
        },
    },
    Kind {
        name: "segments swapped",
        rules: &[],
        faults: |file| {
            let swap = |at: usize, _| {
                let (one, two) = (file.lines[at], file.lines[at + 1]);
                Some(Fault::at(at, 2, &[two, one]))
            };
            file.at(file.known.ordered, |one| one, swap)
        },
    },
    Kind {
        name: "segment moved to another loop",
        rules: &[],
        faults: |file| {
            let all = file.known.moves.iter().flat_map(|&(from, to)| {
                let (from, to) = (file.find(from)[0], file.find(to)[0]);
                let line = vec![file.lines[from].to_owned()];
                let (remove, put) = ((from, 1, Vec::new()), (to, 0, line));
                let is_back = to < from;
                let at = if is_back { to } else { to - 1 };
                [Fault {
                    // What stands further on is edited first.
                    edits: if is_back {
                        vec![remove, put]
                    } else {
                        vec![put, remove]
                    },
                    at: vec![at],
                    keeps_totals: false,
                }]
            });
            all.collect()
        },
    },
    Kind {
        name: "value too long",
        rules: &["SYN-12"],
        faults: |file| {
            let all = TEXTS.iter().flat_map(|&(id, position, most)| {
                let long = "9".repeat(most + 1);
                file.in_elements(&[(id, position)], |_| long.clone())
            });
            all.collect()
        },
    },
    Kind {
        name: "value too short",
        rules: &[],
        faults: |file| file.in_elements(&[("N4", 1), ("N4", 3), ("NM1", 9)], |_| "9".to_owned()),
    },
    Kind {
        name: "code of no guide",
        rules: &["GDE-11"],
        faults: |file| {
            let all = CODES.iter().flat_map(|&(id, position, code)| {
                file.in_elements(&[(id, position)], |_| code.to_owned())
            });
            all.collect()
        },
    },
    Kind {
        name: "qualifier of no guide",
        rules: &["GDE-11"],
        faults: |file| {
            let change = |at: usize, (_, position, code): (_, usize, &str)| {
                Some(Fault::line(
                    at,
                    with_element(file.lines[at], position, code),
                ))
            };
            file.at(file.known.qualifiers, |(begins, ..)| begins, change)
        },
    },
    Kind {
        name: "party of no guide",
        rules: &["GDE-02", "GDE-11", "GDE-04"],
        faults: |file| {
            let change =
                |at: usize, _| Some(Fault::line(at, with_element(file.lines[at], 1, "Z9")));
            file.at(file.known.entities, |one| one, change)
        },
    },
    Kind {
        name: "purpose or kind of the set wrong",
        rules: &["GDE-11"],
        faults: |file| {
            let all = [(1, "9999"), (2, "99"), (6, "ZZ")].iter();
            all.flat_map(|&(position, code)| {
                file.in_elements(&[("BHT", position)], |_| code.to_owned())
            })
            .collect()
        },
    },
    Kind {
        name: "day that is none (D8)",
        rules: &[],
        faults: |file| {
            dates(
                file,
                "D8",
                &["20250231", "20251301", "20250100", "20250132"],
            )
        },
    },
    Kind {
        name: "day in another form (D8)",
        rules: &[],
        faults: |file| {
            let values = [
                "2025-01-15",
                "01152025",
                "250115",
                "2025011",
                "20250115-20250116",
            ];
            dates(file, "D8", &values)
        },
    },
    Kind {
        name: "days of a range wrong (RD8)",
        rules: &[],
        faults: |file| {
            let values = [
                "20250115",
                "20250115-20250231",
                "20250115/20250116",
                "20250115-250116",
            ];
            dates(file, "RD8", &values)
        },
    },
    Kind {
        name: "day wrong (DT)",
        rules: &[],
        faults: |file| {
            let days = [
                ("BHT", 4),
                ("DTM", 2),
                ("BPR", 16),
                ("TS3", 3),
                ("PLB", 2),
                ("STC", 2),
            ];
            let bad = ["20250231", "20251345", "2025-1-1", "BAD"];
            let all = bad
                .iter()
                .flat_map(|bad| file.in_elements(&days, |_| (*bad).to_owned()));
            all.collect()
        },
    },
    Kind {
        name: "time wrong",
        rules: &[],
        faults: |file| {
            let bad = ["2460", "2400", "1261", "12", "AB00", "12:00"];
            let times = bad.iter().flat_map(|bad| {
                let own = file.in_elements(&[("BHT", 5)], |_| (*bad).to_owned());
                own.into_iter().chain(dates(file, "TM", &[bad]))
            });
            times.collect()
        },
    },
    Kind {
        name: "amount or quantity is no number",
        rules: &[],
        faults: |file| {
            let bad = [
                "1O0", "1.2.3", "1,000", "--5", "5-", "$5", "1 0", ".", "1E2",
            ];
            let all = bad
                .iter()
                .flat_map(|bad| file.in_elements(&NUMBERS, |_| (*bad).to_owned()));
            all.collect()
        },
    },
    Kind {
        name: "whole number is none",
        rules: &[],
        faults: |file| {
            let bad = ["1.5", "A", "1A", "1-"];
            let wholes = &WHOLES.map(|(id, at)| (id, at.max(1)))[..5];
            let all = bad
                .iter()
                .flat_map(|bad| file.in_elements(wholes, |_| (*bad).to_owned()));
            all.collect()
        },
    },
    Kind {
        name: "too many elements",
        rules: &[],
        faults: |file| {
            let all = SIZES.iter().flat_map(|&(id, size)| {
                file.each(&[id], |line| Some(with_element(line, size + 1, "X")))
            });
            all.collect()
        },
    },
    Kind {
        name: "too many components",
        rules: &[],
        faults: |file| {
            let all = COMPOSITES.iter().flat_map(|&(id, position, size, _)| {
                file.each(&[id], |line| {
                    let is_there = element(line, position).contains(':');
                    is_there.then(|| with_part(line, position, size + 1, "X"))
                })
            });
            all.collect()
        },
    },
    Kind {
        name: "components in a simple element",
        rules: &[],
        faults: |file| file.in_elements(&SIMPLE, |value| broken(value, ":")),
    },
    Kind {
        name: "repetitions in an element that does not repeat",
        rules: &[],
        faults: |file| {
            let mut all = file.in_elements(&SIMPLE, |value| broken(value, "^"));
            for (id, position, ..) in COMPOSITES {
                all.extend(file.in_elements(&[(id, position)], |value| format!("{value}^{value}")));
            }
            all
        },
    },
    Kind {
        name: "composite parted by another character",
        rules: &[],
        faults: |file| {
            let composites = COMPOSITES.map(|(id, position, ..)| (id, position));
            let mut all = file.in_elements(&composites[..6], |value| value.replace(':', ">"));
            all.extend(file.in_elements(&composites[6..], |value| value.replace(':', "/")));
            all.retain(|fault| fault.edits[0].2[0] != file.lines[fault.at[0]]);
            all
        },
    },
    Kind {
        name: "character not allowed",
        rules: &[],
        faults: |file| {
            let bad = ["\u{1}", "\t", "\u{e9}", "\u{7f}"];
            let all = bad
                .iter()
                .flat_map(|bad| file.in_elements(&SIMPLE, |value| broken(value, bad)));
            all.collect()
        },
    },
    Kind {
        name: "segment id of no standard",
        rules: &["GDE-01"],
        faults: |file| {
            let ids = ["ZZZ", "XX", "QQ9"];
            let inside = 3..file.lines.len() - 3;
            let all = ids.iter().flat_map(|id| {
                let own = inside.clone().filter(|&at| {
                    !["SE", "ST"].contains(&element(file.lines[at], 0))
                        && element(file.lines[at - 1], 0) != "SE"
                });
                own.map(move |at| Fault::at(at, 0, &[&format!("{id}*1")]))
            });
            all.collect()
        },
    },
    Kind {
        name: "segment id misspelt",
        rules: &["SYN-10", "GDE-01", "GDE-02", "GDE-03"],
        faults: |file| {
            let lower = |at: usize, _| {
                let (id, rest) = file.lines[at].split_once('*')?;
                Some(Fault::line(at, format!("{}*{rest}", id.to_lowercase())))
            };
            let longer = |at: usize, _| {
                let (id, rest) = file.lines[at].split_once('*')?;
                Some(Fault::line(at, format!("{id}Q9*{rest}")))
            };
            let mut all = file.at(file.known.required, |one| one, lower);
            all.extend(file.at(file.known.required, |one| one, longer));
            all
        },
    },
    Kind {
        name: "segment id that is another",
        rules: &[],
        faults: |file| {
            let other = |at: usize, _| {
                let (id, rest) = file.lines[at].split_once('*')?;
                Some(Fault::line(at, format!("{}Q*{rest}", &id[..2])))
            };
            file.at(file.known.required, |one| one, other)
        },
    },
    Kind {
        name: "element that is not used",
        rules: &["GDE-10"],
        faults: |file| {
            let put = |at: usize, (_, position): (_, usize)| {
                Some(Fault::line(at, with_element(file.lines[at], position, "1")))
            };
            file.at(file.known.not_used, |(begins, _)| begins, put)
        },
    },
    Kind {
        name: "component that is not used",
        rules: &["GDE-10"],
        faults: |file| {
            let put = |at: usize, (_, position, part): (_, usize, usize)| {
                Some(Fault::line(
                    at,
                    with_part(file.lines[at], position, part, "1"),
                ))
            };
            file.at(file.known.not_used_parts, |(begins, ..)| begins, put)
        },
    },
    Kind {
        name: "segment that is not used",
        rules: &["GDE-08"],
        faults: |file| {
            let put = |at: usize, (_, line): (_, &str)| Some(Fault::at(at + 1, 0, &[line]));
            file.at(file.known.not_used_segments, |(begins, _)| begins, put)
        },
    },
    Kind {
        name: "segment of another set",
        rules: &["GDE-02"],
        faults: |file| {
            let put = |at: usize, (_, line): (_, &str)| Some(Fault::at(at + 1, 0, &[line]));
            file.at(file.known.foreign, |(begins, _)| begins, put)
        },
    },
    Kind {
        name: "number of a level (HL01)",
        rules: &["GDE-12"],
        faults: |file| {
            let mut all = file.in_elements(&[("HL", 1)], |_| "77".to_owned());
            all.extend(file.in_elements(&[("HL", 1)], |_| "0".to_owned()));
            all
        },
    },
    Kind {
        name: "parent of a level (HL02)",
        rules: &["GDE-13"],
        faults: |file| {
            let mut all = file.in_elements(&[("HL", 2)], |_| "77".to_owned());
            all.extend(file.in_elements(&[("HL", 2)], |_| "0".to_owned()));
            all
        },
    },
    Kind {
        name: "code of a level (HL03)",
        rules: &[],
        faults: |file| file.in_elements(&[("HL", 3)], |_| "99".to_owned()),
    },
    Kind {
        name: "child code of a level (HL04)",
        rules: &["GDE-14", "GDE-11"],
        faults: |file| {
            file.in_elements(&[("HL", 4)], |value| {
                let other = if value == "1" { "0" } else { "1" };
                other.to_owned()
            })
        },
    },
    Kind {
        name: "number of a line (LX01)",
        rules: &["GDE-15"],
        faults: |file| match file.known.name {
            "837P" | "837I" | "837D" => file.in_elements(&[("LX", 1)], |_| "7".to_owned()),
            _ => Vec::new(),
        },
    },
    Kind {
        name: "count of segments (SE01)",
        rules: &["SYN-06"],
        faults: |file| file.trailer("SE", |line| Some(with_element(line, 1, "7"))),
    },
    Kind {
        name: "count of sets (GE01)",
        rules: &["SYN-06"],
        faults: |file| file.trailer("GE", |line| Some(with_element(line, 1, "7"))),
    },
    Kind {
        name: "count of groups (IEA01)",
        rules: &["SYN-06"],
        faults: |file| file.trailer("IEA", |line| Some(with_element(line, 1, "7"))),
    },
    Kind {
        name: "count that is no number",
        rules: &["SYN-06"],
        faults: |file| {
            let trailer = |id| file.trailer(id, |line| Some(with_element(line, 1, "A")));
            ["SE", "GE", "IEA"].into_iter().flat_map(trailer).collect()
        },
    },
    Kind {
        name: "control number of a trailer",
        rules: &["SYN-05"],
        faults: |file| {
            let change = |id, number: &'static str| {
                file.trailer(id, move |line| Some(with_element(line, 2, number)))
            };
            let mut all = change("SE", "9999");
            all.extend(change("GE", "9999"));
            all.extend(change("IEA", "000009999"));
            all
        },
    },
    Kind {
        name: "control number of a set (ST02)",
        rules: &["SYN-05"],
        faults: |file| {
            let mut all = file.in_elements(&[("ST", 2)], |_| "9999".to_owned());
            for fault in &mut all {
                // It shows where the trailer has another.
                let st = fault.at[0];
                let end = file.lines[st..]
                    .iter()
                    .position(|line| line.starts_with("SE*"));
                fault.at = vec![st + end.unwrap_or(0)];
            }
            all
        },
    },
    Kind {
        name: "trailer missing",
        rules: &["SYN-03"],
        faults: |file| {
            let drop = |at, _| {
                let last = file.lines.len() - 2;
                Some(Fault::at(at, 1, &[]).with_totals().told_at(last.min(at)))
            };
            file.at(&["SE*", "GE*", "IEA*"], |one| one, drop)
        },
    },
    Kind {
        name: "trailer twice",
        rules: &["SYN-04"],
        faults: |file| {
            let again = |at: usize, _| {
                let line = file.lines[at];
                Some(
                    Fault::at(at, 1, &[line, line])
                        .with_totals()
                        .told_at(at + 1),
                )
            };
            file.at(&["SE*", "GE*"], |one| one, again)
        },
    },
    Kind {
        name: "header of a set missing (ST)",
        rules: &["SYN-07", "SYN-04"],
        faults: |file| {
            let drop = |at, _| Some(Fault::at(at, 1, &[]).with_totals());
            file.at(&["ST*"], |one| one, drop)
        },
    },
    Kind {
        name: "header of a group missing (GS)",
        rules: &["SYN-07", "SYN-04"],
        faults: |file| {
            let drop = |at, _| Some(Fault::at(at, 1, &[]).with_totals());
            file.at(&["GS*"], |one| one, drop)
        },
    },
    Kind {
        name: "segments outside of a set",
        rules: &["SYN-07"],
        faults: |file| {
            let put = |at: usize, _| {
                let lines = [
                    "NTE*ADD*X",
                    "NTE*ADD*Y",
                    "REF*EI*1",
                    "N3*Z",
                    "N4*Q",
                    "AMT*T*1",
                ];
                Some(Fault::at(at + 1, 0, &lines))
            };
            file.at(&["SE*"], |one| one, put)
        },
    },
    Kind {
        name: "syntax note",
        rules: &[],
        faults: |file| {
            let change = |at: usize, (_, _, position, value): (_, _, usize, &str)| {
                Some(Fault::line(
                    at,
                    with_element(file.lines[at], position, value),
                ))
            };
            file.at(file.known.notes, |(_, begins, ..)| begins, change)
        },
    },
    Kind {
        name: "interchange header (ISA)",
        rules: &[],
        faults: |file| {
            let bad = [
                (1, "99"),
                (3, "99"),
                (5, "99"),
                (7, "99"),
                (9, "250231"),
                (9, "25013A"),
                (10, "2460"),
                (10, "9999"),
                (12, "00999"),
                (12, "     "),
                (14, "5"),
                (15, "X"),
            ];
            let all = bad.iter().flat_map(|&(position, value)| {
                file.in_elements(&[("ISA", position)], |_| value.to_owned())
            });
            all.collect()
        },
    },
    Kind {
        name: "blank sender or receiver (ISA06, ISA08)",
        rules: &["GDE-09"],
        faults: |file| {
            let blank = " ".repeat(15);
            file.in_elements(&[("ISA", 6), ("ISA", 8)], |_| blank.clone())
        },
    },
    Kind {
        name: "repetition separator that is none (ISA11)",
        rules: &["SYN-30"],
        faults: |file| {
            let bad = ["U", "A", "0", " "].iter();
            bad.flat_map(|bad| file.in_elements(&[("ISA", 11)], |_| (*bad).to_owned()))
                .collect()
        },
    },
    Kind {
        name: "separators at the end of a segment",
        rules: &["SYN-31"],
        faults: |file| {
            let ids = [
                "N3", "NM1", "REF", "CLM", "DTP", "DTM", "SVC", "STC", "AK1", "SE", "LX",
            ];
            file.each(&ids, |line| Some(format!("{line}**")))
        },
    },
    Kind {
        name: "empty segment",
        rules: &["SYN-09"],
        faults: |file| {
            let inside = 3..file.lines.len();
            inside.map(|at| Fault::at(at, 0, &[""])).collect()
        },
    },
    Kind {
        name: "group of another set (GS01)",
        rules: &[],
        faults: |file| {
            // What is received can be read all the same: there it is a warning.
            if !file.known.name.starts_with("837") {
                return Vec::new();
            }
            file.in_elements(&[("GS", 1), ("GS", 1)], |_| "HP".to_owned())
        },
    },
    Kind {
        name: "group header (GS)",
        rules: &[],
        faults: |file| {
            let bad = [
                (1, "ZZ"),
                (1, ""),
                (2, ""),
                (3, ""),
                (4, "20250231"),
                (4, "2025"),
                (5, "2460"),
                (7, "Z"),
                (8, "005010X999"),
                (8, ""),
                (8, "006020"),
            ];
            let all = bad.iter().flat_map(|&(position, value)| {
                file.in_elements(&[("GS", position)], |_| value.to_owned())
            });
            all.collect()
        },
    },
    Kind {
        name: "set header (ST)",
        rules: &[],
        faults: |file| {
            let bad = [(3, "005010X999"), (3, "004010X098A1"), (2, "")];
            let all = bad.iter().flat_map(|&(position, value)| {
                file.in_elements(&[("ST", position)], |_| value.to_owned())
            });
            all.collect()
        },
    },
];
