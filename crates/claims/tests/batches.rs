//! Batches of any size say the same about an input as the input read whole.

use std::io::Read;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use remedi_claims::{Batch, Batches, ClaimKind, Cutter, GuideFaultKind, SetKind, in_order};
use remedi_x12::{Fault, Place, SliceReader, Token};

/// What an input says, whatever batches it was cut into.
#[derive(Debug, Default, PartialEq)]
struct Told {
    /// Tag, place and loop of every segment.
    segments: Vec<(Vec<u8>, Place, Option<&'static str>)>,
    faults: Vec<Fault>,
    /// The faults against the guides: place, loop, claim or payment, segment and element.
    guide_faults: Vec<GuideFaultTold>,
    /// Of each claim: CLM01, the billing NPI as sent, the subscriber's and the patient's
    /// place, the payer's id, and of each line its LX01 and its service.
    claims: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    kinds: Vec<ClaimKind>,
    payments: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    sets: Vec<Place>,
    provider_adjustments: usize,
    error: Option<String>,
}

type GuideFaultTold = (
    Place,
    Option<&'static str>,
    Option<Place>,
    ([u8; 3], u8, u8, u8),
    GuideFaultKind,
);

impl Told {
    /// What one batch says.
    fn of(batch: &mut Batch) -> Told {
        batch.walk();
        let mut told = Told::default();
        for index in batch.context_segments()..batch.segment_count() {
            let tag = batch.segment(index).tag().to_vec();
            told.segments
                .push((tag, batch.place(index), batch.loop_id(index)));
        }
        told.faults.extend(batch.faults());
        told.guide_faults
            .extend(batch.guide_faults().into_iter().map(|fault| {
                let at = (fault.tag, fault.element, fault.component, fault.repetition);
                let item = fault.item.map(|item| batch.place(item));
                let place = batch.place(fault.segment);
                (place, fault.loop_id, item, at, fault.kind)
            }));
        told.sets.extend(batch.sets().iter().map(|set| set.place));
        for claim in batch.claims() {
            let id = |party: Option<remedi_claims::Party<'_>>| {
                party.map_or(b"".to_vec(), |party| party.id().1.to_vec())
            };
            let mut values = vec![
                id(claim.submitter()),
                id(claim.billing_provider()),
                id(claim.subscriber()),
                id(claim.payer()),
                id(claim.provider(b"82")),
            ];
            values.extend(claim.patient().map(|party| party.name().to_vec()));
            for line in claim.lines() {
                values.push(line.segment().value(1).to_vec());
                values.extend(line.service().map(|service| service.body().to_vec()));
            }
            told.claims.push((claim.id().to_vec(), values));
            told.kinds.push(claim.kind());
        }
        for payment in batch.payments() {
            let remittance = payment.remittance();
            let mut values = vec![remittance.trace().to_vec()];
            values.extend(remittance.payer().map(|payer| payer.name().to_vec()));
            values.extend(payment.adjustments().map(|cas| cas.reason().to_vec()));
            for service in payment.services() {
                values.push(service.segment().body().to_vec());
                values.extend(service.adjustments().map(|cas| cas.reason().to_vec()));
                values.extend(service.remarks().map(<[u8]>::to_vec));
            }
            told.payments.push((payment.id().to_vec(), values));
        }
        told.provider_adjustments = batch.provider_adjustments().count();
        told
    }

    fn extend(&mut self, part: Told) {
        self.segments.extend(part.segments);
        self.faults.extend(part.faults);
        self.guide_faults.extend(part.guide_faults);
        self.claims.extend(part.claims);
        self.kinds.extend(part.kinds);
        self.payments.extend(part.payments);
        self.sets.extend(part.sets);
        self.provider_adjustments += part.provider_adjustments;
    }
}

fn told(input: &[u8], size: usize) -> Told {
    told_by(&mut Batches::default(), input, size)
}

fn told_by(batches: &mut Batches, input: &[u8], size: usize) -> Told {
    let mut told = Told::default();
    let error = batches.in_order(Cutter::with_size(input, size), Told::of, |part| {
        told.extend(part);
    });
    told.error = error.map(|error| error.to_string());
    told
}

/// What an input says, claim by claim, where nothing is remembered of the claims before.
fn told_afresh(input: &[u8]) -> Told {
    let mut told = Told::default();
    let mut cutter = Cutter::with_size(input, 1);
    told.error = loop {
        let mut batch = Batch::new();
        match cutter.next_batch(&mut batch) {
            Ok(true) => told.extend(Told::of(&mut batch)),
            Ok(false) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    told
}

/// Checks an input against the readers of the x12 crate and against itself in small batches.
fn check(name: &str, input: &[u8]) -> Told {
    let whole = told(input, 1 << 20);
    let mut reader = SliceReader::new(input);
    let mut segments = Vec::new();
    let error = loop {
        match reader.next_token() {
            Ok(Some(Token::Segment(segment, place))) => {
                if !segment.body().is_empty() {
                    segments.push((segment.tag().to_vec(), place));
                }
            }
            Ok(Some(Token::Gap(_))) => {}
            Ok(None) => break None,
            Err(error) => break Some(error.to_string()),
        }
    };
    let faults: Vec<Fault> = reader.faults().collect();
    let placed = whole.segments.iter().map(|(tag, place, _)| (tag, place));
    assert!(
        placed.eq(segments.iter().map(|(tag, place)| (tag, place))),
        "{name}: places differ"
    );
    assert_eq!(whole.faults, faults, "{name}");
    assert_eq!(whole.error, error, "{name}");
    let cuts = [1, 300, 1 << 14].map(|size| (size, told(input, size)));
    for (size, cut) in cuts.into_iter().chain([(0, told_afresh(input))]) {
        let faults = whole.guide_faults.iter().zip(&cut.guide_faults);
        let other = faults.into_iter().find(|(one, other)| one != other);
        assert_eq!(other, None, "{name}: batches of {size} bytes differ");
        let segments = whole.segments.iter().zip(&cut.segments);
        let other = segments.into_iter().find(|(one, other)| one != other);
        assert_eq!(other, None, "{name}: batches of {size} bytes differ");
        assert!(cut == whole, "{name}: batches of {size} bytes differ");
    }
    whole
}

const TWO_LEVELS: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
*250131*1200*^*00501*000000001*0*T*:~GS*HC*S*R*20250131*1200*1*X*005010X222A1~
ST*837*0001*005010X222A1~BHT*0019*00*1*20250131*1200*CH~NM1*41*2*SENDER*****46*S1~
NM1*40*2*RECEIVER*****46*R1~HL*1**20*1~PRV*BI*PXC*207Q00000X~NM1*85*2*CLINIC*****XX*1234567893~
N3*1 MAIN ST~N4*TOWN*CA*900010000~REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~
NM1*IL*1*TESTER*ONE****MI*M1~NM1*PR*2*PAYER*****PI*60054~CLM*A1*125***11:B:1*Y*A*Y*Y~
HI*ABK:J0190~NM1*82*1*DOCTOR*ONE****XX*1245319599~LX*1~SV1*HC:99213:25*100*UN*1*22**1~
DTP*472*D8*20250131~REF*6R*L1~NM1*82*1*DOCTOR*TWO****XX*1234567893~LX*2~
SV1*HC:93000*25*UN*1***1~DTP*472*RD8*20250130-20250131~HL*3*1*22*1~SBR*P********CI~
NM1*IL*1*TESTER*TWO****MI*M2~NM1*PR*2*PAYER*****PI*60054~HL*4*3*23*0~PAT*19~
NM1*QC*1*TESTER*CHILD~CLM*A2*80***21:B:1*Y*A*Y*Y~DTP*435*D8*20250130~HI*ABK:J0190~
NM1*77*2*HOSPITAL*****XX*1245319599~SBR*S*18*******CI~NM1*IL*1*TESTER*TWO****MI*M3~
NM1*PR*2*OTHER*****PI*99999~LX*1~SV1*HC:99221*80*UN*1***1~DTP*472*D8*20250130~
CLM*A3*10***11:B:1*Y*A*Y*Y~LX*1~SV1*HC:99212*10*UN*1***1~DTP*472*D8*20250129~SE*47*0001~
GE*1*1~IEA*1*000000001~
";

/// Claims and subscribers that are laid out alike.
fn claims_alike() -> String {
    let claim = between(TWO_LEVELS, "CLM*A1*", "HL*3*");
    let subscriber = between(TWO_LEVELS, "HL*2*", "HL*3*");
    let again = [3, 4, 5].map(|number| {
        let level = subscriber.replace("HL*2*", &format!("HL*{number}*"));
        level.replace("CLM*A1*", &format!("CLM*B{number}*"))
    });
    let rest = between(TWO_LEVELS, "HL*3*", "SE*");
    let renumbered = rest.replace("HL*3*", "HL*6*").replace("HL*4*3*", "HL*7*6*");
    TWO_LEVELS.replace(
        rest,
        &(claim.replace("*A1*", "*C1*") + &again.concat() + &renumbered),
    )
}

#[test]
fn what_was_right_before_forgives_nothing() {
    let alike = claims_alike();
    let faults = |input: &str| check(input, input.as_bytes()).guide_faults;
    let before = faults(&alike).len();
    assert_eq!(before, faults(TWO_LEVELS).len());
    let last = alike.rfind("CLM*B5*").unwrap();
    let (head, tail) = alike.split_at(last);
    for (from, to) in [
        ("SV1*HC:93000*25*UN*1***1~", "SV1*HC:93000*25*UN*1***1*~"),
        ("SV1*HC:93000*25*UN*1***1~", "SV1*HC:93000*25*XX*1***1~"),
        ("REF*6R*L1~", "REF*6R*~"),
        ("LX*2~", "LX*9~"),
        ("DTP*472*D8*20250131~", "DTP*472*D8*20250231~"),
        ("SV1*HC:99213:25*100*UN*1*22**1~", ""),
        ("HL*6*", "HL*9*2*99~NM1*82*1*ROE*SAM****XX*1245319599~HL*6*"),
        ("HL*6*", "PLB*1~REF*6R*1~HL*6*"),
    ] {
        let input = head.to_owned() + &tail.replacen(from, to, 1);
        assert!(faults(&input).len() > before, "{from} {to}");
    }
}

#[test]
fn inputs_leave_nothing_behind_in_batches_that_the_next_one_fills() {
    let alike = claims_alike();
    let cut_off = &alike[..alike.len() - 300];
    let others = alike
        .replace('*', "|")
        .replace('~', "\n")
        .replace("\n\n", "\n");
    // A colon that is no separator any more, and a separator where none may stand.
    let no_colon = alike
        .replace(':', ">")
        .replace("UN*1*22**1", "UN*1*22**1:2");
    let no_colon = no_colon.replace("*DOCTOR*ONE", "*DOC>TOR*ONE");
    let pointers = alike.replace("UN*1*22**1", "UN*1*22**1:2");
    let inputs = [
        &pointers,
        &no_colon,
        TWO_LEVELS,
        "no X12",
        &alike,
        cut_off,
        &others,
        "",
        &alike,
        &alike.replace("LX*2", "LX*7"),
    ];
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| {
            let mut batches = Batches::default();
            for size in [1 << 20, 200] {
                for (number, input) in inputs.iter().enumerate() {
                    let expected = told(input.as_bytes(), size);
                    let got = told_by(&mut batches, input.as_bytes(), size);
                    assert!(got == expected, "input {number}, batches of {size} bytes");
                }
            }
        });
    }
}

#[test]
fn what_is_forgiven_once_is_not_learnt() {
    let other = "SBR*S*18*******CI~OI***Y***Y~NM1*PR*2*OTHER*****PI*99999~";
    let claim = |id: &str| {
        let claim = between(TWO_LEVELS, "CLM*A1*", "HL*3*").replace("A1", id);
        claim.replacen("LX*1~", &format!("{other}LX*1~"), 1)
    };
    let claims = ["X1", "X2", "X3", "X4"].map(claim).concat();
    let own = between(TWO_LEVELS, "CLM*A1*", "HL*3*");
    // In a claim it excuses that claim alone; in a header the first claim behind it too.
    for (before, excused) in [
        (own.to_owned() + "nm1*82*1*ROE~", 0),
        ("nm1*87*2*X~".to_owned(), 1),
    ] {
        let input = TWO_LEVELS.replace(own, &(before + &claims));
        let told = check("forgiven", input.as_bytes());
        let missing = told
            .guide_faults
            .iter()
            .filter(|fault| fault.1 == Some("2330A"));
        assert_eq!(missing.count(), 4 - excused, "{:?}", told.guide_faults);
    }
}

#[test]
fn a_claim_sees_the_levels_it_stands_under() {
    let told = check("two levels", TWO_LEVELS.as_bytes());
    assert_eq!(told.error, None);
    assert_eq!(told.faults, []);
    let text = |values: &[Vec<u8>]| {
        let values = values.iter().map(|value| String::from_utf8_lossy(value));
        values.collect::<Vec<_>>().join(" ")
    };
    let claims: Vec<_> = told.claims.iter().map(|(_, values)| text(values)).collect();
    assert_eq!(
        claims,
        [
            "S1 1234567893 M1 60054 1245319599 1 SV1*HC:99213:25*100*UN*1*22**1 2 \
             SV1*HC:93000*25*UN*1***1",
            "S1 1234567893 M2 60054  TESTER 1 SV1*HC:99221*80*UN*1***1",
            "S1 1234567893 M2 60054  TESTER 1 SV1*HC:99212*10*UN*1***1",
        ]
    );
}

#[test]
fn a_level_that_no_guide_knows_does_not_part_a_claim() {
    let input = TWO_LEVELS.replace("~LX*2~", "~HL*3*2*99*0~LX*2~");
    let told = check("a stray level", input.as_bytes());
    assert_eq!(told.claims.len(), 3);
    let (_, first) = &told.claims[0];
    assert!(first.iter().any(|value| value.starts_with(b"SV1*HC:93000")));
}

#[test]
fn values_of_a_claim_and_its_lines_are_read() {
    let mut batch = Batch::new();
    let mut cutter = Cutter::new(TWO_LEVELS.as_bytes());
    assert!(cutter.next_batch(&mut batch).unwrap());
    batch.walk();
    let claims: Vec<_> = batch.claims().collect();
    let first = claims[0];
    assert_eq!(first.charge().unwrap().unwrap().cents(), 12_500);
    assert_eq!(first.pos().unwrap().number(), 11);
    assert_eq!(first.billing_taxonomy().unwrap().as_str(), "207Q00000X");
    let billing = first.billing_provider().unwrap();
    assert_eq!(billing.tin().unwrap().to_string(), "123456789");
    assert_eq!(billing.address().unwrap().zip, b"900010000");
    assert_eq!(
        first.diagnoses().collect::<Vec<_>>(),
        [(&b"ABK"[..], &b"J0190"[..])]
    );
    let lines: Vec<_> = first.lines().collect();
    assert_eq!(lines[0].procedure().unwrap().as_str(), "99213");
    assert_eq!(lines[0].modifiers().next().unwrap().as_str(), "25");
    let (service, element) = lines[0].pos_sent().unwrap();
    assert_eq!(service.value(usize::from(element)), b"22");
    assert!(lines[1].pos_sent().is_none());
    assert_eq!(lines[0].reference(b"6R").unwrap().value(2), b"L1");
    assert!(lines[0].provider(b"82").is_some() && lines[1].provider(b"82").is_none());
    assert_eq!(lines[1].dates().unwrap().unwrap().days().count(), 2);
    let second = claims[1];
    assert_eq!(
        second.date(b"435").unwrap().unwrap().to_string(),
        "2025-01-30"
    );
    assert_eq!(second.facility().unwrap().id().1, b"1245319599");
    let other = second.other_payers().next().unwrap();
    assert_eq!(other.payer().unwrap().id().1, b"99999");
    assert!(claims[2].facility().is_none() && claims[2].other_payers().next().is_none());
}

/// The text from the first occurrence of one on, up to another.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).expect("the start");
    let length = text[start..].find(to).expect("the end");
    &text[start..start + length]
}

/// What is told of the hierarchy, as segment, element and kind.
fn hierarchy(told: &Told) -> Vec<(u32, u8, GuideFaultKind)> {
    let faults = told.guide_faults.iter();
    let own = faults.filter(|(.., kind)| format!("{kind:?}").starts_with("Hierarchy"));
    own.map(|(place, _, _, at, kind)| (place.segment, at.1, *kind))
        .collect()
}

#[test]
fn claims_of_an_unknown_version_are_of_the_kind_of_their_own_lines() {
    use ClaimKind::{Dental, Institutional, Professional};
    let set = between(TWO_LEVELS, "ST*837", "GE*1");
    let of = |version: &str, service: &str| {
        set.replace("005010X222A1", version)
            .replace("SV1*", service)
    };
    // The version of another set is none of claims, and a set without service says nothing.
    let sets = [
        of("005010X999", "SVD*"),
        of("005010X221A1", "SV2*"),
        of("005010X999", "SV3*"),
    ];
    let input = TWO_LEVELS.replace(set, &sets.concat());
    let told = check("unknown versions", input.as_bytes());
    let kinds = [Professional, Institutional, Dental].map(|kind| [kind; 3]);
    assert_eq!(told.kinds, kinds.concat());
}

#[test]
fn a_set_behind_the_end_of_its_group_has_no_version_of_it() {
    let set = between(TWO_LEVELS, "ST*837", "GE*1");
    let unnamed = set
        .replace("*0001*005010X222A1~", "*0002~")
        .replace("SV1*", "SV2*");
    let (isa, _) = TWO_LEVELS.split_once("GS*").unwrap();
    for end in ["GE*1*1~", &format!("IEA*1*000000001~{isa}")] {
        let input = TWO_LEVELS.replace("GE*1*1~", &format!("{end}{unnamed}GE*1*1~"));
        let kinds = [ClaimKind::Professional, ClaimKind::Institutional].map(|kind| [kind; 3]);
        assert_eq!(check(end, input.as_bytes()).kinds, kinds.concat());
    }
}

#[test]
fn adjustments_of_the_provider_are_read_where_payer_and_payee_are_missing() {
    let input = TWO_LEVELS
        .replace("*HC*", "*HP*")
        .replace("005010X222A1", "005010X221A1");
    let set = between(&input, "ST*837", "GE*1");
    let payment = "ST*835*1~BPR*I*125*C*CHK************20250131~TRN*1*9*1512345678~\
        PLB*1245319599*20251231*WO:A*10~SE*5*1~";
    let told = check("no parties", input.replace(set, payment).as_bytes());
    assert_eq!(told.provider_adjustments, 1);
}

#[test]
fn a_level_of_no_known_kind_behind_a_claim_is_a_child() {
    let level = "HL*2*1*22*0~";
    let told = check("as sent", TWO_LEVELS.as_bytes());
    assert_eq!(hierarchy(&told), []);
    let childless = TWO_LEVELS.replace(level, "HL*2*1*22*1~");
    assert_eq!(
        hierarchy(&check("childless", childless.as_bytes())),
        [(11, 4, GuideFaultKind::HierarchyChild(false))]
    );
    let claim = between(TWO_LEVELS, "CLM*A3", "SE*");
    let input = childless
        .replace("~LX*2~", "~HL*3*2*99*0~LX*2~")
        .replace("HL*3*1*22*1~", &format!("{claim}HL*4*1*22*1~"))
        .replace("HL*4*3*23*0~", "HL*5*4*23*0~");
    assert_eq!(hierarchy(&check("a stray level", input.as_bytes())), []);
}

#[test]
fn a_subscriber_without_billing_provider_has_a_number_that_counts() {
    let billing = between(TWO_LEVELS, "HL*1**20", "HL*2*");
    let input = TWO_LEVELS
        .replace(billing, "")
        .replace("HL*2*1*22*0~", "HL*1**22*0~")
        .replace("HL*3*1*22*1~", "HL*2**22*1~")
        .replace("HL*4*3*23*0~", "HL*3*9*23*0~");
    let faults = hierarchy(&check("no billing provider", input.as_bytes()));
    let parent = |fault: &(u32, u8, GuideFaultKind)| fault.2 == GuideFaultKind::HierarchyParent;
    assert_eq!(
        faults.iter().filter(|fault| parent(fault)).count(),
        1,
        "{faults:?}"
    );
}

#[test]
fn a_level_that_denies_its_children_is_told_of_once() {
    use GuideFaultKind::{HierarchyChild, HierarchyNumber};
    let denies = TWO_LEVELS.replace("HL*3*1*22*1~", "HL*3*1*22*0~");
    let claim = between(TWO_LEVELS, "CLM*A3", "SE*");
    let level = |number: &str| {
        let own = between(TWO_LEVELS, "HL*4*3*23*0~", "CLM*A2");
        format!(
            "{}{claim}SE*",
            own.replace("HL*4*", &format!("HL*{number}*"))
        )
    };
    let last = |first: &str, second: &str| {
        let levels = denies.replace("HL*4*3*", &format!("HL*{first}*3*"));
        let told = check(first, levels.replace("SE*", &level(second)).as_bytes());
        let kinds = hierarchy(&told).into_iter().map(|(.., kind)| kind);
        kinds.collect::<Vec<_>>()
    };
    assert_eq!(last("4", "5"), [HierarchyChild(true)]);
    // A child with a wrong number does not count as one.
    assert_eq!(last("9", "10"), [HierarchyNumber(4), HierarchyChild(true)]);
    assert_eq!(last("4", "9"), [HierarchyChild(true), HierarchyNumber(5)]);
}

#[test]
fn what_stands_behind_the_end_of_a_set_is_in_no_loop() {
    let claim = between(TWO_LEVELS, "CLM*A3", "SE*");
    let input = TWO_LEVELS.replace("GE*1*1~", &format!("{claim}GE*1*1~"));
    let told = check("a claim behind SE", input.as_bytes());
    assert_eq!(told.claims.len(), 3);
    let behind = told.segments.iter().rev().skip(2);
    let mut behind = behind.take_while(|(tag, ..)| tag != b"SE");
    assert!(behind.all(|(.., loop_id)| loop_id.is_none()));
}

#[test]
fn a_line_without_its_number_has_none() {
    let input = TWO_LEVELS
        .replace("005010X222A1", "005010X223A2")
        .replace(
            "LX*2~\nSV1*HC:93000*25*UN*1***1~",
            "LX*2~SV2*0450*HC:93000*25*UN*1~",
        )
        .replace(
            "LX*1~SV1*HC:99221*80*UN*1***1~",
            "SV2*0450*HC:99221*80*UN*1~",
        );
    let mut batch = Batch::new();
    assert!(
        Cutter::new(input.as_bytes())
            .next_batch(&mut batch)
            .unwrap()
    );
    batch.walk();
    let lines: Vec<_> = batch.claims().flat_map(|claim| claim.lines()).collect();
    let numbers: Vec<_> = lines.iter().map(|line| line.number()).collect();
    assert_eq!(numbers, [Some(1), Some(2), None, Some(1)]);
    assert_eq!(lines[2].revenue_code(), b"0450");
}

#[test]
fn no_value_of_the_input_is_printed() {
    let mut cutter = Cutter::with_size(TWO_LEVELS.as_bytes(), 1);
    let mut batch = Batch::new();
    let mut batches = 0;
    while cutter.next_batch(&mut batch).unwrap() {
        batch.walk();
        let claim = batch.claims().next();
        let address = claim.and_then(|claim| claim.billing_provider()?.address());
        let printed = format!("{batch:?} {cutter:?} {claim:?} {address:?}");
        let printed: String = printed.split_whitespace().collect();
        for value in ["TESTER", "TOWN", "84,69,83,84,69,82", "84,79,87,78"] {
            assert!(!printed.contains(value), "{value}: {printed}");
        }
        batches += 1;
    }
    assert!(batches > 3);
}

#[test]
fn samples_are_told_alike_in_batches_of_any_size() {
    let Some(folder) = std::env::var_os("REMEDI_SAMPLES") else {
        return;
    };
    let (mut files, mut claims, mut payments) = (0, 0, 0);
    for source in std::fs::read_dir(folder).unwrap() {
        let source = source.unwrap().path();
        if !source.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(source).unwrap() {
            let file = file.unwrap().path();
            let input = std::fs::read(&file).unwrap();
            let name = file.display().to_string();
            let told = check(&name, &input);
            let count = |tag: &[u8]| {
                let tags = told.segments.iter().map(|(found, ..)| found);
                tags.filter(|found| found.as_slice() == tag).count()
            };
            assert_eq!(told.claims.len(), count(b"CLM"), "{name}: claims");
            assert_eq!(told.payments.len(), count(b"CLP"), "{name}: payments");
            assert_eq!(told.provider_adjustments, count(b"PLB"), "{name}: PLB");
            assert_eq!(told.sets.len(), count(b"ST"), "{name}: sets");
            files += 1;
            claims += told.claims.len();
            payments += told.payments.len();
        }
    }
    assert!(
        files > 200 && claims > 1000 && payments > 500,
        "{files} {claims} {payments}"
    );
}

#[test]
fn sets_that_have_no_view_are_told_of() {
    let other = TWO_LEVELS.replace("ST*837*0001*005010X222A1", "ST*270*0001*005010X279A1");
    let mut batch = Batch::new();
    assert!(
        Cutter::new(other.as_bytes())
            .next_batch(&mut batch)
            .unwrap()
    );
    batch.walk();
    assert_eq!(batch.claims().len(), 0);
    assert_eq!(batch.sets()[0].kind, None);
    let mut known = Batch::new();
    assert!(
        Cutter::new(TWO_LEVELS.as_bytes())
            .next_batch(&mut known)
            .unwrap()
    );
    known.walk();
    assert!(matches!(known.sets()[0].kind, Some(SetKind::Claims(_))));
}

/// Gives the same bytes over and over.
struct Endless(&'static [u8], usize);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for byte in &mut *buffer {
            *byte = self.0[self.1 % self.0.len()];
            self.1 += 1;
        }
        Ok(buffer.len())
    }
}

#[test]
fn what_never_ends_is_refused_before_memory_does() {
    let header = TWO_LEVELS.split_once("HL*2*").unwrap().0.as_bytes();
    let endless = header.chain(Endless(b"REF*1*2~", 0));
    let error = in_order(Cutter::new(endless), |batch| batch.input_bytes(), |_| ());
    let kind = error.unwrap().to_string();
    assert!(kind.contains("only make sense together"), "{kind}");
}

/// A change of one segment of an input.
#[derive(Clone, Debug)]
enum Change {
    Drop,
    Twice,
    /// Swapped with the one so many behind it.
    Swap(usize),
    /// Another one before it.
    Insert(&'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let inserted = proptest::sample::select(vec![
        "HL*9*1*99*1",
        "HL*3*2*22*0",
        "HL*5*1*20*1",
        "HL*4294967295**22*1",
        "CLM*A9*1***11:B:1*Y*A*Y*Y",
        "LX*1",
        "SVD*P*1",
        "SE*1*1",
        "ST*837*9",
        "ST*837*9*005010X223A2",
        "ST*837*9*005010X999",
        "ST*835*9",
        "CLP*1*1*1*1",
        "PLB*1*1*WO:1*1",
        "GE*1*1",
        "GS*HC*S*R*20250131*1200*2*X*005010X223A2",
        "GS*HC*S*R*20250131*1200*2*X*004010X098A1",
        "TA1*1",
        "",
        "NM1*QC*1*X",
        "REF*87*004010X098A1",
    ]);
    prop_oneof![
        Just(Change::Drop),
        Just(Change::Twice),
        (1..20usize).prop_map(Change::Swap),
        inserted.prop_map(Change::Insert),
    ]
}

/// An input with some of its segments, but for the first, changed.
fn changed(input: &str, changes: &[(usize, Change)]) -> String {
    let mut segments: Vec<String> = input.split('~').map(str::to_owned).collect();
    for (at, change) in changes {
        let at = 1 + at % (segments.len() - 1);
        match change {
            Change::Drop => drop(segments.remove(at)),
            Change::Twice if segments[at].contains("*23*") => {}
            Change::Twice => segments.insert(at, segments[at].clone()),
            Change::Swap(by) => {
                let other = (at + by).min(segments.len() - 1);
                segments.swap(at, other);
            }
            Change::Insert(text) => segments.insert(at, (*text).to_owned()),
        }
        if segments.len() < 3 {
            break;
        }
    }
    segments.join("~")
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        // The same cases each time. What is not told alike: a second patient behind segments of the
        // subscriber that stand in the first one, what a malformed id in one claim excuses in the next, and
        // sets of an unknown version with services of several kinds.
        rng_seed: RngSeed::Fixed(837),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn broken_inputs_are_told_alike_in_batches_of_any_size(
        changes in prop::collection::vec((any::<usize>(), change()), 1..8),
    ) {
        let input = changed(TWO_LEVELS, &changes);
        check(&input, input.as_bytes());
        let input = changed(&claims_alike(), &changes);
        check(&input, input.as_bytes());
    }
}

#[test]
fn components_found_in_one_go_are_those_that_are_asked_for_one_by_one() {
    let long = "A DESCRIPTION OF MORE BYTES THAN ARE LOOKED AT TOGETHER ".repeat(2);
    let composites = [
        "".to_owned(),
        "HC".to_owned(),
        "HC:99213".to_owned(),
        "HC:99213:25::59:".to_owned(),
        ":::".to_owned(),
        format!("HC:99213:::::{long}"),
        format!("HC:{long}:25:26:59:76:8"),
    ];
    for composite in composites {
        let input = claims_alike().replace("HC:99213", &composite);
        let (mut cutter, mut batch) = (Cutter::new(input.as_bytes()), Batch::new());
        assert!(cutter.next_batch(&mut batch).unwrap());
        batch.walk();
        let line = batch.claims().next().unwrap().lines().next().unwrap();
        let service = line.service().unwrap();
        let found: [&[u8]; 6] = service.components(1);
        let asked = [1, 2, 3, 4, 5, 6].map(|component| service.component(1, component));
        assert_eq!(found, asked, "{composite}");
    }
}
