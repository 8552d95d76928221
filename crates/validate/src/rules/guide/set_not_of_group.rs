use remedi_claims::{GuideFault, GuideFaultKind};

use crate::Example;
use crate::rule::{Hit, Severity, rule};

rule! {
    /// ## What it is
    /// The set (ST01) is none of those that the functional group (GS01) is for: claims (837) go in a
    /// group HC, payments (835) in HP.
    ///
    /// ## Why it matters
    /// The receiver sends groups to its programs by GS01, and rejects the set as one that it does not support
    /// (999 IK502 = 1). All its claims are held; those of a set whose ST01 is of no kind that remedi knows are not
    /// even read. Of sets that you receive, such as payments, it is a warning: they can be read all the same.
    ///
    /// ## What to do
    /// Correct GS01, or send the set in a group of its own.
    "GDE-18" "set-not-of-group": Error, ClaimData;
    source: "5010 and 4010 implementation guides: GS01, GS08, ST01 and ST03",
    watch: Guide(check),
    message: "the set is none that its functional group is for",
    help: "correct GS01, or send the set in a group of its kind",
    predicts: [],
    rejected: [
        Example::usual().replacing(
            "GS*HC*SUB*REC*20250131*1200*1*X*005010X222A1~",
            "GS*HP*SUB*REC*20250131*1200*1*X*005010X221A1~",
        ),
        Example::usual().replacing("ST*837*", "ST*8377*"),
    ],
    accepted: [
        Example::usual(),
    ],
}

fn check(fault: &GuideFault) -> Option<Hit> {
    match fault.kind {
        GuideFaultKind::SetNotOfGroup { is_received: false } => Some(Hit::of_guide()),
        GuideFaultKind::SetNotOfGroup { is_received: true } => {
            Some(Hit::of_guide().graded(Severity::Warning))
        }
        _ => None,
    }
}
