//! What became of the charges: every adjustment in one category, so that charges less adjustments are payments.

use std::ops::{AddAssign, SubAssign};

use remedi_claims::Money;
use remedi_claims::codes::adjustment_group::AdjustmentGroup;
use remedi_claims::codes::carc::{self, CauseBy};
use remedi_claims::codes::cause::{Denial, RootCause};

use crate::Code;

words_of! {
    /// Why a part of a charge was not paid.
    Category {
        /// It is denied.
        Denied = "denied",
        /// The payer has not decided.
        Pending = "pending",
        /// By the agreed price.
        Contractual = "contractual",
        /// The patient's share.
        PatientResponsibility = "patient_responsibility",
        /// What an earlier payer decided.
        CobEffect = "cob_effect",
        /// Paid, but less by rule.
        PaymentReduction = "payment_reduction",
        /// All else, such as denied money that is given back.
        Other = "other",
    }
}

impl Category {
    /// Every category, in order.
    pub const ALL: [Category; 7] = [
        Category::Denied,
        Category::Pending,
        Category::Contractual,
        Category::PatientResponsibility,
        Category::CobEffect,
        Category::PaymentReduction,
        Category::Other,
    ];

    /// The category of an adjustment with this group and reason, of which it is known whether it denies.
    pub(crate) fn of(denied: Denial, group: Code, carc: Code) -> Category {
        match denied {
            Denial::Yes => return Category::Denied,
            Denial::Pending => return Category::Pending,
            Denial::No => {}
        }
        let known = carc::lookup(carc.as_bytes());
        let known = known.and_then(|known| match known.mapping.cause {
            CauseBy::Cause(cause) => Category::of_no_denial(cause),
            CauseBy::ByRarc => None,
        });
        use AdjustmentGroup::{ContractualObligation, PatientResponsibility, PayerInitiated};
        let group = AdjustmentGroup::parse(group.as_bytes());
        match (known, group) {
            // A deductible of these groups is written off: who owes it is the group's to say.
            (
                Some(Category::PatientResponsibility),
                Some(ContractualObligation | PayerInitiated),
            ) => Category::Contractual,
            (Some(known), _) => known,
            (None, Some(PatientResponsibility)) => Category::PatientResponsibility,
            (None, _) => Category::Other,
        }
    }

    /// The category of a cause that is never a denial.
    pub(crate) fn of_no_denial(cause: RootCause) -> Option<Category> {
        match cause {
            RootCause::Contractual => Some(Category::Contractual),
            RootCause::PatientResponsibility => Some(Category::PatientResponsibility),
            RootCause::CobEffect => Some(Category::CobEffect),
            RootCause::PaymentReduction => Some(Category::PaymentReduction),
            _ => None,
        }
    }
}

/// Adjustments by category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Categories([Money; Category::ALL.len()]);

impl Categories {
    /// The adjustments of a category.
    pub fn get(&self, category: Category) -> Money {
        self.0[category as usize]
    }

    /// All adjustments.
    pub fn total(&self) -> Money {
        self.0.iter().copied().sum()
    }

    pub(crate) fn add(&mut self, category: Category, amount: Money) {
        self.0[category as usize] += amount;
    }
}

impl SubAssign for Categories {
    fn sub_assign(&mut self, other: Categories) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own -= other;
        }
    }
}

impl AddAssign for Categories {
    fn add_assign(&mut self, other: Categories) {
        for (own, other) in self.0.iter_mut().zip(other.0) {
            *own += other;
        }
    }
}

/// Where the charges went: charge = paid + all categories + unbalanced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waterfall {
    /// What was charged (CLP03).
    pub charge: Money,
    /// What was paid (CLP04).
    pub paid: Money,
    /// What was not, and why.
    pub adjustments: Categories,
    /// What the remittances leave open: their faults. Less than nothing where several coverages paid more than the charge.
    pub unbalanced: Money,
}

impl Waterfall {
    /// Of nothing.
    pub(crate) const NONE: Waterfall = Waterfall {
        charge: Money::ZERO,
        paid: Money::ZERO,
        adjustments: Categories([Money::ZERO; Category::ALL.len()]),
        unbalanced: Money::ZERO,
    };

    pub(crate) fn add_all(&mut self, other: Waterfall) {
        self.charge += other.charge;
        self.paid += other.paid;
        self.adjustments += other.adjustments;
        self.unbalanced += other.unbalanced;
    }

    /// What several coverages of one claim say together, for this charge that each of them tells. What all of them pay is paid; of
    /// the rest no more is denied than there is, then comes what is not decided, what was agreed, and what the patient owes, and
    /// last what one says of another's decision, which that tells itself.
    pub(crate) fn of_one_claim(self, charge: Money) -> Waterfall {
        let mut left = charge - self.paid;
        let mut adjustments = Categories::default();
        for category in [
            Category::Denied,
            Category::Pending,
            Category::Contractual,
            Category::PaymentReduction,
            Category::PatientResponsibility,
            Category::Other,
            Category::CobEffect,
        ] {
            let share = self.adjustments.get(category).min(left).max(Money::ZERO);
            adjustments.add(category, share);
            left -= share;
        }
        Waterfall {
            charge,
            paid: self.paid,
            adjustments,
            unbalanced: left,
        }
    }

    pub(crate) fn add(&mut self, charge: Money, paid: Money, adjustments: Categories) {
        self.charge += charge;
        self.paid += paid;
        self.adjustments += adjustments;
        self.unbalanced += charge - paid - adjustments.total();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_adjustment_has_one_category() {
        let of = |denied, adjustment: &str| {
            let (group, carc) = adjustment.split_once('-').unwrap();
            let codes = [group, carc].map(|code| Code::new(code.as_bytes()));
            Category::of(denied, codes[0], codes[1])
        };
        assert_eq!(of(Denial::Yes, "CO-B7"), Category::Denied);
        assert_eq!(of(Denial::Pending, "OA-133"), Category::Pending);
        assert_eq!(of(Denial::No, "CO-45"), Category::Contractual);
        assert_eq!(of(Denial::No, "PR-1"), Category::PatientResponsibility);
        // The group says who owes it.
        assert_eq!(of(Denial::No, "CO-1"), Category::Contractual);
        assert_eq!(of(Denial::No, "PI-2"), Category::Contractual);
        assert_eq!(of(Denial::No, "OA-3"), Category::PatientResponsibility);
        assert_eq!(of(Denial::No, "OA-23"), Category::CobEffect);
        assert_eq!(of(Denial::No, "CO-253"), Category::PaymentReduction);
        // Of a reason that denies, such as money that is given back, or that the user says is none.
        assert_eq!(of(Denial::No, "CO-B7"), Category::Other);
        assert_eq!(of(Denial::No, "PR-999"), Category::PatientResponsibility);
    }

    #[test]
    fn a_waterfall_loses_nothing() {
        let money = Money::from_cents;
        let mut adjustments = Categories::default();
        adjustments.add(Category::Contractual, money(30));
        adjustments.add(Category::Denied, money(50));
        let mut all = Waterfall::default();
        all.add(money(100), money(20), adjustments);
        all.add(money(100), money(10), Categories::default());
        assert_eq!(
            (all.unbalanced, all.adjustments.get(Category::Denied)),
            (money(90), money(50))
        );
        assert_eq!(
            all.charge,
            all.paid + all.adjustments.total() + all.unbalanced
        );
    }
}
