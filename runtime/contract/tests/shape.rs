//! Every keyword against values on both sides of it, as JSON Schema 2020-12 decides them.

use serde_json::Value;
use tidings_contract::{
    ArrayShape, Contains, Literal, ObjectShape, Refusal, Shape, Types, read_json,
};

use Shape::{
    Above, AllOf, Any, Array, Below, If, MaxLength, Maximum, MinLength, Minimum, MultipleOf, Never,
    Not, Object, OneOf, Pattern, Ref, Unevaluated, Values,
};

fn value(text: &str) -> Value {
    read_json(text.as_bytes()).expect(text)
}

/// `good` and `bad` are JSON arrays of values.
fn judge(shape: &Shape, good: &str, bad: &str) {
    for good in value(good).as_array().expect("an array") {
        assert_eq!(shape.check(good), Ok(()), "{good}");
    }
    for bad in value(bad).as_array().expect("an array") {
        assert!(!shape.accepts(bad), "{bad} is accepted");
    }
}

fn says(shape: &Shape, text: &str, pointer: &str, reason: &str) {
    let refusal = shape.check(&value(text)).expect_err(text);
    assert_eq!((refusal.pointer(), refusal.reason()), (pointer, reason));
}

const INTEGER: Shape = Shape::Types(Types::INTEGER);
const STRING: Shape = Shape::Types(Types::STRING);
const OBJECT: ObjectShape = ObjectShape::ANY;
const ARRAY: ArrayShape = ArrayShape::ANY;

#[test]
fn types() {
    judge(
        &INTEGER,
        "[1, -0, 1.0, 1e300, 18446744073709551615]",
        r#"[1.5, "1", null, true, [], {}]"#,
    );
    judge(&Shape::Types(Types::NUMBER), "[1, 1.5]", r#"["1", null]"#);
    judge(
        &Shape::Types(Types::STRING.or(Types::NULL)),
        r#"["", null]"#,
        "[0, false, [], {}]",
    );
    judge(
        &Shape::Types(Types::from_bits(255)),
        r#"[1, "", null, true, [], {}]"#,
        "[]",
    );
    judge(&Any, "[1, {}]", "[]");
    judge(&Never, "[]", "[1, null]");
}

#[test]
fn values_compare_by_value() {
    static VALUES: Shape = Values(&[
        Literal::Int(1),
        Literal::Null,
        Literal::Array(&[Literal::Double(2.0)]),
        Literal::Object(&[("a", Literal::Int(0)), ("b", Literal::Bool(true))]),
    ]);
    judge(
        &VALUES,
        r#"[1, 1.0, null, [2], {"b":true,"a":-0}]"#,
        r#"["1", true, 2, [2,2], {"a":0}, {"a":0,"b":true,"c":1}]"#,
    );
    says(
        &Values(&[Literal::Str("a"), Literal::Str("b")]),
        r#""c""#,
        "",
        r#""c" is none of "a", "b""#,
    );
    says(&Values(&[Literal::Int(1)]), "2", "", "2 is not 1");
}

#[test]
fn bounds_are_exact() {
    let whole = |n| Literal::Int(n);
    judge(
        &Minimum(whole(0)),
        r#"[0, -0, 0.5, "-1", null]"#,
        "[-1, -0.1, -1e300]",
    );
    judge(
        &Maximum(whole(9007199254740993)),
        "[9007199254740993, 9007199254740992]",
        "[9007199254740994, 1e300]",
    );
    judge(&Above(Literal::Double(0.5)), "[1, 0.6]", "[0, 0.5]");
    judge(
        &Below(whole(i128::from(u64::MAX))),
        "[18446744073709551614]",
        "[18446744073709551615, 1e20]",
    );
    says(&Maximum(whole(3)), "4", "", "4 is above maximum 3");
}

#[test]
fn multiples_are_decimal_below_2_to_the_53_and_exact_above() {
    judge(
        &MultipleOf(Literal::Double(0.01)),
        r#"[19.99, 0.07, 1, 0, -0, 1e300, "x"]"#,
        "[0.001, 19.995]",
    );
    judge(
        &MultipleOf(Literal::Int(3)),
        "[3, -9, 9.0, 0, 1.8e1, 3541774862152233910272]",
        "[1, 4.5, 1.844674407371055e19]",
    );
    judge(
        &MultipleOf(Literal::Double(1e-300)),
        "[1, 1e300]",
        "[1.5e-300]",
    );
    judge(
        &MultipleOf(Literal::Double(1e300)),
        "[1e300, 2e300, 0]",
        "[1, 1e299, 18446744073709551615]",
    );
    judge(
        &MultipleOf(Literal::Int(i128::from(u64::MAX))),
        "[18446744073709551615]",
        "[18446744073709551614]",
    );
}

#[test]
fn lengths_count_code_points() {
    judge(
        &MinLength(2),
        r#"["ab", "😀😀", 1, "e\u0301"]"#,
        r#"["", "😀"]"#,
    );
    judge(
        &MaxLength(1),
        r#"["", "😀", [1,2]]"#,
        r#"["ab", "e\u0301"]"#,
    );
    let digits: Shape = Pattern("^[0-9]+$", |text| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
    });
    judge(&digits, r#"["12", 5]"#, r#"["", "a1"]"#);
    says(
        &digits,
        r#""x""#,
        "",
        r#""x" does not match pattern ^[0-9]+$"#,
    );
}

#[test]
fn objects() {
    static CLOSED: Shape = Object(ObjectShape {
        members: &[("a", INTEGER), ("b", Any)],
        required: &["a"],
        patterns: &[(|name| name.starts_with("x-"), STRING)],
        rest: Some(&Never),
        ..OBJECT
    });
    judge(
        &CLOSED,
        r#"[{"a":1}, {"a":1,"b":{},"x-":""}, 1, []]"#,
        r#"[{}, {"a":"1"}, {"a":1,"c":1}, {"a":1,"x-a":1}]"#,
    );
    says(
        &CLOSED,
        r#"{"a":1,"c/d":1}"#,
        "/c~1d",
        "the schema does not declare this",
    );
    says(&CLOSED, r#"{"b":1}"#, "", "member `a` is missing");
    static COUNTED: Shape = Object(ObjectShape {
        min: 1,
        max: 2,
        names: Some(&MaxLength(2)),
        ..OBJECT
    });
    judge(
        &COUNTED,
        r#"[{"a":1}, {"a":1,"bb":2}, "x"]"#,
        r#"[{}, {"a":1,"b":2,"c":3}, {"abc":1}]"#,
    );
    says(
        &COUNTED,
        r#"{"abc":1}"#,
        "/abc",
        r#"this name is not allowed: "abc" is longer than 2 code points"#,
    );
    static NEEDS: Shape = Object(ObjectShape {
        needs: &[("card", &["cvc"])],
        dependents: &[(
            "cvc",
            Object(ObjectShape {
                members: &[("card", STRING)],
                ..OBJECT
            }),
        )],
        ..OBJECT
    });
    judge(
        &NEEDS,
        r#"[{}, {"card":"1","cvc":1}, {"cvc":1}]"#,
        r#"[{"card":"1"}, {"card":1,"cvc":1}]"#,
    );
}

#[test]
fn objects_with_many_members_look_names_up() {
    static MANY: [(&str, Shape); 20] = [
        ("a", Any),
        ("b", Any),
        ("c", Any),
        ("d", Any),
        ("e", Any),
        ("f", Any),
        ("g", Any),
        ("h", Any),
        ("i", Any),
        ("j", Any),
        ("k", Any),
        ("l", Any),
        ("m", Any),
        ("n", Any),
        ("o", Any),
        ("p", Any),
        ("q", Any),
        ("r", Any),
        ("s", Any),
        ("t", INTEGER),
    ];
    static SHAPE: Shape = Object(ObjectShape {
        members: &MANY,
        rest: Some(&Never),
        ..OBJECT
    });
    judge(&SHAPE, r#"[{"a":1,"t":1}]"#, r#"[{"a":1,"t":""}, {"u":1}]"#);
}

#[test]
fn arrays() {
    static TUPLE: Shape = Array(ArrayShape {
        prefix: &[INTEGER, STRING],
        rest: Some(&Never),
        ..ARRAY
    });
    judge(
        &TUPLE,
        r#"[[], [1], [1,"a"], {}]"#,
        r#"[["a"], [1,2], [1,"a",null]]"#,
    );
    static LIST: Shape = Array(ArrayShape {
        rest: Some(&INTEGER),
        min: 1,
        max: 3,
        unique: true,
        ..ARRAY
    });
    judge(
        &LIST,
        "[[1], [1,2,3], 5]",
        r#"[[], [1,2,3,4], [1,"a"], [1,2,1.0], [0,-0.0]]"#,
    );
    says(&LIST, "[1,2,1]", "/2", "this item repeats item 0");
    static UNIQUE: Shape = Array(ArrayShape {
        unique: true,
        ..ARRAY
    });
    judge(
        &UNIQUE,
        r#"[[1,true,"1",[1],{"a":1}], [{"a":1,"b":2},{"a":2,"b":1}]]"#,
        r#"[[{"a":1,"b":2},{"b":2.0,"a":1}]]"#,
    );
    static HAS: Shape = Array(ArrayShape {
        contains: Some(Contains {
            shape: &STRING,
            min: 1,
            max: 2,
        }),
        ..ARRAY
    });
    judge(
        &HAS,
        r#"[["a"], [1,"a","b"], {}]"#,
        r#"[[], [1], ["a","b","c"]]"#,
    );
}

#[test]
fn branches() {
    static ONE: Shape = OneOf(&[Minimum(Literal::Int(2)), Maximum(Literal::Int(3))]);
    judge(&ONE, "[1, 4]", "[2, 3]");
    static SOME: Shape = Shape::AnyOf(&[STRING, INTEGER]);
    judge(&SOME, r#"["", 1]"#, "[null, 1.5]");
    static NOT: Shape = Not(&STRING);
    judge(&NOT, "[1]", r#"[""]"#);
    static IF: Shape = If(&STRING, &MinLength(1), &INTEGER);
    judge(&IF, r#"["a", 1]"#, r#"["", 1.5]"#);
    static ALL: Shape = AllOf(&[INTEGER, Ref(&ONE)]);
    judge(&ALL, "[1]", "[1.5, 2]");
}

#[test]
fn a_union_reports_the_branch_that_was_meant() {
    static CARD: Shape = AllOf(&[
        Shape::Types(Types::OBJECT),
        Object(ObjectShape {
            members: &[
                ("kind", Values(&[Literal::Str("card")])),
                ("number", STRING),
            ],
            ..OBJECT
        }),
    ]);
    static BOTH: Shape = Shape::AnyOf(&[Shape::Types(Types::NULL), CARD]);
    says(
        &BOTH,
        r#"{"kind":"card","number":7}"#,
        "/number",
        "7 is not a string",
    );
    says(&BOTH, "7", "", "7 fits none of 2 alternatives");
}

#[test]
fn unevaluated_members_and_items_see_through_branches() {
    static A: Shape = Object(ObjectShape {
        members: &[("a", INTEGER)],
        required: &["a"],
        ..OBJECT
    });
    static B: Shape = Object(ObjectShape {
        members: &[("b", INTEGER)],
        required: &["b"],
        ..OBJECT
    });
    static CLOSED: Shape = Unevaluated {
        of: &Shape::AnyOf(&[Ref(&A), Ref(&B)]),
        members: Some(&Never),
        items: None,
    };
    judge(
        &CLOSED,
        r#"[{"a":1}, {"b":1}, {"a":1,"b":1}, 5]"#,
        r#"[{}, {"a":1,"c":1}, {"a":1,"b":""}]"#,
    );
    static ONE: Shape = Unevaluated {
        of: &OneOf(&[Ref(&A), Ref(&B)]),
        members: Some(&STRING),
        items: None,
    };
    judge(
        &ONE,
        r#"[{"a":1}, {"a":1,"b":""}]"#,
        r#"[{"a":1,"b":1}, {"a":1,"c":1}]"#,
    );
    static IF: Shape = Unevaluated {
        of: &If(&A, &Any, &Ref(&B)),
        members: Some(&Never),
        items: None,
    };
    judge(
        &IF,
        r#"[{"a":1}, {"b":1}]"#,
        r#"[{"a":1,"b":1}, {"b":1,"c":1}]"#,
    );
    static NOT: Shape = Unevaluated {
        of: &Not(&Not(&A)),
        members: Some(&Never),
        items: None,
    };
    judge(&NOT, "[]", r#"[{"a":1}]"#);
    static NESTED: Shape = Unevaluated {
        of: &Unevaluated {
            of: &A,
            members: Some(&INTEGER),
            items: None,
        },
        members: Some(&Never),
        items: None,
    };
    judge(&NESTED, r#"[{"a":1,"z":1}]"#, r#"[{"a":1,"z":""}]"#);
    static ITEMS: Shape = Unevaluated {
        of: &Array(ArrayShape {
            prefix: &[INTEGER],
            contains: Some(Contains {
                shape: &STRING,
                min: 0,
                max: u64::MAX,
            }),
            ..ARRAY
        }),
        members: None,
        items: Some(&Never),
    };
    judge(
        &ITEMS,
        r#"[[1], [1,"a","b"], {}]"#,
        r#"[[1,2], [1,"a",null]]"#,
    );
}

#[test]
fn recursion_is_limited_and_told_apart_from_a_verdict() {
    static TREE: Shape = Object(ObjectShape {
        members: &[("next", Ref(&TREE))],
        ..OBJECT
    });
    let nested = |depth: usize| {
        let mut value = Value::Null;
        for _ in 0..depth {
            value = [("next".to_owned(), value)]
                .into_iter()
                .collect::<serde_json::Map<_, _>>()
                .into();
        }
        value
    };
    assert_eq!(TREE.check(&nested(120)), Ok(()));
    let small = std::thread::Builder::new().stack_size(2 << 20);
    let run = small
        .spawn(move || TREE.check(&nested(1_200)))
        .expect("a thread");
    assert_eq!(
        run.join().expect("no overflow").expect_err("too deep").id(),
        Refusal::LIMIT
    );

    static LOOP: Shape = Shape::AnyOf(&[Never, Ref(&LOOP)]);
    assert_eq!(
        LOOP.check(&Value::Null).expect_err("no progress").id(),
        Refusal::LIMIT
    );
    static NEGATED: Shape = Not(&LOOP);
    assert_eq!(
        NEGATED.check(&Value::Null).expect_err("no verdict").id(),
        Refusal::LIMIT
    );
}

#[test]
fn doubling_at_every_level_ends_within_the_budget() {
    static TWICE: Shape = AllOf(&[
        Array(ArrayShape {
            rest: Some(&TWICE),
            ..ARRAY
        }),
        Array(ArrayShape {
            rest: Some(&TWICE),
            ..ARRAY
        }),
    ]);
    let deep = (0..60).fold(Value::Null, |value, _| Value::Array(vec![value]));
    assert_eq!(
        TWICE.check(&deep).expect_err("2^60 steps").id(),
        Refusal::LIMIT
    );
}
