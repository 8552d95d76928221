use remedi_x12::{Fault, FaultKind};

use crate::Example;
use crate::rule::{Hit, Spot, rule};

rule! {
    /// ## What it is
    /// The elements of an ISA have fixed widths: 106 characters with the terminator. This one has
    /// others.
    ///
    /// ## Why it matters
    /// remedi reads it by its separators. Many receivers read it by position and refuse the
    /// interchange with a TA1.
    ///
    /// ## What to do
    /// Pad the elements with blanks to the widths of the standard.
    "SYN-02" "interchange-header-not-fixed-width": Warning, ClaimData;
    source: "X12.5 interchange control structures; X12.6 application control structure",
    watch: Envelope(check),
    message: "the elements of the ISA have not the widths of the standard",
    help: "pad the elements of the ISA with blanks, so that it has 106 characters",
    predicts: [],
    syntax: Interchange "024",
    rejected: [
        Example::usual().replacing("*ZZ*SUBMITTER      *", "*ZZ*SUBMITTER*"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &Fault) -> Option<Hit> {
    (fault.kind == FaultKind::HeaderWidth).then(|| Hit::at(Spot::segment(0)))
}
