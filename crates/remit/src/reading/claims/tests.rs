//! What is kept of claims is what the rules are asked about.

use std::fs;
use std::path::{Path, PathBuf};

use remedi_claims::Cutter;
use remedi_enrollment::PayerMatch;
use remedi_synth::{BatchOptions, BatchSize, RosterOptions, professional_batch, roster};
use remedi_validate::{LineFacts, Options};

use super::*;
use crate::SentClaims;

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files_below(&path),
            false => vec![path],
        })
        .collect()
}

fn service(line: &LineFacts<'_>) -> Code {
    match (line.procedure, line.line.procedure_sent()) {
        (Some(procedure), _) => Code::new(procedure.as_bytes()),
        (None, b"") => Code::new(line.line.revenue_code()),
        (None, sent) => Code::new(sent),
    }
}

/// Reads every claim both ways; gives how many lines there were.
fn lines_read_alike(name: &str, text: &[u8], roster: Option<&Roster>) -> usize {
    let (key, checker) = (IdKey::random(), Checker::new(roster, Options::default()));
    let (mut cutter, mut batch) = (Cutter::new(text), Batch::new());
    let mut count = 0;
    let mut sent = SentClaims {
        key,
        ..SentClaims::default()
    };
    while cutter.next_batch(&mut batch).is_ok_and(|more| more) {
        batch.walk();
        let mut read = ClaimsRead::of(0, batch.input_bytes());
        let mut reader = Reader::new(key, roster);
        let mut judging = checker.judging();
        for claim in batch.claims() {
            let own = reader.read(claim, &mut read);
            let judged = judging.judge(claim);
            let facts = &judged.claim;
            let hash = |sent: Option<&[u8]>| key.hash(sent?);
            let references = &facts.references;
            let member = claim.subscriber().map(|party| party.id().1);
            assert_eq!(own.id, facts.id, "{name}");
            assert_eq!(own.charge, facts.charge, "{name}");
            assert_eq!(own.member, hash(member), "{name}");
            assert_eq!(own.trace, hash(references.trace.map(|one| one.value)));
            let authorization = references.authorization.map(|one| one.value);
            assert_eq!(own.authorization, hash(authorization), "{name}");
            assert_eq!(own.pos, claim.pos(), "{name}");
            assert_eq!(own.frequency, facts.frequency, "{name}");
            let days = judged.lines.iter().filter_map(|line| line.dates);
            let of_claim = || {
                let mut known = [b"434", b"472", b"435"].iter();
                known.find_map(|day| claim.date(*day)?.ok())
            };
            assert_eq!(own.dates, days.reduce(DateRange::span).or_else(of_claim));
            let payer = facts.payer.found.and_then(PayerMatch::one).zip(roster);
            let payer = payer.map_or("", |(payer, roster)| &*roster.payer(payer).id);
            let sending = &read.sendings[own.sending as usize];
            assert_eq!(sending.tin, facts.practice.tin, "{name}");
            assert_eq!(&*sending.payer, payer, "{name}");
            let payer_sent = String::from_utf8_lossy(facts.payer.sent.trim_ascii());
            assert_eq!(*sending.payer_sent, *payer_sent, "{name}");

            assert_eq!(reader.lines.len(), judged.lines.len(), "{name}");
            for (own, line) in reader.lines.iter().zip(judged.lines) {
                let references = &line.references;
                let control = references.line_control.map(|one| one.value);
                let authorization = references.authorization.map(|one| one.value);
                assert_eq!(own.number, line.number, "{name}");
                assert_eq!(own.control, hash(control), "{name}");
                assert_eq!(own.authorization, hash(authorization), "{name}");
                assert_eq!(own.service, service(line), "{name}");
                let modifiers = line.modifiers.into_iter().flatten().collect();
                assert_eq!(own.modifiers, modifiers, "{name}");
                assert_eq!(own.charge, line.charge, "{name}");
                assert_eq!(own.dates, line.dates, "{name}");
                assert_eq!(own.pos, Pos::parse(line.pos_sent), "{name}");
                let provider = line.provider.and_then(|provider| provider.npi());
                assert_eq!(own.provider, provider, "{name}");
                assert_eq!(own.location, checker.location_of(facts, line), "{name}");
            }
            count += judged.lines.len();
            read.pack(&own, &reader.lines, Some(&judged), roster);
        }
        sent.add(read);
    }
    let numbers = (0..sent.len() as u32).map(|claim| sent.hash_of(sent.id(claim)) as u32);
    assert_eq!(sent.numbers, numbers.collect::<Vec<_>>(), "{name}");
    count
}

#[test]
fn of_fixtures_and_samples_what_is_kept_is_what_rules_are_asked_about() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let practice = Roster::load(&own.join("practice/roster")).expect("a roster");
    let mut count = 0;
    let samples = std::env::var_os("REMEDI_SAMPLES").map(PathBuf::from);
    let files = [Some(own), samples].into_iter().flatten();
    for file in files.flat_map(|folder| files_below(&folder)) {
        let text = fs::read(&file).expect("a file");
        let name = file.display().to_string();
        count += lines_read_alike(&name, &text, Some(&practice.roster));
        lines_read_alike(&name, &text, None);
    }
    assert!(count > 50, "{count} lines were read");
}

#[test]
fn of_a_large_batch_what_is_kept_is_what_rules_are_asked_about() {
    let options = BatchOptions {
        size: BatchSize::Claims(1_000),
        ..BatchOptions::default()
    };
    let mut text = Vec::new();
    professional_batch(&options, &mut text).expect("a batch");
    let files = roster(&RosterOptions::default());
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let loaded = Roster::from_csv(&files).expect("a roster");
    assert!(lines_read_alike("batch", &text, Some(&loaded.roster)) > 1_000);
}

/// Lines that name their own, name nothing, or stand behind others; numbers of other payers; a facility of one line alone.
#[test]
fn odd_claims_are_kept_as_rules_are_asked_about_them() {
    let text = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *250301*1200*^*00501*000000001*0*T*:~\
        GS*HC*SENDER*RECEIVER*20250301*1200*1*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019*00*1*20250301*1200*CH~\
        NM1*41*2*SENDER*****46*1~PER*IC*X*TE*5552345678~NM1*40*2*RECEIVER*****46*2~HL*1**20*1~\
        NM1*85*1*DOE*ANN****XX*1234567893~N3*1 MAIN ST~N4*BOSTON*MA*021390000~REF*EI*123456789~\
        HL*2*1*22*0~SBR*P*18*******CI~NM1*IL*1*ROE*SAM****MI*A-1~N3*2 ELM ST~N4*BOSTON*MA*02139~DMG*D8*19800101*F~\
        NM1*PR*2*PAYER*****PI* 60054 ~\
        CLM*C1*120***11:B:7*Y*A*Y*Y~DTP*435*D8*20250110~DTP*434*RD8*20250109-20250111~REF*G1*OTHER**2U:1~REF*G1*OWN~REF*D9*T1~HI*ABK:J069~\
        NM1*82*1*POE*ANN****XX*1245319599~NM1*77*2*SITE*****XX*1993999998~N3*3 OAK ST~N4*BOSTON*MA*02139~\
        LX*1~SV1*HC:99213:25::59*60*UN*1***1~DTP*472*D8*20250110~REF*6R*L1~REF*6R*L2~NM1*82*1*LOE*ANN~\
        LX*02~SV1*HC:X1*60*UN*1*22**1~DTP*472*D8*20251399~DTP*472*D8*20250110~NM1*77*2*OTHER~N3*4 ASH ST~N4*BOSTON*MA*02139~\
        REF*D9*T2~NM1*82*1*NOE*ANN****XX*1000000004~\
        CLM*C2*x***1:B~LX*A~SV1*:*1*UN*1~LX*2~REF*G1*~\
        SE*40*0001~GE*1*1~IEA*1*000000001~";
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/practice/roster");
    let practice = Roster::load(&own).expect("a roster");
    assert_eq!(
        lines_read_alike("odd", text.as_bytes(), Some(&practice.roster)),
        4
    );
}
