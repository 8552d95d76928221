//! A small reader of X12, written apart from remedi's own.

// Not every test file needs all of it.
#![allow(dead_code)]

/// Elements of one segment; the tag is element 0.
pub type Segment = Vec<String>;

pub fn segments(file: &[u8]) -> Vec<Segment> {
    String::from_utf8(file.to_vec())
        .expect("ascii")
        .split('~')
        .map(str::trim)
        .filter(|segment| !segment.is_empty())
        .map(|segment| segment.split('*').map(str::to_owned).collect())
        .collect()
}

/// FNV-1a.
pub fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

pub fn cents(decimal: &str) -> i64 {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, decimal),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let number = |text: &str| text.parse::<i64>().expect("digits");
    sign * (number(whole) * 100 + number(&format!("{part:0<2}")))
}

pub fn npi_is_valid(npi: &str) -> bool {
    if npi.len() != 10 || !npi.starts_with(['1', '2']) {
        return false;
    }
    let sum: u32 = format!("80840{npi}")
        .chars()
        .rev()
        .enumerate()
        .map(|(place, c)| {
            let digit = c.to_digit(10).expect("digit") * (1 + place as u32 % 2);
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Each CLM with all segments up to the next claim, level or trailer.
pub fn claims(file: &[Segment]) -> Vec<&[Segment]> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, segment) in file.iter().enumerate() {
        if matches!(segment[0].as_str(), "CLM" | "HL" | "SE") {
            if let Some(start) = start.take() {
                found.push(&file[start..at]);
            }
            if segment[0] == "CLM" {
                start = Some(at);
            }
        }
    }
    found
}

/// SE01, GE01, IEA01, the control numbers and, in an 837 or a 277CA, the HL tree.
pub fn check_envelopes(file: &[Segment]) {
    let (mut st, mut sets, mut groups) = (0, 0, 0);
    let (mut isa, mut gs, mut set) = (String::new(), String::new(), String::new());
    let mut levels: Vec<(usize, String, bool)> = Vec::new();
    for (at, segment) in file.iter().enumerate() {
        match segment[0].as_str() {
            "ISA" => (isa, groups) = (segment[13].clone(), 0),
            "GS" => {
                (gs, sets) = (segment[6].clone(), 0);
                groups += 1;
            }
            "ST" => {
                (st, set) = (at, segment[2].clone());
                sets += 1;
                levels.clear();
            }
            "HL" => {
                assert_eq!(segment[1], (levels.len() + 1).to_string());
                if !segment[2].is_empty() {
                    let parent = &levels[segment[2].parse::<usize>().expect("HL02") - 1];
                    assert!(parent.2, "HL04 of a parent");
                    let wanted = match segment[3].as_str() {
                        "23" => "22",
                        "19" => "21",
                        "PT" => "19",
                        _ => "20",
                    };
                    assert_eq!(parent.1, wanted);
                }
                levels.push((
                    at,
                    segment[3].clone(),
                    segment.get(4).is_some_and(|inner| inner == "1"),
                ));
            }
            "SE" => {
                assert_eq!(segment[1], (at - st + 1).to_string());
                assert_eq!(segment[2], set);
            }
            "GE" => assert_eq!(segment[1..], [sets.to_string(), gs.clone()]),
            "IEA" => assert_eq!(segment[1..], [groups.to_string(), isa.clone()]),
            _ => {}
        }
    }
    assert_eq!(file.last().map(|s| s[0].as_str()), Some("IEA"));
}

fn adjusted(segment: &Segment) -> i64 {
    segment[3..]
        .iter()
        .step_by(3)
        .map(|amount| cents(amount))
        .sum()
}

/// Line, claim and transaction balances of an 835.
pub fn check_balances(file: &[Segment]) {
    let (mut payment, mut set_paid) = (0, 0);
    // What is left of the open line, and of the open claim.
    let (mut line, mut claim) = (None::<i64>, None::<i64>);
    let mut charged_by_lines = None::<(i64, i64)>;
    for segment in file {
        let ends_claim = matches!(segment[0].as_str(), "CLP" | "SE" | "PLB" | "LX");
        if ends_claim || segment[0] == "SVC" {
            assert_eq!(line.take().unwrap_or(0), 0, "line before {segment:?}");
        }
        if ends_claim {
            assert_eq!(claim.take().unwrap_or(0), 0, "claim before {segment:?}");
            if let Some((claimed, lines)) = charged_by_lines.take() {
                assert!(lines == 0 || claimed == lines, "lines before {segment:?}");
            }
        }
        match segment[0].as_str() {
            "BPR" => (payment, set_paid) = (cents(&segment[2]), 0),
            "CLP" => {
                claim = Some(cents(&segment[3]) - cents(&segment[4]));
                charged_by_lines = Some((cents(&segment[3]), 0));
                set_paid += cents(&segment[4]);
            }
            "SVC" => {
                line = Some(cents(&segment[2]) - cents(&segment[3]));
                if let Some((_, lines)) = &mut charged_by_lines {
                    *lines += cents(&segment[2]);
                }
            }
            "CAS" => {
                assert!(segment.len() <= 20 && (segment.len() - 2) % 3 != 0);
                if let Some(rest) = &mut line {
                    *rest -= adjusted(segment);
                }
                if let Some(rest) = &mut claim {
                    *rest -= adjusted(segment);
                }
            }
            "PLB" => {
                set_paid -= segment[4..]
                    .iter()
                    .step_by(2)
                    .map(|amount| cents(amount))
                    .sum::<i64>();
            }
            "SE" => assert_eq!(set_paid, payment),
            _ => {}
        }
    }
}
