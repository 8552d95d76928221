//! The enrollments themselves, and for whom they claim to be complete.

use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::{Layout, Loader, TIN_KINDS, in_order, places, ranges, tins};
use crate::cells;
use crate::problem::{ProblemKind, RosterError};
use crate::roster::Coverage;
use crate::rows::{Grant, Participation, RowNote, Status, Tenure, npi_key};
use crate::scope::Scope;
use crate::table::Table;

impl Loader {
    pub(super) fn read_enrollments(&mut self, table: &Table<'_>) -> Result<(), RosterError> {
        let provider = table.required("provider_npi")?;
        let payer = table.required("payer_id")?;
        let status = table.required("status")?;
        let effective_from = table.required("effective_from")?;
        let [
            plan,
            network,
            group_npi,
            tin,
            tin_kind,
            location,
            taxonomy,
            effective_to,
            billing_from,
            application,
            participation,
            approved_pos,
            scope_allow,
            scope_deny,
            payer_provider_id,
            verified_on,
            recorded_from,
            recorded_to,
        ] = [
            "plan",
            "network",
            "group_npi",
            "tin",
            "tin_kind",
            "location_id",
            "taxonomy",
            "effective_to",
            "billing_effective_from",
            "application_received",
            "participation",
            "approved_pos",
            "scope_allow",
            "scope_deny",
            "payer_provider_id",
            "verified_on",
            "recorded_from",
            "recorded_to",
        ]
        .map(|name| table.column(name));
        self.file = table.file.clone();
        let (listed_payers, listed_locations) = (self.payers.len(), self.locations.len());
        let mut kindless = 0u32;
        self.each(table, |loader, line| {
            let no_provider = line.cell(provider).is_empty();
            let provider = line.optional(provider, cells::npi);
            let payer = loader.payer(line, payer);
            let status = line
                .read(status, |text| match Status::WORDS.read(text)? {
                    Some(status) => Ok(status),
                    None => Err(ProblemKind::Empty),
                })
                .unwrap_or(Status::Denied);
            let effective = line.read(effective_from, |text| match cells::date(text)? {
                None if status.ever_in_force() => Err(ProblemKind::Empty),
                date => Ok(date),
            });
            let effective = effective.flatten();
            let mut date = |column| line.read(column, cells::date).flatten();
            let ends = date(effective_to);
            let billing = date(billing_from);
            let application = date(application);
            let verified = date(verified_on);
            let (recorded_from, recorded_to) = (date(recorded_from), date(recorded_to));
            if ends.is_none()
                && line.cell(effective_to).is_empty()
                && status.ever_in_force()
                && status != Status::Approved
            {
                line.report("effective_to", ProblemKind::NoLastDay, "");
            }
            in_order(line, "effective_to", effective.max(billing), ends);
            in_order(line, "recorded_to", recorded_from, recorded_to);
            let groups = cells::codes(line.cell(group_npi));
            let groups = line.parts(group_npi, groups, cells::npi);
            let kind = line.read(tin_kind, |text| TIN_KINDS.read(text)).flatten();
            let tins = tins(line, tin, kind);
            kindless += u32::from(!tins.is_empty() && kind.is_none());
            if no_provider && groups.is_empty() && tins.is_empty() && !line.bad {
                line.report("provider_npi", ProblemKind::NobodyNamed, "");
            }
            let taxonomies = cells::codes(line.cell(taxonomy));
            let taxonomies = line.parts(taxonomy, taxonomies, cells::taxonomy);
            let participation = line
                .read(participation, |text| Participation::WORDS.read(text))
                .flatten();
            let approved = places(line, approved_pos);
            let scope = Scope {
                allow: ranges(line, scope_allow).into(),
                deny: ranges(line, scope_deny).into(),
            };
            let locations = loader.locations(line, location);
            let Some(payer) = payer.filter(|_| !line.bad) else {
                return;
            };
            let grant = Grant {
                status,
                participation,
                only_group: only(&groups).map_or(0, |npi| npi_key(*npi)),
                only_tin: only(&tins).copied(),
                only_location: only(&locations).copied(),
                groups: loader.groups.put(&groups),
                tins: loader.tins.put(&tins),
                locations: loader.row_locations.put(&locations),
                taxonomies: loader.taxonomies.put(&taxonomies),
                approved_pos: match approved.is_empty() {
                    true => loader.approved_pos.put(&[]),
                    false => loader.approved_pos.put(&[approved]),
                },
                scope: match scope.is_empty() {
                    true => loader.scopes.put(&[]),
                    false => loader.scopes.put(&[scope]),
                },
                plan: loader.texts.put(line.cell(plan)),
                network: loader.texts.put(line.cell(network)),
                recorded_from: recorded_from.unwrap_or(NaiveDate::MIN),
                recorded_to: recorded_to.unwrap_or(NaiveDate::MAX),
            };
            loader.rows.push(Tenure {
                payer,
                starts: billing.or(effective).unwrap_or(NaiveDate::MAX),
                ends: ends.unwrap_or(NaiveDate::MAX),
                grant: loader.grants.put(grant),
            });
            loader.notes.push(RowNote {
                provider: provider.map_or(0, npi_key),
                line: line.number,
                effective_from: effective,
                billing_effective_from: billing,
                application_received: application,
                verified_on: verified,
                payer_provider_id: loader.texts.put(line.cell(payer_provider_id)),
            });
        });
        let file = &table.file;
        if self.rows.is_empty() && self.problems.is_empty() {
            self.notices.push(format!("{file}: no enrollment in it"));
        }
        if kindless > 0 {
            self.notices.push(format!(
                "{file}: rows with a tin and no tin_kind: {kindless}; nine bare digits pass for an EIN and for an SSN"
            ));
        }
        self.tell_strangers(file, listed_payers);
        if self.locations.len() > listed_locations {
            self.notices.push(format!(
                "{file}: locations are named but not listed, so that no claim can be compared with them"
            ));
        }
        Ok(())
    }

    pub(super) fn read_coverage(
        &mut self,
        table: &Table<'_>,
        layout: Layout,
    ) -> Result<(), RosterError> {
        let payer = table.required("payer_id")?;
        let complete = table.required("complete")?;
        let [group_npi, tin, tin_kind, as_of] =
            ["group_npi", "tin", "tin_kind", "as_of"].map(|name| table.column(name));
        let listed_payers = self.payers.len();
        self.each(table, |loader, line| {
            if layout == Layout::Beside && line.cell(complete).is_empty() {
                return;
            }
            let payer = loader.payer(line, payer);
            let complete = line
                .read(complete, |text| match YES_OR_NO.read(text)? {
                    Some(complete) => Ok(complete),
                    None => Err(ProblemKind::Empty),
                })
                .unwrap_or(false);
            let as_of = line.read(as_of, cells::date).flatten();
            let groups = cells::codes(line.cell(group_npi));
            let groups = line.parts(group_npi, groups, cells::npi);
            let kind = line.read(tin_kind, |text| TIN_KINDS.read(text)).flatten();
            let tins = tins(line, tin, kind);
            if groups.is_empty() && tins.is_empty() && !line.bad {
                // Complete for nobody in particular would be complete for every practice.
                line.report("group_npi", ProblemKind::Empty, "");
            }
            let Some(payer) = payer.filter(|_| !line.bad) else {
                return;
            };
            let any_or_each = |count: usize| 0..count.max(1);
            for group in any_or_each(groups.len()) {
                for tin in any_or_each(tins.len()) {
                    let row = Coverage {
                        group_npi: groups.get(group).copied(),
                        tin: tins.get(tin).copied(),
                        payer,
                        complete,
                        as_of,
                    };
                    let practice = Coverage {
                        complete: true,
                        ..row
                    };
                    match loader.covered.entry(practice) {
                        Entry::Vacant(new) => {
                            new.insert((complete, line.number));
                            loader.coverage.push(row);
                        }
                        Entry::Occupied(known) if known.get().0 != complete => {
                            let first_line = known.get().1;
                            let kind = ProblemKind::SaidOtherwise { first_line };
                            line.report("complete", kind, if complete { "yes" } else { "no" });
                            return;
                        }
                        Entry::Occupied(_) => {}
                    }
                }
            }
        });
        self.tell_strangers(&table.file, listed_payers);
        Ok(())
    }

    /// Tells payers that a file names and `payers.csv` does not.
    fn tell_strangers(&mut self, file: &str, listed: usize) {
        let strangers = self.payers.len() - listed;
        if self.payers_listed && strangers > 0 {
            self.notices.push(format!(
                "{file}: payers that are not in payers.csv: {strangers}; they are known by their id alone"
            ));
        }
    }
}

/// The item of a list of one.
fn only<T>(list: &[T]) -> Option<&T> {
    match list {
        [only] => Some(only),
        _ => None,
    }
}

const YES_OR_NO: cells::Words<bool> = cells::Words {
    words: &[("yes", true), ("no", false)],
    expected: "yes or no",
};
