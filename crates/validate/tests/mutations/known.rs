//! What is known of the fixtures: which of their segments, loops and elements are required, may
//! come once, have no other place, and so on. Written down from the guides for these files, and
//! not taken from the tables that judge them.

/// A fixture, and what can be broken in it. A line is named by how it, and the lines behind it,
/// begin; all that begin so are meant.
pub struct Known {
    pub name: &'static str,
    pub text: &'static str,
    /// Required segments that open no loop.
    pub required: &'static [&'static str],
    /// Required loops: the line that opens them, and of how many lines they are.
    pub loops: &'static [(&'static str, usize)],
    /// Lines that open a loop of which more follows.
    pub heads: &'static [&'static str],
    /// Segments that may come once.
    pub once: &'static [&'static str],
    /// Loops that may come once: the line that opens them, and of how many lines they are.
    pub loops_once: &'static [(&'static str, usize)],
    /// Segments and loops that may come so often: a line of them, how many lines, and the limit.
    pub limits: &'static [(&'static str, usize, usize)],
    /// Lines whose order with the next line is fixed.
    pub ordered: &'static [&'static str],
    /// Lines that have no place before the other.
    pub moves: &'static [(&'static str, &'static str)],
    /// Elements that are required.
    pub elements: &'static [(&'static str, &'static [usize])],
    /// Elements that are not used.
    pub not_used: &'static [(&'static str, usize)],
    /// Components that are not used.
    pub not_used_parts: &'static [(&'static str, usize, usize)],
    /// Segments that the standard has behind a line and the guide does not use.
    pub not_used_segments: &'static [(&'static str, &'static str)],
    /// Segments of another set, behind a line.
    pub foreign: &'static [(&'static str, &'static str)],
    /// Qualifiers that the guide does not have there.
    pub qualifiers: &'static [(&'static str, usize, &'static str)],
    /// Lines that open a loop by the code in their first element.
    pub entities: &'static [&'static str],
    /// A syntax note that a line breaks when an element has another value.
    pub notes: &'static [(char, &'static str, usize, &'static str)],
}

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../fixtures/guides/", $name))
    };
}

pub const ALL: [&Known; 6] = [
    &PROFESSIONAL,
    &INSTITUTIONAL,
    &DENTAL,
    &REMITTANCE,
    &IMPLEMENTATION,
    &RECEIVED,
];

#[rustfmt::skip]
const PROFESSIONAL: Known = Known {
    name: "837P",
    text: fixture!("professional.837"),
    required: &[
        "BHT*", "PER*IC*BILLING", "N3*100 MAIN", "N4*SPRINGFIELD*IL*627010001", "REF*EI", "REF*SY",
        "N3*PO BOX", "N4*SPRINGFIELD*IL*62705", "N3*7 LAKE", "SBR*P", "PAT*19", "N3*2 ELM",
        "DMG*D8*20150101", "HI*", "SV1*", "DTP*472", "N3*5 OAK", "N4*SPRINGFIELD*IL*627020001",
        "N3*9 HILL", "N4*SPRINGFIELD*IL*62703", "OI*", "CTP*", "DTP*573",
    ],
    loops: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85*2", 5), ("NM1*85*1", 4), ("NM1*IL*1*DOE*PAT", 4),
        ("NM1*IL*1*DOE*MAX", 1), ("NM1*IL*1*DOE*ALEX", 3), ("NM1*PR*2*SAMPLE", 2),
        ("NM1*PR*2*SECOND", 1), ("NM1*PR*2*THIRD", 1), ("NM1*PR*2*OTHER", 2), ("NM1*QC", 4),
        ("LX*1\nSV1*HC:99213*100", 3), ("LX*1\nSV1*HC:99212", 3),
    ],
    heads: &[
        "NM1*41", "NM1*85", "NM1*87", "NM1*IL*1*DOE*PAT", "NM1*IL*1*DOE*ALEX", "NM1*QC", "NM1*77",
        "NM1*PW", "NM1*45", "NM1*82", "HL*2*", "HL*3*", "HL*4*", "LX*1", "LX*2", "LX*3", "SVD*",
        "LIN*", "SBR*S", "LQ*",
    ],
    once: &[
        "PRV*", "REF*EI", "SBR*P", "PAT*19", "DMG*", "DTP*431", "DTP*439", "AMT*F5", "REF*G1",
        "NTE*ADD", "CR1*", "HI*", "HCP*", "OI*", "AMT*D", "SV1*", "SV5*", "CR3*", "DTP*472",
        "DTP*463", "QTY*PT", "REF*6R", "DTP*573", "AMT*EAF", "CTP*", "REF*XZ", "N3*", "N4*", "BHT*",
    ],
    loops_once: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85*2", 5), ("NM1*87", 3), ("NM1*IL*1*DOE*PAT", 4),
        ("NM1*IL*1*DOE*ALEX", 3), ("NM1*PR*2*SAMPLE", 2), ("NM1*QC", 4), ("NM1*82*1*ROE*KIM", 2),
        ("NM1*77", 3), ("NM1*PW", 3), ("NM1*45", 3), ("NM1*DK", 1), ("LIN*", 3),
    ],
    limits: &[
        ("NM1*DN", 2, 2), ("PWK*", 1, 10), ("CRC*07*Y*01", 1, 3), ("REF*G2*REF", 1, 3), ("SBR*S", 9, 10),
        ("CAS*PR*1*20*1", 1, 5), ("MEA*", 1, 5), ("SVD*", 4, 15), ("PER*IC*BILLING", 1, 2),
    ],
    ordered: &[
        "BHT*", "N3*", "N4*SPRINGFIELD*IL*627010001", "DTP*439", "PWK*", "AMT*F5", "REF*D9",
        "NTE*ADD*FOUND", "CR1*", "CRC*07*Y*01", "HI*ABK:I10*ABF", "CAS*PR*1*20*1", "AMT*D*",
        "SV1*HC:A0429", "QTY*PT", "REF*6R", "DTP*573", "SV5*", "CR3*", "CTP*", "SBR*P*18*GROUP1",
        "PRV*BI", "NM1*41", "NM1*82", "LX*2\nSV1*HC:J0290", "HL*2*1*22*0\nSBR*P*18*GROUP1",
    ],
    moves: &[
        ("NTE*ADD*FOUND", "N3*100 MAIN"), ("DTP*439", "DMG*D8*19700101"), ("CR1*", "NM1*DN"),
        ("PRV*BI", "NM1*40"), ("DMG*D8*19700101", "NM1*DN"), ("HCP*", "SBR*S"), ("OI*", "CR1*"),
        ("REF*XZ", "NM1*DK"), ("PAT*19", "HI*ABK:J0190"), ("CLM*P-1*", "NM1*PR*2*SAMPLE"),
        ("MEA*", "N3*PO BOX"), ("AMT*EAF", "SV5*"),
    ],
    elements: &[
        ("BHT*", &[1, 2, 3, 4, 5, 6]), ("NM1*", &[1, 2]), ("NM1*IL", &[3, 8, 9]), ("NM1*PR", &[3, 8, 9]),
        ("NM1*41", &[3, 8, 9]), ("PER*IC*BILLING", &[1, 3, 4]), ("HL*", &[1, 3, 4]), ("HL*2*", &[2]),
        ("PRV*", &[1, 2, 3]), ("N3*", &[1]), ("N4*", &[1]), ("REF*", &[1, 2]), ("SBR*", &[1]),
        ("DMG*", &[1, 2, 3]), ("CLM*", &[1, 2, 5, 6, 7, 8, 9]), ("DTP*", &[1, 2, 3]), ("PWK*", &[1, 2]),
        ("AMT*", &[1, 2]), ("CR1*", &[4, 5, 6]), ("CRC*", &[1, 2, 3]), ("HI*", &[1]), ("HCP*", &[1, 2]),
        ("CAS*", &[1, 2, 3]), ("OI*", &[3, 6]), ("LX*", &[1]), ("SV1*", &[1, 2, 3, 4, 7]),
        ("SV5*", &[1, 2, 3, 4, 5, 6]), ("LIN*", &[2, 3]), ("CTP*", &[4, 5]), ("SVD*", &[1, 2, 3, 5]),
        ("PAT*", &[1]), ("LQ*", &[1, 2]), ("FRM*", &[1]), ("MEA*", &[1, 2, 3]), ("CR3*", &[1, 2, 3]),
        ("QTY*", &[1, 2]), ("NTE*", &[1, 2]),
    ],
    not_used: &[
        ("CLM*", 3), ("CLM*", 4), ("NM1*40", 4), ("NM1*41", 6), ("NM1*PR", 10), ("HL*1*", 2), ("PRV*", 4),
        ("N4*", 5), ("DMG*", 4), ("SBR*", 6), ("SV1*", 6), ("SV1*", 8), ("SVD*", 4), ("REF*EI", 3),
        ("CTP*", 1), ("LIN*", 1), ("OI*", 1), ("AMT*", 3),
    ],
    not_used_parts: &[("HI*", 1, 4), ("HI*", 1, 9), ("SV1*", 1, 8)],
    not_used_segments: &[
        ("NM1*85*2", "N2*SECOND NAME"), ("PWK*", "DSB*1"), ("HI*ABK:I10*ABF", "QTY*CA*3"),
        ("DTP*439", "CL1*1*7*01"), ("SBR*P*18*GROUP1", "DTP*050*D8*20250101"), ("SV1*HC:J0290", "SV4*1"),
    ],
    foreign: &[
        ("BHT*", "AK1*HC*1"), ("CR1*", "CLP*P-1*1*200*150"), ("HI*ABK:I10*", "BPR*I*345"),
        ("N4*SPRINGFIELD*IL*627010001", "RDM*BM"), ("SBR*P*18*GROUP1", "INS*Y*18*021"),
        ("DTP*472", "EB*1*IND"),
    ],
    qualifiers: &[
        ("REF*EI", 1, "ZZ"), ("REF*G1", 1, "ZZ"), ("REF*6R", 1, "ZZ"), ("DTP*431", 1, "999"),
        ("DTP*472", 1, "999"), ("AMT*F5", 1, "ZZ"), ("AMT*D", 1, "ZZ"), ("CRC*07*Y*01", 1, "99"),
        ("NTE*ADD*FOUND", 1, "ZZZ"), ("PER*IC", 1, "ZZ"), ("PRV*BI", 1, "ZZ"), ("PRV*PE", 1, "ZZ"),
        ("QTY*PT", 1, "ZZ"), ("LIN*", 2, "ZZ"), ("PER*IC", 3, "ZZ"), ("NM1*PR", 8, "ZZ"),
        ("DTP*472", 2, "ZZ"), ("HI*ABK", 1, "ZZ:I10"),
    ],
    entities: &[
        "NM1*41", "NM1*40", "NM1*85", "NM1*IL", "NM1*PR", "NM1*QC", "NM1*82", "NM1*77", "NM1*DN",
        "NM1*PW", "NM1*DK",
    ],
    notes: &[
        ('P', "NM1*82", 9, ""), ('P', "PER*IC*BILLING DESK*TE*5552345678*EX", 6, ""),
        ('P', "PER*IC*BILLING DESK*TE*5552345678*EX", 7, ""), ('P', "CR1*", 1, ""), ('P', "CR1*", 2, ""),
        ('R', "FRM*2", 3, ""), ('E', "N4*", 7, "ON"), ('C', "CAS*PR*1*20*1*2*10", 5, ""),
        ('L', "CAS*PR*1*20**2*110", 6, ""),
    ],
};

#[rustfmt::skip]
pub const FORMER: Known = Known {
    name: "837P of 4010",
    text: fixture!("professional-4010.837"),
    required: &[
        "BHT*", "REF*87", "PER*IC*BILLING", "N3*100 MAIN", "N4*SPRINGFIELD*IL*627010001", "N3*PO BOX",
        "N4*SPRINGFIELD*IL*62705", "SBR*P", "PAT*19", "N3*2 ELM", "DMG*D8*20050101", "SV1*", "DTP*472",
        "N3*5 OAK", "N4*SPRINGFIELD*IL*627020001", "OI*", "DTP*573",
    ],
    loops: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85", 5), ("NM1*IL*1*DOE*PAT", 4), ("NM1*IL*1*DOE*LEE", 1),
        ("NM1*PR*2*SAMPLE", 1), ("NM1*IL*1*DOE*ALEX", 3), ("NM1*PR*2*OTHER", 1), ("NM1*QC", 4),
        ("LX*1\nSV1*HC:99221", 3),
    ],
    heads: &["NM1*85", "NM1*87", "NM1*QC", "NM1*FA", "HL*2*", "HL*4*", "LX*1", "LX*2", "SVD*", "SBR*S"],
    once: &[
        "REF*87", "PRV*", "SBR*P", "PAT*19", "DMG*", "DTP*454", "DTP*431", "AMT*F5", "REF*D9", "NTE*ADD", "HI*",
        "OI*", "AMT*D", "SV1*", "DTP*472", "REF*6R", "DTP*573", "CTP*", "N3*", "N4*", "BHT*",
    ],
    loops_once: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*87", 3), ("NM1*IL*1*DOE*PAT", 4), ("NM1*PR*2*SAMPLE", 1), ("NM1*QC", 4),
        ("NM1*82", 3), ("NM1*FA", 3),
    ],
    limits: &[("NM1*DN", 2, 2), ("REF*1B*PRACTICE1", 1, 7), ("SBR*S", 9, 10), ("LIN*", 2, 25)],
    ordered: &[
        "BHT*", "N3*", "N4*SPRINGFIELD*IL*627010001", "DTP*431", "AMT*F5", "REF*D9", "NTE*ADD", "AMT*D*", "OI*",
        "SV1*HC:99213", "REF*6R", "PRV*BI", "CAS*PR",
    ],
    moves: &[
        ("NTE*ADD", "N3*100 MAIN"), ("DTP*454", "DMG*D8*19700101"), ("PRV*BI", "NM1*40"), ("OI*", "AMT*F5"),
        ("PAT*19", "HI*BK:4019\nLX*1\nSV1*HC:99221"), ("DTP*573", "HL*3*"),
    ],
    elements: &[
        ("BHT*", &[1, 2, 3, 4, 5, 6]), ("NM1*", &[1, 2]), ("NM1*85", &[3, 8, 9]), ("PER*IC", &[1, 2, 3, 4]),
        ("HL*", &[1, 3, 4]), ("N3*", &[1]), ("N4*SPRINGFIELD*IL*6270200", &[1, 2, 3]), ("REF*", &[1, 2]), ("SBR*S", &[1, 2, 5]),
        ("CLM*", &[1, 2, 5, 6, 7, 8, 9]), ("SV1*", &[1, 2, 3, 4]), ("CTP*", &[3, 4, 5]), ("PAT*", &[1]),
        ("OI*", &[3, 6]), ("SVD*", &[1, 2, 3, 5]), ("LIN*", &[2, 3]),
    ],
    not_used: &[
        ("CLM*", 3), ("CLM*", 13), ("NM1*40", 4), ("NM1*41", 6), ("HL*1*", 2), ("PRV*", 4), ("N4*", 5), ("SBR*", 6), ("SV1*", 6),
        ("REF*87", 3), ("OI*", 1),
    ],
    not_used_parts: &[("CLM*", 5, 2), ("HI*", 1, 3)],
    not_used_segments: &[("NM1*85", "N2*SECOND NAME"), ("DTP*431", "CL1*1*7*01"), ("SV1*HC:93000", "SV4*1")],
    foreign: &[("BHT*", "AK1*HC*1"), ("HI*BK:4019*", "BPR*I*345"), ("DTP*472", "EB*1*IND")],
    qualifiers: &[
        ("REF*EI", 1, "ZZ"), ("REF*87", 2, "004010X098A2"), ("DTP*472", 1, "999"), ("NM1*85", 8, "PI"),
        ("HI*BK", 1, "ABK:I10"), ("PRV*BI", 2, "PXC"), ("SV1*HC:93000", 1, "ER:93000"), ("SBR*S", 5, "ZZ"),
    ],
    entities: &["NM1*41", "NM1*40", "NM1*85", "NM1*IL", "NM1*PR", "NM1*QC", "NM1*82", "NM1*FA", "NM1*DN"],
    notes: &[('P', "NM1*DN", 9, ""), ('P', "PER*IC*BILLING", 6, ""), ('C', "CAS*PR*1*20", 6, "5")],
};

#[rustfmt::skip]
const INSTITUTIONAL: Known = Known {
    name: "837I",
    text: fixture!("institutional.837"),
    required: &[
        "BHT*", "PER*IC*BILLING", "N3*9 HILL", "REF*EI", "SBR*P", "PAT*19", "N3*2 ELM", "DMG*D8*20150101",
        "DTP*434", "CL1*", "HI*ABK", "SV2*", "OI*", "DTP*573*D8*20250120\nLX*3", "CTP*", "N3*11 HILL",
    ],
    loops: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85", 5), ("NM1*IL*1*DOE*PAT", 4), ("NM1*IL*1*DOE*MAX", 1),
        ("NM1*PR*2*SAMPLE", 1), ("NM1*PR*2*SECOND", 1), ("NM1*IL*1*DOE*ALEX", 3), ("NM1*PR*2*OTHER", 2),
        ("NM1*QC", 4),
    ],
    heads: &[
        "NM1*41", "NM1*85", "NM1*IL*1*DOE*PAT", "NM1*IL*1*DOE*ALEX", "NM1*QC", "NM1*77", 
        "HL*2*", "HL*3*", "HL*4*", "LX*1", "LX*2", "LX*3", "SVD*", "LIN*", "SBR*S",
    ],
    once: &[
        "PRV*", "REF*EI", "SBR*P", "PAT*19", "DMG*", "DTP*", "CL1*", "AMT*", "REF*", "HI*ABK", "HI*ABJ", "HI*DR",
        "HI*BBR", "OI*", "MIA*", "SV2*", "CTP*", "N3*", "N4*", "BHT*",
    ],
    loops_once: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85", 5), ("NM1*IL*1*DOE*PAT", 4), ("NM1*PR*2*SAMPLE", 1),
        ("NM1*QC", 4), ("NM1*72", 1), ("NM1*77", 3), ("NM1*IL*1*DOE*ALEX", 3), ("LIN*", 3), ("NM1*DN", 1),
    ],
    limits: &[
        ("HI*ABF", 1, 2), ("HI*BI", 1, 2), ("HI*BH", 1, 2), ("HI*BE", 1, 2), ("HI*BG", 1, 2), ("PWK*", 1, 10),
        ("CAS*PR*1*100", 1, 5), ("PER*IC*BILLING", 1, 2), ("SBR*S", 10, 10), ("NTE*ADD", 1, 1),
    ],
    ordered: &[
        "BHT*", "N3*", "N4*SPRINGFIELD*IL*627030001\nREF*EI", "DTP*435", "CL1*1*7", "PWK*", "AMT*F3", "REF*EA",
        "NTE*ADD", "AMT*D", "OI*", "CAS*PR*1*100", "SV2*0450*HC:99283", "DTP*472*D8*20250101\nREF*6R", "REF*6R", "CTP*",
        "SBR*P*18", "PRV*BI", "NM1*41", "LX*2\nSV2*0450", "HI*BG:01",
    ],
    moves: &[
        ("NTE*ADD", "N3*9 HILL"), ("DTP*435", "DMG*D8*19400101"), ("CL1*1*7", "NM1*72"), ("PRV*BI", "NM1*40"),
        ("OI*", "REF*EA"), ("PAT*19", "HI*ABK:J0190"), ("MIA*", "SBR*S"), ("REF*XZ", "LX*3"), ("AMT*GT", "CTP*"),
    ],
    elements: &[
        ("BHT*", &[1, 2, 3, 4, 5, 6]), ("NM1*", &[1, 2, 3]), ("NM1*PR", &[8, 9]), ("HL*", &[1, 3, 4]),
        ("HL*2*", &[2]), ("PRV*", &[1, 2, 3]), ("N3*", &[1]), ("N4*", &[1]), ("REF*", &[1, 2]), ("SBR*", &[1]),
        ("DMG*", &[1, 2, 3]), ("CLM*", &[1, 2, 5, 7, 8, 9]), ("DTP*", &[1, 2, 3]), ("CL1*", &[1, 3]),
        ("AMT*", &[1, 2]), ("HI*", &[1]), ("CAS*", &[1, 2, 3]), ("OI*", &[3, 6]), ("LX*", &[1]),
        ("SV2*", &[1, 3, 4, 5]), ("LIN*", &[2, 3]), ("CTP*", &[4, 5]), ("SVD*", &[1, 2, 4, 5]), ("PAT*", &[1]),
        ("MIA*", &[1]), ("NTE*", &[1, 2]),
    ],
    not_used: &[
        ("CLM*", 3), ("CLM*", 6), ("CLM*", 10), ("NM1*40", 4), ("NM1*PR", 10), ("HL*1*", 2), ("PRV*", 4), ("N4*", 5),
        ("SBR*", 5), ("SBR*", 6), ("SV2*", 6), ("REF*EI", 3), ("CTP*", 1), ("LIN*", 1), ("OI*", 1), ("MIA*", 2),
    ],
    not_used_parts: &[("HI*BBR", 1, 5), ("HI*ABK", 1, 3), ("HI*DR", 1, 9)],
    not_used_segments: &[
        ("NM1*85", "N2*SECOND NAME"), ("DTP*435", "DN1*36*27"), ("HI*BG", "QTY*CA*3"),
        ("SBR*P*18", "PAT*****D8*20250101"), ("SV2*0120", "SV4*1"), ("OI*", "DMG*D8*19700101*F"),
    ],
    foreign: &[
        ("BHT*", "AK1*HC*1"), ("CL1*", "CLP*I-1*1*200*150"), ("HI*BG", "BPR*I*345"), ("PRV*BI", "INS*Y*18*021"),
        ("DTP*472", "EB*1*IND"),
    ],
    qualifiers: &[
        ("REF*EI", 1, "ZZ"), ("REF*G1", 1, "ZZ"), ("REF*6R", 1, "ZZ"), ("DTP*434", 1, "999"), ("DTP*472", 1, "999"),
        ("AMT*F3", 1, "ZZ"), ("AMT*GT", 1, "ZZ"), ("NTE*ADD", 1, "ZZZ"), ("HI*DR", 1, "ZZ:089"), ("HI*ABK", 1, "ZZ:I10"),
        ("DTP*434", 2, "ZZ"), ("PRV*AT", 1, "ZZ"), ("SV2*", 4, "ZZ"),
    ],
    entities: &["NM1*41", "NM1*40", "NM1*85", "NM1*IL", "NM1*PR", "NM1*QC", "NM1*71", "NM1*77", "NM1*DN"],
    notes: &[
        ('P', "NM1*71", 9, ""), ('P', "PER*IC*FRONT", 6, ""), ('P', "PER*IC*FRONT", 5, ""), ('E', "N4*", 7, "ON"),
        ('L', "CAS*PR*1*100", 5, "2"), ('C', "CAS*PR*1*100", 6, "5"),
    ],
};

#[rustfmt::skip]
const DENTAL: Known = Known {
    name: "837D",
    text: fixture!("dental.837"),
    required: &[
        "BHT*", "PER*IC*BILLING", "N3*20 ELM", "REF*EI", "SBR*P", "PAT*19", "N3*2 ELM", "DMG*D8*20150101", "SV3*",
        "OI*", "DTP*573",
    ],
    loops: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85", 4), ("NM1*IL*1*DOE*PAT", 4), ("NM1*IL*1*DOE*MAX", 1),
        ("NM1*PR*2*SAMPLE", 1), ("NM1*PR*2*SECOND", 1), ("NM1*IL*1*DOE*ALEX", 3), ("NM1*PR*2*OTHER", 1),
        ("NM1*QC", 4),
    ],
    heads: &[
        "NM1*41", "NM1*85", "NM1*IL*1*DOE*PAT", "NM1*IL*1*DOE*ALEX", "NM1*QC", "NM1*82", "HL*2*", "HL*3*", "HL*4*",
        "LX*1", "LX*2", "SVD*", "SBR*S",
    ],
    once: &[
        "PRV*", "REF*EI", "SBR*P", "PAT*19", "DMG*", "DTP*", "DN1*", "AMT*", "REF*6R", "OI*", "SV3*", "N3*", "N4*",
        "HI*", "BHT*",
    ],
    loops_once: &[
        ("NM1*41", 2), ("NM1*40", 1), ("NM1*85", 4), ("NM1*IL*1*DOE*PAT", 4), ("NM1*PR*2*SAMPLE", 1), ("NM1*QC", 4),
        ("NM1*82", 2), ("NM1*IL*1*DOE*ALEX", 3),
    ],
    limits: &[
        ("DN2*", 1, 35), ("PWK*", 1, 10), ("NM1*DN", 1, 2), ("TOO*", 1, 32), ("NTE*ADD", 1, 5), ("REF*G1", 1, 5),
        ("SBR*S", 8, 10),
    ],
    ordered: &[
        "BHT*", "N3*", "N4*SPRINGFIELD*IL*627010001", "DTP*472*D8*20250115\nDN1", "DN1*", "DN2*", "PWK*", "AMT*F5",
        "REF*G1", "NTE*", "AMT*D", "TOO*", "SBR*P*18", "PRV*BI", "NM1*41", "SV3*AD:D2150", "LX*2\nSV3*AD:D1110",
    ],
    moves: &[
        ("NTE*ADD", "N3*20 ELM"), ("DN1*", "NM1*DN"), ("PRV*BI", "NM1*40"), ("OI*", "REF*G1"),
        ("PAT*19", "LX*1\nSV3*AD:D0120"), ("TOO*", "SBR*S"), ("DMG*D8*19700101", "NM1*DN"),
    ],
    elements: &[
        ("BHT*", &[1, 2, 3, 4, 5, 6]), ("NM1*", &[1, 2, 3]), ("HL*", &[1, 3, 4]), ("HL*2*", &[2]), ("N3*", &[1]),
        ("N4*", &[1]), ("REF*", &[1, 2]), ("SBR*", &[1]), ("DMG*", &[1, 2, 3]), ("CLM*", &[1, 2, 5, 6, 7, 8, 9]),
        ("DTP*", &[1, 2, 3]), ("DN2*", &[1, 2, 6]), ("CAS*", &[1, 2, 3]), ("OI*", &[3, 6]), ("LX*", &[1]), ("SV3*", &[1, 2]),
        ("TOO*", &[1]), ("SVD*", &[1, 2, 3, 5]), ("PAT*", &[1]),
    ],
    not_used: &[
        ("CLM*", 3), ("NM1*40", 4), ("NM1*PR", 10), ("HL*1*", 2), ("PRV*", 4), ("N4*", 5), ("SV3*", 7), ("REF*EI", 3),
        ("OI*", 1), ("SVD*", 4), ("DN1*", 3), ("DN2*", 3), ("DN2*", 5), ("HI*", 5),
    ],
    not_used_parts: &[("HI*", 1, 3)],
    not_used_segments: &[
        ("NM1*85", "N2*SECOND NAME"), ("DTP*472*D8*20250115\nDN1", "CL1*1*7*01"), ("HI*", "QTY*CA*3"),
        ("SV3*AD:D1110", "SV4*1"),
    ],
    foreign: &[
        ("BHT*", "AK1*HC*1"), ("DN1*", "CLP*D-1*1*200*150"), ("PRV*BI", "INS*Y*18*021"), ("DTP*472*D8*20250116", "EB*1*IND"),
    ],
    qualifiers: &[
        ("REF*EI", 1, "ZZ"), ("REF*G1", 1, "ZZ"), ("REF*6R", 1, "ZZ"), ("DTP*439", 1, "999"), ("AMT*F5", 1, "ZZ"),
        ("NTE*ADD", 1, "ZZZ"), ("TOO*", 1, "ZZ"), ("SV3*", 1, "ZZ:D1110"), ("DTP*472", 2, "ZZ"),
    ],
    entities: &["NM1*41", "NM1*40", "NM1*85", "NM1*IL", "NM1*PR", "NM1*QC", "NM1*82", "NM1*DN"],
    notes: &[('P', "NM1*82", 9, ""), ('E', "N4*", 7, "ON"), ('L', "CAS*PR*1*20", 5, "2")],
};

#[rustfmt::skip]
const REMITTANCE: Known = Known {
    name: "835",
    text: fixture!("remittance.835"),
    required: &[
        "BPR*", "TRN*", "N3*1 PAYER", "N4*CHICAGO", "PER*BL", "NM1*QC",
    ],
    loops: &[("N1*PR", 6), ("N1*PE", 4)],
    heads: &["N1*PR", "N1*PE", "LX*1", "CLP*P-1", "SVC*HC:99213", "SVC*HC:93000"],
    once: &[
        "BPR*", "TRN*", "REF*EV", "DTM*405", "N3*", "N4*", "TS3*", "NM1*QC", "NM1*82", "DTM*050", "REF*6R", "MOA*",
        "PER*CX",
    ],
    loops_once: &[("N1*PR", 6), ("N1*PE", 4)],
    limits: &[
        ("REF*2U", 1, 4), ("REF*LU", 1, 8), ("DTM*232", 1, 2), ("REF*CE", 1, 5),
    ],
    ordered: &[
        "BPR*", "TRN*", "REF*EV", "N3*", "N4*", "REF*2U", "CAS*PR*1*20", "AMT*AU", "SVC*HC:99213", "DTM*472*20250115",
        "CAS*PR*2*20", "REF*LU", "AMT*B6*80", "REF*CE", "CLP*P-1",
    ],
    moves: &[
        ("TRN*", "NM1*QC*1*DOE*PAT"), ("TS3*", "AMT*AU"), ("NM1*82", "DTM*150"), ("MOA*", "N3*1 PAYER"),
        ("LQ*HE", "AMT*AU"), ("DTM*405", "LX*1"),
    ],
    elements: &[
        ("BPR*", &[1, 2, 3, 4, 16]), ("TRN*", &[1, 2, 3]), ("N1*PR", &[1, 2]), ("N1*PE", &[1, 2, 3, 4]), ("N3*", &[1]),
        ("N4*", &[1]), ("REF*", &[1, 2]), ("DTM*", &[1, 2]), ("LX*", &[1]), ("TS3*", &[1, 2, 3, 4, 5]),
        ("CLP*", &[1, 2, 3, 4, 6, 7]), ("NM1*", &[1, 2]), ("CAS*", &[1, 2, 3]), ("SVC*", &[1, 2, 3]), ("AMT*", &[1, 2]),
        ("LQ*", &[1, 2]), ("PLB*", &[1, 2, 3, 4]), ("PER*", &[1]),
    ],
    not_used: &[("CLP*", 10), ("REF*EV", 3), ("NM1*QC", 6), ("N4*", 5), ("DTM*", 3), ("TS3*", 6)],
    not_used_parts: &[("SVC*", 1, 8)],
    not_used_segments: &[("N1*PR", "N2*SECOND NAME"), ("N1*PE", "N2*SECOND NAME")],
    foreign: &[
        ("BPR*", "BHT*0019*00*1*20250131*1200*CH"), ("CLP*P-1", "CLM*P-1*200"), ("SVC*HC:99213", "SV1*HC:99213*100*UN*1***1"),
        ("DTM*405", "HL*1**20*1"), ("NM1*82", "INS*Y*18*021"),
    ],
    qualifiers: &[
        ("REF*EV", 1, "ZZ"), ("DTM*405", 1, "999"), ("REF*2U", 1, "99"), ("NM1*82", 1, "Z9"), ("DTM*232", 1, "999"),
        ("DTM*472", 1, "999"), ("AMT*AU", 1, "99"), ("REF*6R", 1, "99"), ("LQ*HE", 1, "QQ"), ("N1*PE", 3, "QQ"),
        ("PLB*", 3, "QQ:1"), ("AMT*B6", 1, "99"),
    ],
    entities: &["N1*PR", "N1*PE"],
    notes: &[
        ('P', "BPR*", 7, ""), ('P', "BPR*", 13, ""), ('C', "BPR*", 9, ""), ('P', "NM1*82", 9, ""),
        ('P', "PER*CX", 4, ""), ('P', "PLB*", 5, "WO:REF2"), ('L', "CAS*PR*2*20", 5, "2"), ('C', "CAS*PR*2*20", 6, "5"),
        ('E', "N4*", 7, "ON"),
    ],
};

#[rustfmt::skip]
const IMPLEMENTATION: Known = Known {
    name: "999",
    text: fixture!("implementation.999"),
    required: &["AK1*", "IK5*", "AK9*"],
    loops: &[],
    heads: &["AK2*837*0002", "IK3*CLM"],
    once: &["AK1*", "IK5*", "AK9*"],
    loops_once: &[],
    limits: &[("CTX*CLM01", 1, 1)],
    ordered: &["AK1*", "IK3*CLM", "AK9*"],
    moves: &[("AK9*", "AK2*837*0002"), ("AK1*", "IK3*CLM")],
    elements: &[
        ("AK1*", &[1, 2, 3]), ("AK2*", &[1, 2]), ("IK3*", &[1, 2]), ("IK4*", &[1, 3]), ("IK5*", &[1]),
        ("AK9*", &[1, 2, 3, 4]), ("CTX*", &[1]),
    ],
    not_used: &[],
    not_used_parts: &[],
    not_used_segments: &[],
    foreign: &[("AK1*", "BHT*0019*00*1*20250131*1200*CH"), ("IK5*A", "CLM*P-1*200"), ("IK4*7", "LX*1")],
    qualifiers: &[("AK1*", 1, "ZZ"), ("AK2*", 1, "100"), ("IK3*CLM", 4, "99"), ("CTX*CLM01", 1, "CLM09:1")],
    entities: &[],
    notes: &[],
};

#[rustfmt::skip]
const RECEIVED: Known = Known {
    name: "277CA",
    text: fixture!("received.277ca"),
    required: &[
        "BHT*", "DTP*050", "DTP*009", "STC*A1:19:PR*20250201", "STC*A2", "STC*A7:562", "STC*A7:249",
    ],
    loops: &[
        ("NM1*PR", 1), ("NM1*41", 1), ("NM1*85", 1), ("NM1*QC*1*DOE*PAT", 1), ("TRN*1*RECEIPT1", 3), ("TRN*2*BATCH1", 6),
    ],
    heads: &["TRN*1*RECEIPT1", "TRN*2*BATCH1", "TRN*2*P-1", "TRN*2*P-2", "SVC*", "HL*2*", "HL*3*", "HL*4*"],
    once: &["BHT*", "DTP*050", "DTP*009", "QTY*", "AMT*", "REF*1K", "REF*D9", "DTP*472", "REF*FJ"],
    loops_once: &[("NM1*PR", 1), ("NM1*41", 1), ("NM1*QC", 1)],
    limits: &[],
    ordered: &[
        "BHT*", "DTP*009", "STC*A1:19:PR*20250201", "QTY*AA", "QTY*QC", "STC*A2", "REF*D9", "STC*A7:249", "REF*FJ",
        "TRN*1*RECEIPT1", "HL*2*1*21*1", "NM1*41",
    ],
    moves: &[("DTP*050", "STC*A2"), ("QTY*90", "REF*1K"), ("REF*FJ", "NM1*QC*1*DOE*PAT"), ("AMT*YU*400\nAMT*YY*100\nHL*3", "NM1*41")],
    elements: &[
        ("BHT*", &[1, 2, 3, 4, 5, 6]), ("HL*", &[1, 3]), ("HL*2*", &[2, 4]), ("NM1*", &[1, 2, 3]), ("NM1*PR", &[8, 9]),
        ("TRN*", &[1, 2]), ("DTP*", &[1, 2, 3]), ("STC*", &[1, 3]), ("QTY*", &[1, 2]), ("AMT*", &[1, 2]), ("REF*", &[1, 2]),
        ("SVC*", &[1, 2]),
    ],
    not_used: &[("HL*1*", 2), ("NM1*PR", 4), ("TRN*", 3), ("STC*", 5), ("SVC*", 3), ("SVC*", 5), ("REF*", 3)],
    not_used_parts: &[("SVC*", 1, 8)],
    not_used_segments: &[],
    foreign: &[("BHT*", "AK1*HC*1"), ("STC*A2", "CLM*P-1*200"), ("REF*FJ", "SV1*HC:99213*100*UN*1***1")],
    qualifiers: &[
        ("DTP*050", 1, "999"), ("QTY*90", 1, "ZZ"), ("AMT*YU", 1, "ZZ"), ("REF*1K", 1, "ZZ"), ("TRN*2", 1, "9"), ("STC*A2", 3, "ZZ"),
        ("NM1*PR", 8, "ZZ"),
    ],
    entities: &["NM1*PR", "NM1*41", "NM1*85", "NM1*QC"],
    notes: &[],
};
