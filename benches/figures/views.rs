//! Asks views for everything that they offer.

use std::hint::black_box;

use remedi_claims::{Claim, ClaimPayment, Party};

/// Asks a claim for everything that its view offers.
pub fn touch_claim(claim: Claim<'_>) -> usize {
    let levels = [
        claim.submitter(),
        claim.receiver(),
        claim.billing_provider(),
        claim.pay_to(),
        claim.subscriber(),
        claim.patient(),
        claim.payer(),
    ];
    let parties = levels.into_iter().flatten().chain(claim.providers());
    let mut sum = parties.map(touch_party).sum::<usize>();
    black_box((
        claim.charge().is_some(),
        claim.pos(),
        claim.billing_taxonomy(),
    ));
    sum += claim.id().len() + claim.facility_qualifier().len() + claim.frequency().len();
    sum += claim.diagnoses().map(|(_, code)| code.len()).sum::<usize>();
    sum += claim
        .other_payers()
        .filter_map(|other| other.payer())
        .map(touch_party)
        .sum::<usize>();
    sum +=
        usize::from(claim.date(b"435").is_some()) + usize::from(claim.reference(b"G1").is_some());
    for line in claim.lines() {
        black_box((line.number(), line.procedure(), line.charge(), line.dates()));
        sum += line.modifiers().count() + usize::from(line.pos_sent().is_some());
        sum += usize::from(line.reference(b"6R").is_some());
        sum += line.providers().map(touch_party).sum::<usize>();
    }
    sum
}

fn touch_party(party: Party<'_>) -> usize {
    black_box((
        party.npi(),
        party.tin(),
        party.taxonomy(),
        party.entity_type(),
    ));
    party.name().len() + party.address().map_or(0, |address| address.zip.len())
}

/// Asks a claim payment for everything that its view offers.
pub fn touch_payment(payment: ClaimPayment<'_>) -> usize {
    let remittance = payment.remittance();
    black_box((
        remittance.paid(),
        remittance.paid_on(),
        payment.charge(),
        payment.paid(),
    ));
    let mut sum = payment.id().len() + payment.member_id().len() + remittance.trace().len();
    sum += payment.remarks().map(<[u8]>::len).sum::<usize>();
    sum += payment
        .adjustments()
        .filter(|cas| cas.amount().is_some())
        .count();
    for service in payment.services() {
        let procedure = service.procedure();
        black_box((
            service.charge(),
            service.paid(),
            service.dates(),
            procedure.code(),
        ));
        sum += procedure.modifiers().count() + service.remarks().count();
        sum += service
            .adjustments()
            .filter(|cas| cas.amount().is_some())
            .count();
    }
    sum
}
