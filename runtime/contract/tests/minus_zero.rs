//! `-0` is an integer, and comes back as it was read from types that can't say it.

use serde_json::{Value, json};
use tidings_contract::{Literal, Member, Members, ObjectReader, ObjectWriter, Refusal};

const COUNT: Member<i64> = Member::required("count");
const ROWS: Member<Option<Vec<u32>>> = Member::optional("rows");

struct Counted {
    count: i64,
    rows: Option<Vec<u32>>,
    rest: Members,
}

fn read(value: &Value) -> Result<Counted, Refusal> {
    let mut object = ObjectReader::new(value.clone())?;
    object.skip("kind");
    Ok(Counted {
        count: object.member(COUNT)?,
        rows: object.member(ROWS)?,
        rest: object.rest(),
    })
}

fn written(counted: &Counted) -> Result<String, Refusal> {
    let mut object = ObjectWriter::new();
    object.constant("kind", &Literal::Int(0));
    object.member(COUNT, &counted.count)?;
    object.member(ROWS, &counted.rows)?;
    object.rest(&counted.rest)?;
    Ok(object.done().to_string())
}

#[test]
fn minus_zero_comes_back() -> Result<(), Refusal> {
    for text in [
        r#"{"count":-0.0,"kind":0}"#,
        r#"{"count":0,"kind":-0.0}"#,
        r#"{"count":7,"kind":0,"rows":[1,-0.0,0]}"#,
        r#"{"count":-0.0,"kind":0,"more":-0.0,"rows":[-0.0]}"#,
    ] {
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(written(&read(&value)?)?, text);
    }
    Ok(())
}

#[test]
fn a_value_that_was_changed_is_written_as_it_is() -> Result<(), Refusal> {
    let mut counted = read(&json!({ "count": -0.0, "kind": 0, "rows": [-0.0, 2] }))?;
    counted.count = 5;
    counted.rows = Some(vec![0, 3]);
    assert_eq!(written(&counted)?, r#"{"count":5,"kind":0,"rows":[0,3]}"#);
    Ok(())
}

#[test]
fn the_sign_is_no_undeclared_member() -> Result<(), Refusal> {
    let counted = read(&json!({ "count": -0.0, "kind": 0 }))?;
    assert!(counted.rest.is_empty());
    assert_eq!(counted.rest.iter().count(), 0);
    Ok(())
}
