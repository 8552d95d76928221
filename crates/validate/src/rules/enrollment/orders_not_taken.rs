use remedi_claims::ClaimKind;

use crate::Example;
use crate::example::ENROLLED;
use crate::facts::{ClaimFacts, LineFacts};
use crate::records::Amiss;
use crate::rule::{Hits, rule};

rule! {
    /// ## What it is
    /// The line bills Medicare for imaging, a laboratory test, equipment or supplies, and the provider who ordered or
    /// referred (2420E, 2420F, 2310A) is one whose orders of that kind Medicare does not take, by the column
    /// `order_refer` of `providers.csv` (`remedi roster import --from order-refer` fills it). Of home health care (837I,
    /// type of bill 32) it is the attending (2310A) or the referring provider (2310F), and `HHA` that is asked for. Of
    /// hospice care (81, 82) from 2024-06-03 on it is the same two and `HOSPICE`, but for an attending nurse practitioner
    /// or physician assistant (taxonomy 363), who certifies nothing. Power mobility devices (K0800 to K0899) want `PMD`.
    /// These two are asked where the roster has them of anybody, as older lists do not tell them. Where the roster tells
    /// nothing of the provider, nothing is said.
    ///
    /// ## Why it matters
    /// Medicare denies what was ordered by someone it does not know for it.
    ///
    /// ## What to do
    /// Ask the provider to enroll or to opt out with the right to order; or send the NPI of the one who ordered.
    "ENR-19" "orders-not-taken": Error, Credentialing;
    source: "42 CFR 424.507; CMS list of who may order and refer; CMS MLN SE1305 for home health care; 42 CFR 424.507(b) and CMS change requests 13342 and 13531 for hospice care",
    watch: Line(check),
    cues: [RECORD],
    message: "Medicare does not take orders of {kind} from the {role} {who}",
    help: "have the {role} enroll with Medicare to order and refer, or correct the NPI[ on line {line}]",
    predicts: [CO "183", CO "184", CO "16" "N264" "N265", CO "16" "N574" "N575", CO "16" "N286"],
    ack: "A7" "25",
    rejected: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,DME\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,NONE\n"),
        ]),
        Example::claim("CLM*A1*100***32:A:9**A*Y*Y~DTP*434*RD8*20250113-20250211~DTP*435*DT*202501130800~CL1*9*1*30~HI*ABK:I10~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0023*HP:2DB21*0*UN*1~DTP*472*D8*20250113~LX*2~SV2*0551*HC:G0299*100*UN*4~DTP*472*D8*20250113~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,PARTB|DME\n"),
        ]),
        Example::claim("CLM*A1*100***81:A:2**A*Y*Y~DTP*434*RD8*20250101-20250131~DTP*435*DT*202501010800~CL1*3*1*30~HI*ABK:C349~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0651*HC:Q5001*100*DA*31~DTP*472*D8*20250101~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,taxonomies,order_refer\n1911111114,Poe,207Q00000X,PARTB|DME\n1811111115,Moe,207Q00000X,HOSPICE\n"),
        ]),
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:K0823:RR*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,PARTB|DME\n1811111115,Moe,PARTB|DME|PMD\n"),
        ]),
    ],
    accepted: [
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,PARTB|DME\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,\n"),
        ]),
        Example::claim("CLM*A1*100***11:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:71046*100*UN*1***1~DTP*472*D8*20250115~")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,NONE\n"),
        ]),
        Example::claim("CLM*A1*100***32:A:9**A*Y*Y~DTP*434*RD8*20250113-20250211~DTP*435*DT*202501130800~CL1*9*1*30~HI*ABK:I10~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0023*HP:2DB21*0*UN*1~DTP*472*D8*20250113~LX*2~SV2*0551*HC:G0299*100*UN*4~DTP*472*D8*20250113~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,PARTB|DME|HHA\n"),
        ]),
        Example::claim("CLM*A1*100***81:A:2**A*Y*Y~DTP*434*RD8*20250101-20250131~DTP*435*DT*202501010800~CL1*3*1*30~HI*ABK:C349~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0651*HC:Q5001*100*DA*31~DTP*472*D8*20250101~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,taxonomies,order_refer\n1911111114,Poe,207Q00000X,PARTB|HOSPICE\n"),
        ]),
        Example::claim("CLM*A1*100***81:A:2**A*Y*Y~DTP*434*RD8*20250101-20250131~DTP*435*DT*202501010800~CL1*3*1*30~HI*ABK:C349~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0651*HC:Q5001*100*DA*31~DTP*472*D8*20250101~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,taxonomies,order_refer\n1911111114,Poe,207Q00000X,PARTB|DME\n"),
        ]),
        Example::claim("CLM*A1*100***81:A:2**A*Y*Y~DTP*434*RD8*20250101-20250131~DTP*435*DT*202501010800~CL1*3*1*30~HI*ABK:C349~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0651*HC:Q5001*100*DA*31~DTP*472*D8*20250101~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,taxonomies,order_refer\n1911111114,Poe,363L00000X,PARTB\n1811111115,Moe,207Q00000X,HOSPICE\n"),
        ]),
        Example::claim("CLM*A1*100***81:A:2**A*Y*Y~DTP*434*RD8*20240501-20240531~DTP*435*DT*202405010800~CL1*3*1*30~HI*ABK:C349~NM1*71*1*POE*ANN****XX*1911111114~LX*1~SV2*0651*HC:Q5001*100*DA*31~DTP*472*D8*20240501~")
            .of_kind(ClaimKind::Institutional)
            .filed_as("MA")
            .with_roster(&[
            ("enrollments.csv", "provider_npi,payer_id,group_npi,tin,tin_kind,status,effective_from\n\
             ,60054,1234567893,123456789,EIN,approved,2023-01-01\n"),
            ("providers.csv", "npi,last_or_organization_name,taxonomies,order_refer\n1911111114,Poe,207Q00000X,PARTB|DME\n1811111115,Moe,207Q00000X,HOSPICE\n"),
        ]),
        Example::claim("CLM*A1*100***12:B:1*Y*A*Y*Y~NM1*DN*1*POE*ANN****XX*1911111114~NM1*82*1*ROE*SAM****XX*1245319599~LX*1~SV1*HC:K0823:RR*100*UN*1***1~DTP*472*D8*20250115~")
            .filed_as("MB")
            .with_roster(&[
            ENROLLED,
            ("providers.csv", "npi,last_or_organization_name,order_refer\n1911111114,Poe,PARTB|DME\n"),
        ]),
    ],
}

fn check(_: &ClaimFacts<'_>, line: &LineFacts<'_>, hits: &mut Hits) {
    for record in &line.records {
        if let Amiss::MayNotOrder(kind) = record.amiss {
            let kind = match kind {
                "DME" => "equipment and supplies",
                "PMD" => "power mobility devices",
                "HHA" => "home health care",
                "HOSPICE" => "hospice care",
                _ => "imaging and laboratory tests",
            };
            hits.push(record.hit().with("kind", kind));
        }
    }
}
