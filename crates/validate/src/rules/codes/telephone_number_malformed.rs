use crate::Example;
use crate::codes::{CodeList, CodeSent};
use crate::rule::{Hit, rule};

rule! {
    /// ## What it is
    /// A telephone number (PER04, PER06 or PER08 behind TE) is not ten digits, or its area code or exchange starts with
    /// 0 or 1. Where the party has an address outside of the United States and Canada (N404) its number may have another
    /// length. The submitter's own number (1000A) is not judged, and numbers are not shown, as they may be a patient's.
    ///
    /// ## Why it matters
    /// Clearinghouses refuse the claim (277CA A7, status 127), and the payer can't call whom it has to ask.
    ///
    /// ## What to do
    /// Send area code and number as ten digits, without parentheses, hyphens and spaces, and the extension in the next
    /// element, behind EX.
    "COD-34" "telephone-number-malformed": Warning, ClaimData;
    source: "005010X222A1, X223A2 and X224A2 PER: area code and number without separators; \
        https://www.stedi.com/changelog/claim-edit-phone-numbers-with-invalid-area-or-exchange-codes (read 2026-11)",
    watch: Code(&[CodeList::Telephone], check),
    message: "the telephone number of the {who} {fault}",
    help: "send area code and number as ten digits, and the extension behind EX",
    predicts: [CO "16"],
    ack: "A7" "127",
    rejected: [
        Example::usual().billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~PER*IC*DESK*TE*555-234-5678~"),
        Example::usual().billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~PER*IC*DESK*EM*DESK@EXAMPLE.COM*TE*0552345678~"),
    ],
    accepted: [
        Example::usual().billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~PER*IC*DESK*TE*5552345678*EX*12~"),
        Example::usual().billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*SPRINGFIELD*IL*627010001~REF*EI*123456789~PER*IC*DESK*EM*DESK@EXAMPLE.COM~"),
        Example::usual().billed_by("NM1*85*2*LAKESIDE MEDICAL GROUP*****XX*1234567893~N3*100 MAIN ST~N4*LONDON***GB~REF*EI*123456789~PER*IC*DESK*TE*442079460000~"),
    ],
}

fn check(code: &CodeSent<'_>) -> Option<Hit> {
    let fault = match *code.code {
        [area, _, _, exchange, _, _, _, _, _, _] if code.code.iter().all(u8::is_ascii_digit) => {
            match [area, exchange] {
                [b'0' | b'1', _] => "has an area code that starts with 0 or 1",
                [_, b'0' | b'1'] => "has an exchange that starts with 0 or 1",
                _ => return None,
            }
        }
        _ => "is not ten digits",
    };
    Some(code.address_hit().with("fault", fault))
}
