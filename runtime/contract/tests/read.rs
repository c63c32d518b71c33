//! Text that strict reading refuses, each with its id and place, beside what it must take.

use tidings_contract::{Integer, Member, Number, Payload, Refusal, read_json};

fn refused(text: &str) -> (&'static str, String) {
    let refusal = read_json(text.as_bytes()).expect_err(text);
    (refusal.id(), refusal.pointer().to_owned())
}

#[test]
fn members_that_stand_twice_are_refused() {
    assert_eq!(
        refused(r#"{"a":1,"a":1}"#),
        (Refusal::DUPLICATE, "/a".into())
    );
    assert_eq!(
        refused(r#"[{"a":{"x~/y":1,"x~/y":2}}]"#),
        (Refusal::DUPLICATE, "/0/a/x~0~1y".into())
    );
    assert_eq!(
        refused(r#"{"a":1,"\u0061":2}"#),
        (Refusal::DUPLICATE, "/a".into())
    );
    assert!(read_json(br#"{"a":{"a":1},"A":2}"#).is_ok());
}

#[test]
fn numbers_outside_the_domain_are_refused_where_they_stand() {
    let beyond = "18446744073709551617";
    assert_eq!(refused(beyond), (Refusal::NUMBER, String::new()));
    assert_eq!(
        refused(&format!(r#"{{"1":[0,"-9",{beyond}]}}"#)),
        (Refusal::NUMBER, "/1/2".into())
    );
    assert_eq!(refused("-9223372036854775809").0, Refusal::NUMBER);
    assert_eq!(refused("1e400").0, Refusal::NUMBER);
    assert_eq!(refused(&"9".repeat(400)).0, Refusal::NUMBER);
}

#[test]
fn numbers_inside_the_domain_keep_their_value() {
    let read =
        |text: &str| Number::from_value(read_json(text.as_bytes()).expect(text)).expect(text);
    assert_eq!(read("18446744073709551615"), Number::from(u64::MAX));
    assert_eq!(read("-9223372036854775808"), Number::from(i64::MIN));
    // What JavaScript writes for 1e20 and for 2^64.
    assert_eq!(read("100000000000000000000"), Number::from(1e20));
    assert_eq!(
        read("18446744073709552000"),
        Number::from(18446744073709551616.0)
    );
    assert_eq!(
        read("18446744073709551616"),
        Number::from(18446744073709551616.0)
    );
    assert_eq!(read("-0"), Number::from(-0.0));
    assert_ne!(read("-0"), read("0"));
    assert_eq!(read("0.1000000000000000000000001"), Number::from(0.1));
}

#[test]
fn what_is_no_json_is_refused_without_panic() {
    for text in [
        "",
        "{",
        "[1,]",
        "nul",
        "\"\\ud800\"",
        "1 2",
        "\u{feff}1",
        "'a'",
        "NaN",
        "01",
        "\"\\",
        "[-]",
    ] {
        assert_eq!(refused(text).0, Refusal::SYNTAX, "{text}");
    }
    assert_eq!(
        read_json(b"\"\xff\"").expect_err("not UTF-8").id(),
        Refusal::SYNTAX
    );
}

#[test]
fn depth_is_limited() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read_json(nested(127).as_bytes()).is_ok());
    assert_eq!(refused(&nested(128)).0, Refusal::LIMIT);
    assert_eq!(refused(&nested(1_000_000)).0, Refusal::LIMIT);
}

#[test]
fn narrow_types_refuse_instead_of_changing_a_number() {
    let read = |text: &str| read_json(text.as_bytes()).expect(text);
    assert_eq!(i64::from_value(read("1.0")), Ok(1));
    assert!(i64::from_value(read("18446744073709551615")).is_err());
    assert_eq!(u64::from_value(read("18446744073709551615")), Ok(u64::MAX));
    assert!(u8::from_value(read("256")).is_err());
    assert!(u8::from_value(read("-1")).is_err());
    assert!(f64::from_value(read("9007199254740993")).is_err());
    assert_eq!(
        f64::from_value(read("9007199254740992")),
        Ok(9_007_199_254_740_992.0)
    );
    assert!(Integer::from_value(read("1.5")).is_err());
    assert_eq!(
        Integer::from_value(read("1e30")).map(|n| n.as_f64()),
        Ok(1e30)
    );
    assert_eq!(f64::NAN.to_value().expect_err("NaN").id(), Refusal::NUMBER);
    assert_eq!(
        vec![1.0, f64::INFINITY]
            .to_value()
            .expect_err("infinity")
            .pointer(),
        "/1"
    );
}

#[test]
fn null_and_tuples_and_absence() {
    let read = |text: &str| read_json(text.as_bytes()).expect(text);
    assert_eq!(
        <(i64, String)>::from_value(read(r#"[1,"a"]"#)),
        Ok((1, "a".into()))
    );
    assert_eq!(
        <(i64, String)>::from_value(read(r#"[1,2]"#))
            .expect_err("a number")
            .pointer(),
        "/1"
    );
    assert!(<(i64,)>::from_value(read("[1,2]")).is_err());
    assert_eq!(<()>::from_value(read("null")), Ok(()));
    assert!(<()>::from_value(read("0")).is_err());
    let mut object =
        tidings_contract::ObjectReader::new(read(r#"{"null":null,"value":1}"#)).expect("object");
    assert_eq!(
        object.member(Member::optional("null")),
        Ok(Some(None::<i64>))
    );
    assert_eq!(
        object.member(Member::optional("value")),
        Ok(Some(Some(1_i64)))
    );
    assert_eq!(
        object.member(Member::optional("absent")),
        Ok(None::<Option<i64>>)
    );
    assert!(object.member(Member::<i64>::optional("absent")).is_err());
    assert!(
        object
            .member(Member::<Option<i64>>::required("absent"))
            .is_err()
    );
}
