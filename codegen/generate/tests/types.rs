//! What generated TypeScript says, type by type: each line is an assertion that the compiler judges.

mod support;

use std::fs;
use std::process::Command;

use support::{files_registry, registry_files, ts, workspace};

const ODD: &str = r##"{"type": "object", "required": ["id", "note", "kind", "by", "pair", "counts", "free", "null"], "properties": {
    "id": {"type": "string"}, "note": {"type": ["string", "null"]}, "nick": {"type": ["string", "null"]},
    "size": {"type": "integer"}, "huge": {"type": ["integer", "null"], "x-tidings": {"bigint": true}}, "real": {"type": "number"}, "flag": {"type": "boolean"}, "null": {"type": "null"},
    "kind": {"enum": ["a", "b"], "x-tidings": {"fallback": "other"}}, "level": {"enum": ["low", "high", null], "x-tidings": {"closed": true}},
    "fixed": {"const": "yes"}, "three": {"const": 3}, "free": true, "never": false,
    "list": {"type": "array", "items": {"type": "string"}}, "lists": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
    "maybes": {"type": "array", "items": {"type": ["string", "null"]}},
    "pair": {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2},
    "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    "mixed": {"type": ["string", "integer"]}, "a b": {"type": "string"}, "+1": {"type": "integer"}, "class": {"type": "boolean"},
    "tree": {"$ref": "#/$defs/tree"}, "inner": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}},
    "by": {"x-tidings": {"tag": "t", "fallback": "else"}, "oneOf": [
        {"type": "object", "required": ["t", "last4"], "properties": {"t": {"const": "card"}, "last4": {"type": "string"}}},
        {"type": "object", "required": ["t"], "properties": {"t": {"const": "cash"}}}]}},
    "$defs": {"tree": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "twigs": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}"##;

const FIRST: &str = r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "old": {"type": "integer"},
    "same": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}}}"#;
const SECOND: &str = r#"{"type": "object", "required": ["id", "new"], "properties": {"id": {"type": "string"}, "new": {"type": "boolean"},
    "same": {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}}}"#;

/// A type, and the type that it is exactly: optional is told from nullable, and `any` from all else.
const EQUAL: &[(&str, &str)] = &[
    ("Odd['id']", "string"),
    ("Odd['note']", "string | null"),
    ("Odd['nick']", "string | null | undefined"),
    ("Required<Odd>['nick']", "string | null"),
    ("Odd['size']", "number | undefined"),
    ("Required<Odd>['size']", "number"),
    ("Required<Odd>['huge']", "bigint | null"),
    ("Required<Odd>['real']", "number"),
    ("Required<Odd>['flag']", "boolean"),
    ("Odd['null']", "null"),
    ("Odd['kind']", "'a' | 'b' | 'other'"),
    ("Required<Odd>['level']", "'low' | 'high' | null"),
    ("Required<Odd>['fixed']", "'yes'"),
    ("Required<Odd>['three']", "3"),
    ("Odd['free']", "unknown"),
    ("'never' extends keyof Odd ? true : false", "false"),
    ("Required<Odd>['list']", "string[]"),
    ("Required<Odd>['lists']", "number[][]"),
    ("Required<Odd>['maybes']", "(string | null)[]"),
    ("Odd['pair']", "[string, number]"),
    ("Odd['pair']['length']", "2"),
    ("Odd['pair'][0]", "string"),
    ("Odd['pair'][1]", "number"),
    ("Odd['counts']", "{ [key: string]: number }"),
    ("Required<Odd>['mixed']", "string | number"),
    ("Required<Odd>['a b']", "string"),
    ("Required<Odd>['+1']", "number"),
    ("Required<Odd>['class']", "boolean"),
    ("Required<Odd>['tree']", "Odd_Tree"),
    ("Odd_Tree['name']", "string"),
    ("Required<Odd_Tree>['twigs']", "Odd_Tree[]"),
    ("keyof Odd_Tree", "'name' | 'twigs'"),
    ("Required<Odd>['inner']", "Odd_Inner"),
    ("Odd_Inner['x']", "number"),
    ("Odd_Inner['y']", "number | undefined"),
    ("keyof Odd_Inner", "'x' | 'y'"),
    ("{} extends Pick<Odd_Inner, 'y'> ? true : false", "true"),
    ("{} extends Pick<Odd_Inner, 'x'> ? true : false", "false"),
    ("{} extends Pick<Odd, 'note'> ? true : false", "false"),
    ("{} extends Pick<Odd, 'nick'> ? true : false", "true"),
    ("string extends keyof Odd ? true : false", "false"),
    ("string extends keyof Odd['counts'] ? true : false", "true"),
    ("Odd['by']['t']", "'card' | 'cash' | 'else'"),
    ("Extract<Odd['by'], { t: 'card' }>['last4']", "string"),
    ("keyof Extract<Odd['by'], { t: 'cash' }>", "'t'"),
    ("Step['id']", "string"),
    ("Step['new']", "boolean"),
    ("keyof Step", "'id' | 'new' | 'same'"),
    ("keyof StepV1", "'id' | 'old' | 'same'"),
    ("StepV1['old']", "number | undefined"),
    ("StepV1_Same", "Step_Same"),
    ("keyof ShopEvents", "'odd' | 'step'"),
    ("Shop", "Client<ShopEvents>"),
    ("Of<'odd'>['type']", "'odd'"),
    ("Of<'odd'>['data']", "Odd"),
    ("Of<'odd'>['version']", "1"),
    ("Of<'step'>['data']", "Step"),
    ("Of<'step'>['version']", "2"),
    ("Handled<'odd'>['data']", "Odd"),
    ("Handled<'step'>['data']", "Step"),
    ("Handled<'step'>['version']", "2"),
    ("Handled<'step'>['type']", "'step'"),
];

/// Lines that must not compile, each by itself.
const WRONG: &[&str] = &[
    "export const w1: Step = { id: 'a' };",
    "export const w2: Step = { id: 'a', new: true, odd: 1 };",
    "export const w3: Odd_Inner = { x: 1, y: undefined };",
    "export const w4: Odd['kind'] = 'c';",
    "export const w5: Odd['pair'] = ['a'];",
    "export const w6: Odd['by'] = { t: 'card' };",
    "shop.on('nothing', () => {});",
    "shop.on('step', (e) => { e.data.old; });",
];

fn program() -> String {
    let mut text = r#"
import { createShop } from "./index.js";
import type { ShopEvents, Odd, Odd_Inner, Odd_Tree, Step, StepV1, StepV1_Same, Step_Same } from "./shop.js";
import type { Client } from "tidings";
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;
const shop = createShop();
type Shop = typeof shop;
type Item = Shop extends AsyncIterable<infer E> ? E : never;
type Of<N extends string> = Extract<Item, { type: N }>;
type Handled<N extends keyof ShopEvents> = Parameters<Extract<Parameters<typeof shop.on<N>>[1], (...args: never[]) => unknown>>[0];
"#
    .to_owned();
    for (n, (ty, expected)) in EQUAL.iter().enumerate() {
        text += &format!("export const a{n}: Equal<{ty}, {expected}> = true;\n");
    }
    for wrong in WRONG {
        text += &format!("// @ts-expect-error\n{wrong}\n");
    }
    text
}

#[test]
fn types_say_what_their_schemas_say() {
    let asserted = EQUAL.len() + WRONG.len();
    assert!(asserted >= 60, "{asserted} assertions");
    let compiler = workspace().join("node_modules/typescript/bin/tsc");
    if !compiler.is_file() {
        eprintln!("skipped: typescript absent (run `npm ci`)");
        return;
    }
    let mut files = registry_files(&[("odd", &[ODD]), ("step", &[FIRST, SECOND])]);
    files.insert("tidings.toml".to_owned(), "name = \"shop\"\n".to_owned());
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in &ts(&files_registry(&files)) {
        fs::write(folder.path().join(path), text).expect("it is writable");
    }
    fs::write(folder.path().join("types.ts"), program()).expect("it is writable");
    let runtime = workspace().join("runtime/ts/src");
    let config = serde_json::json!({"files": ["types.ts"], "compilerOptions": {
        "strict": true, "exactOptionalPropertyTypes": true, "noEmit": true, "skipLibCheck": true, "types": [],
        "target": "ES2022", "module": "ESNext", "moduleResolution": "bundler",
        "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        "paths": {"tidings": [runtime.join("index.ts")], "tidings/v1": [runtime.join("v1.ts")]}}});
    fs::write(folder.path().join("tsconfig.json"), config.to_string()).expect("it is writable");
    let run = Command::new("node")
        .arg(&compiler)
        .arg("-p")
        .arg(folder.path())
        .output()
        .expect("node runs");
    let told = String::from_utf8_lossy(&run.stdout);
    let ours: Vec<&str> = told
        .lines()
        .filter(|line| line.contains("types.ts") || line.contains("shop.ts"))
        .collect();
    let program = program();
    let lines: Vec<&str> = program.lines().collect();
    let shown: Vec<String> = ours
        .iter()
        .map(|line| {
            let number = line
                .split(['(', ','])
                .nth(1)
                .and_then(|n| n.parse::<usize>().ok());
            format!(
                "{line}\n    {}",
                number.and_then(|n| lines.get(n - 1)).unwrap_or(&"")
            )
        })
        .collect();
    assert!(ours.is_empty(), "{}", shown.join("\n"));
    assert!(
        run.status.success() || told.contains("runtime/ts/src"),
        "{told}"
    );
}
