//! `show`, `explain`, `roster check` and what comes with the program.

mod run;

use run::remedi;

const CLAIM: &str = "fixtures/enrollment-ended/claim.837";

#[test]
fn a_file_is_shown_as_a_tree_in_words() {
    insta::assert_snapshot!("show_claim", remedi(["show", CLAIM]).out);
    insta::assert_snapshot!(
        "show_remit",
        remedi(["show", "fixtures/enrollment-ended/remit.835"]).out
    );
}

#[test]
fn a_path_gives_values_with_their_place() {
    let ran = remedi(["show", CLAIM, "--path", "2400/DTP[472]03"]);
    let values: Vec<_> = ran.out.lines().map(|line| &line[..8]).collect();
    assert_eq!(values, ["20250314", "20250328"]);
    assert!(ran.out.contains("set 0001, segment 23"), "{}", ran.out);
    let ran = remedi(["show", CLAIM, "--path", "2300/CLM05-1", "--format", "json"]);
    assert_eq!(ran.summary()["value"], "11");
    assert_eq!(ran.summary()["at"]["element"], "CLM05-1");
    let nothing = remedi(["show", CLAIM, "--path", "2310B/CLM01"]);
    assert_eq!((nothing.out.as_str(), nothing.code), ("", 0));
    assert!(nothing.err.contains("nothing stands at this path"));
    let empty = remedi(["explain", ""]);
    assert_eq!((empty.code, empty.err.contains("near it")), (2, false));
    assert_eq!(remedi(["show", CLAIM, "--path", "CLM[["]).code, 2);
}

#[test]
fn a_tree_in_json_holds_every_segment_of_the_set() {
    fn segments(node: &serde_json::Value, found: &mut Vec<u64>) {
        found.extend(node["number"].as_u64());
        for child in node["children"].as_array().into_iter().flatten() {
            segments(child, found);
        }
    }
    let ran = remedi(["show", CLAIM, "--format", "json"]);
    let lines = ran.json();
    let set = lines
        .iter()
        .find(|line| line["schema"] == "remedi.set/1")
        .unwrap();
    let mut found = Vec::new();
    segments(set, &mut found);
    assert_eq!(found, (1..=29).collect::<Vec<_>>());
    assert_eq!(lines.len(), 5, "ISA, GS, the set, GE, IEA");
}

#[test]
fn bytes_outside_of_interchanges_are_told_of_in_every_format() {
    let claim = String::from_utf8(run::fixture("enrollment-ended/claim.837")).unwrap();
    let around = format!("HELLO {claim}ZZZ*outside~");
    let end = "HELLO ".len() + claim.trim_end().len();
    for more in [
        &["--format", "human"][..],
        &["--format", "json"],
        &["--path", "CLM01"],
    ] {
        let ran = run::remedi_reading(around.as_bytes(), [&["show", "-"], more].concat());
        assert_eq!(ran.code, 0);
        let told: Vec<&str> = ran.err.lines().collect();
        assert_eq!(told.len(), 2, "{}", ran.err);
        assert!(told[0].contains("byte 0: 6 bytes outside of any interchange"));
        let behind = format!("byte {end}: ");
        assert!(told[1].contains(&behind), "{}", ran.err);
        let without = run::remedi_reading(claim.as_bytes(), [&["show", "-"], more].concat());
        assert_eq!(without.err, "");
        assert_eq!(without.out.lines().count(), ran.out.lines().count());
    }
}

#[test]
fn segments_in_no_set_are_objects_of_their_own() {
    let claim = String::from_utf8(run::fixture("enrollment-ended/claim.837")).unwrap();
    let odd = claim.replace("ST*837*", "TA1*000000001*250401*0800*A*000~ZZZ*1~ST*837*");
    let lines = run::remedi_reading(odd.as_bytes(), ["show", "-", "--format", "json"]).json();
    assert_eq!(lines.len(), 7);
    let tags = [&lines[2], &lines[3]].map(|line| line["segment"].clone());
    assert_eq!(tags, ["TA1", "ZZZ"]);
    assert_eq!(lines[2]["elements"]["TA104"], "A");
    assert_eq!(lines[4]["schema"], "remedi.set/1");
}

#[test]
fn a_set_without_a_view_becomes_a_document() {
    let input = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*SAMPLE         *250401*0800*^*\
        00501*000000003*0*T*:~GS*FA*PAYER*SAMPLE*20250401*0800*3*X*005010X231A1~\
        ST*999*0001*005010X231A1~AK1*HC*7*005010X222A1~AK9*A*1*1*1~SE*4*0001~GE*1*3~IEA*1*000000003~";
    let ran = run::remedi_reading(input.as_bytes(), ["show", "-", "--format", "json"]);
    let lines = ran.json();
    assert_eq!(lines[2]["schema"], "remedi.document/1");
    assert_eq!(lines[2]["set"], "999");
    assert_eq!(lines[2]["document"]["ak1"]["02"], "7");
    let odd = input.replace("AK9*", "QQQ*");
    let ran = run::remedi_reading(odd.as_bytes(), ["show", "-", "--format", "json"]);
    assert_eq!(ran.json()[2]["children"].as_array().unwrap().len(), 4);
    assert!(ran.err.contains("shown as plain segments"), "{}", ran.err);
}

#[test]
fn rules_and_codes_are_explained() {
    insta::assert_snapshot!("explain_rule", remedi(["explain", "ENR-04"]).out);
    insta::assert_snapshot!("explain_eleven", remedi(["explain", "11"]).out);
    assert_eq!(
        remedi(["explain", "pos:11"]).out.lines().next(),
        Some("Place of service (POS) 11")
    );
    let ran = remedi(["explain", "B7", "--format", "json"]);
    assert_eq!(ran.summary()["facts"]["cause"], "CREDENTIALING");
    for (code, fact, told) in [
        ("78", "denies", "yes; in group PR no"),
        ("187", "denies", "no"),
        ("A2", "cause", "CONTRACTUAL"),
        ("M51", "preventable", "yes"),
        ("N798", "way_on", "void_first"),
    ] {
        let ran = remedi(["explain", code, "--format", "json"]);
        assert_eq!(ran.json()[0]["facts"][fact], told, "{code}");
    }
    assert_eq!(
        remedi(["explain", "service-after-enrollment-ended"]).out,
        remedi(["explain", "enr-04"]).out
    );
}

#[test]
fn rules_of_the_users_own_are_explained_by_their_profile() {
    let profile = ["--rules", "fixtures/rules/remedi.toml"];
    let ran = remedi([&["explain", "tpa-107"], &profile[..]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = "2300/CLM05-3 is none of the values that the trading partner takes: 1, 7, 8.";
    assert!(ran.out.starts_with("Rule TPA-107\n"), "{}", ran.out);
    assert!(ran.out.contains(said), "{}", ran.out);
    // Remedi's own rules are explained as ever, and without the profile nobody knows the user's.
    let own = remedi([&["explain", "ENR-04"], &profile[..]].concat());
    assert_eq!(own.out, remedi(["explain", "ENR-04"]).out);
    assert_eq!(remedi(["explain", "TPA-107"]).code, 2);
}

#[test]
fn codes_are_explained_with_the_causes_of_the_users_tables() {
    let profile = ["--rules", "fixtures/rules/remedi.toml"];
    let explain = |codes: &[&str]| remedi([&["explain"], codes, &profile].concat());
    let own = |code: &str| {
        let ran = explain(&[code, "--format", "json"]);
        let mut all = ran.json();
        all.retain(|one| one["list"] == "own-cause");
        all
    };
    for code in ["24", "carc:24", "CO-24"] {
        let [row] = &own(code)[..] else {
            panic!("{code}")
        };
        assert_eq!(
            row["facts"],
            serde_json::json!({
                "payer": "60054",
                "cause": "WRONG_PAYER",
                "subcause": "medical-group",
                "denies": "yes",
                "owner": "billing",
                "route": "rebill_other_payer",
                "preventable": "yes"
            })
        );
    }
    // A combination goes by either code, and one of a group by no other group.
    for code in ["96", "N216", "PR-96"] {
        let [row] = &own(code)[..] else {
            panic!("{code}")
        };
        assert_eq!(
            (&row["code"], &row["facts"]["with_remark_code"]),
            (&"96".into(), &"N216".into())
        );
    }
    assert!(own("CO-96").is_empty());
    assert!(own("pos:24").is_empty());
    let human = explain(&["24"]).out;
    assert!(
        human.contains("\nBy your own tables (denials of the profile) 24\n"),
        "{human}"
    );
    // What is in no list of ours is explained by the user's alone.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("remedi.toml");
    std::fs::write(&path, "[denials]\nloose_semantics = true\ncauses = { csv = \"code,cause\\n997,DOCUMENTATION\\n\" }\n").unwrap();
    let path = path.to_str().unwrap();
    let ran = remedi(["explain", "997", "--rules", path]);
    assert!(ran.out.contains("DOCUMENTATION"), "{ran:?}");
    assert_eq!(remedi(["explain", "997"]).code, 2);
    let loose = remedi(["explain", "109", "--rules", path]).out;
    assert!(loose.contains("whom the payer does not know"), "{loose}");
}

#[test]
fn an_unknown_code_is_an_error_with_near_misses() {
    let ran = remedi(["explain", "ENR-044"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("ENR-04"), "{}", ran.err);
}

#[test]
fn a_good_roster_is_told_in_one_line() {
    let ran = remedi(["roster", "check", "fixtures/practice/roster"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        "20 enrollments, 4 payers, 6 locations; 0 errors, 0 warnings\n"
    );
    let ran = remedi([
        "roster",
        "check",
        "fixtures/practice/roster",
        "--format",
        "json",
    ]);
    assert_eq!(ran.summary()["enrollments"], 20);
}

#[test]
fn completions_and_the_man_page_are_there() {
    assert!(remedi(["completions", "bash"]).out.contains("_remedi()"));
    let man = remedi(["man"]).out;
    assert!(man.contains(".TH remedi 1") && man.contains("denials"));
}

#[test]
fn an_unknown_code_takes_no_answer_from_the_others() {
    let known = remedi(["explain", "B7"]);
    let both = remedi(["explain", "ZZZ", "B7", "QQQ9"]);
    assert_eq!((both.code, &both.out), (2, &known.out));
    assert!(
        both.err.contains("`ZZZ` is no code") && both.err.contains("`QQQ9`"),
        "{both:?}"
    );
}

#[test]
fn explanations_may_be_a_table() {
    let ran = remedi(["explain", "B7", "--format", "csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let mut lines = ran.out.lines();
    assert_eq!(lines.next(), Some("list,code,meaning,facts,text"));
    assert!(lines.next().unwrap().starts_with("carc,B7,"), "{}", ran.out);
}
