//! Batches of any size say the same about an input as the input read whole.

use std::io::Read;

use remedi_claims::{Batch, Cutter, GuideFaultKind, SetKind, in_order};
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

fn told(input: &[u8], size: usize) -> Told {
    let mut told = Told::default();
    let work = |batch: &mut Batch| {
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
    };
    let error = in_order(Cutter::with_size(input, size), work, |part| {
        told.segments.extend(part.segments);
        told.faults.extend(part.faults);
        told.guide_faults.extend(part.guide_faults);
        told.claims.extend(part.claims);
        told.payments.extend(part.payments);
        told.sets.extend(part.sets);
        told.provider_adjustments += part.provider_adjustments;
    });
    told.error = error.map(|error| error.to_string());
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
    for size in [1, 300, 1 << 14] {
        let cut = told(input, size);
        let faults = whole.guide_faults.iter().zip(&cut.guide_faults);
        let other = faults.into_iter().find(|(one, other)| one != other);
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
