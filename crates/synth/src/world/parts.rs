//! A world of any size, made part by part.

use super::builder::Builder;
use super::claim::Sending;
use super::{World, every_scenario, noise, ordinary};

/// Claims in a part at most: what is held in memory at one time.
const PART: u64 = 16_000;
/// What a claim takes on the average, in bytes; until there are some to ask.
const BYTES_OF_CLAIM: u64 = 1_000;
/// One remittance of so many comes twice.
const COPIES: u32 = 60;

/// How large a world is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorldSize {
    /// Just so many claims.
    Claims(u64),
    /// Claims (837) of about so many bytes.
    Bytes(u64),
}

/// What a world is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorldOptions {
    /// What everything is drawn from.
    pub seed: u64,
    /// How large it is.
    pub size: WorldSize,
    /// How many claims of a hundred come from scenarios: faults of every kind, claims that look
    /// odd and are right, and the denials that belong to them. The others are of the everyday kind.
    pub scenarios: u8,
    /// How many claims of a hundred get an answer that is hard to match or to read.
    pub noise: u8,
}

impl Default for WorldOptions {
    /// Ten thousand claims of seed 1, a fifth of them from scenarios, a tenth with noise.
    fn default() -> WorldOptions {
        WorldOptions {
            seed: 1,
            size: WorldSize::Claims(10_000),
            scenarios: 20,
            noise: 10,
        }
    }
}

/// The parts of a world, each of which is a world by itself but for the roster: that of a part has the rows
/// which the parts before it have not.
///
/// ```
/// use remedi_synth::{WorldOptions, WorldParts, WorldSize};
///
/// let options = WorldOptions { size: WorldSize::Claims(200), ..WorldOptions::default() };
/// let mut parts = WorldParts::new(options);
/// let world = parts.next().unwrap();
/// assert!(world.payments.len() > 100);
/// assert!(parts.next().is_none());
/// ```
#[derive(Debug)]
pub struct WorldParts {
    options: WorldOptions,
    builder: Builder,
    claims: u64,
    bytes: u64,
}

impl WorldParts {
    /// The parts of a world like this.
    pub fn new(options: WorldOptions) -> WorldParts {
        let mut builder = Builder::new(options.seed);
        builder.sending = Sending::Monthly;
        ordinary::prepare(&mut builder);
        WorldParts {
            options,
            builder,
            claims: 0,
            bytes: 0,
        }
    }

    /// How many claims have been made.
    pub fn claims(&self) -> u64 {
        self.claims
    }

    /// How many claims the next part has.
    fn due(&self) -> u64 {
        let due = match self.options.size {
            WorldSize::Claims(all) => all.saturating_sub(self.claims),
            WorldSize::Bytes(all) => {
                let left = all.saturating_sub(self.bytes);
                let each = self.bytes.checked_div(self.claims);
                left / each.unwrap_or(BYTES_OF_CLAIM)
            }
        };
        due.min(PART)
    }
}

impl Iterator for WorldParts {
    type Item = World;

    fn next(&mut self) -> Option<World> {
        let is_first = self.claims == 0;
        let due = self.due().max(u64::from(is_first));
        if due == 0 {
            return None;
        }
        let (due_here, b) = (due as usize, &mut self.builder);
        let of_scenarios = due_here * usize::from(self.options.scenarios.min(100)) / 100;
        while b.claims() < of_scenarios {
            every_scenario(b);
        }
        b.thin_out(of_scenarios, due_here);
        ordinary::fill(b, due_here);
        noise::add(b, u32::from(self.options.noise.min(100)));
        let part = b.take_part(Some(COPIES));
        let bytes = part.claims.iter().map(|(_, bytes)| bytes.len() as u64);
        self.bytes += bytes.sum::<u64>();
        self.claims += due;
        Some(part)
    }
}
