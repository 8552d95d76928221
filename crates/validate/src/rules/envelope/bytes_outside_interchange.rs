use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// Bytes that are not blank stand outside of any interchange: before the first ISA, between IEA
    /// and the next ISA, or after the last IEA.
    ///
    /// ## Why it matters
    /// They were not read, and no payer reads them. A clearinghouse may refuse the whole file.
    ///
    /// ## What to do
    /// Look what they are: a mail header, a line of a log, or an interchange whose ISA is damaged.
    /// Remove what does not belong to the file.
    "SYN-01" "bytes-outside-interchange": Warning, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "{count} bytes stand outside of any interchange and were not read",
    help: "remove what is no X12, or repair the ISA that they belong to",
    predicts: [],
    rejected: [
        Example::usual().replacing("ISA*00", "HELLO ISA*00"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    match fault.kind {
        FaultKind::SkippedBytes(count) => Some(Hit::at(Spot::segment(0)).with("count", count)),
        _ => None,
    }
}
