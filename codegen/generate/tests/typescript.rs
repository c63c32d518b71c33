//! Generated TypeScript, compiled by TypeScript under every strict flag.

mod support;

use std::fs;
use std::process::Command;

use support::{CORPORA, corpora, imported, registry, shop, ts, ts_with, workspace};
use tidings_generate::Files;
use tidings_model::Framework;

/// The flags that generated code is clean under (GENERATOR.md).
const CONFIG: &str = r#"{"compilerOptions": {
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true, "isolatedDeclarations": true, "declaration": true, "isolatedModules": true,
    "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitOverride": true,
    "noFallthroughCasesInSwitch": true, "noEmit": true, "skipLibCheck": true, "types": [],
    "target": "ES2022", "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    "module": "ESNext", "moduleResolution": "bundler", "paths": {"tidings": ["RUNTIME/index.ts"], "tidings/*": ["RUNTIME/*.ts"]}}, "files": [FILES]}"#;

/// Compiles files together with `extra`, or tells that this machine has no TypeScript.
fn compile(files: &Files, extra: &str) {
    let compiler = workspace().join("node_modules/typescript/bin/tsc");
    let runtime = workspace().join("runtime/ts/src");
    if !compiler.is_file() || !runtime.is_dir() {
        eprintln!("skipped: typescript absent (run `npm ci`)");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut names = Vec::new();
    for (path, text) in files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .chain([("extra.ts", extra)])
    {
        fs::write(folder.path().join(path), text).expect("it is writable");
        names.push(format!("{path:?}"));
    }
    let config = CONFIG
        .replace("RUNTIME", &runtime.to_string_lossy())
        .replace("FILES", &names.join(", "));
    fs::write(folder.path().join("tsconfig.json"), config).expect("it is writable");
    let run = Command::new("node")
        .arg(&compiler)
        .arg("-p")
        .arg(folder.path())
        .output()
        .expect("node runs");
    let told = String::from_utf8_lossy(&run.stdout);
    // The runtime's own sources are compiled along, and judged in their own room.
    let ours: Vec<&str> = told
        .lines()
        .filter(|line| !line.contains("runtime/ts/src"))
        .collect();
    assert!(ours.is_empty(), "{}", ours.join("\n"));
    assert!(
        run.status.success() || told.contains("runtime/ts/src"),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
}

#[test]
fn the_example_compiles() {
    let extra = r#"
        import { createOrders, createAssistant, createNotifications } from "./index.js";
        import type { OrderPlaced } from "./orders.js";
        export const run = async (): Promise<void> => {
            const orders = createOrders();
            orders.on("order.placed", (e) => { const amount: number = e.data.total.amount; const v: 2 = e.version; void [amount, v]; });
            for await (const e of orders) switch (e.type) {
                case "order.placed": case "order.paid": case "order.shipped": case "order.cancelled": case "$gap": case "$unknown": break;
                default: e satisfies never;
            }
            createNotifications({ params: { user: "u-1" } });
            createAssistant({ request: { question: "Where is my order?" } });
            // @ts-expect-error a topic parameter is missing
            createNotifications();
            // @ts-expect-error there is no such event
            orders.on("order.plced", () => {});
        };
        export const placed: OrderPlaced = { order_id: "o-1", total: { amount: 1, currency: "EUR" } };
        // @ts-expect-error a required member is missing
        export const broken: OrderPlaced = { order_id: "o-1" };
    "#;
    compile(&ts(&shop()), extra);
}

#[test]
fn hooks_are_typed_as_their_streams() {
    let files = ts_with(&shop(), vec![Framework::React, Framework::Vue]);
    assert_eq!(
        files["orders.react.ts"].lines().skip(2).collect::<Vec<_>>(),
        [
            r#"import { hook, type Hook } from "tidings/react";"#,
            r#"import { createOrders, type OrdersEvents } from "./orders.js";"#,
            "",
            "/** The life of every order, from the basket to the door: the value that its events build, and where the connection stands. */",
            "export const useOrders: Hook<OrdersEvents> = /* @__PURE__ */ hook(createOrders);",
        ]
    );
    // The index loads no framework.
    assert!(!files["index.ts"].contains("react"));
    let extra = r#"
        import { useOrders } from "./orders.react.js";
        import { useNotifications } from "./notifications.react.js";
        import { useAssistant } from "./assistant.react.js";
        import { useOrders as shownOrders } from "./orders.vue.js";
        export const Page = (): number => {
            const [total, state] = useOrders({}, { initial: 0, reduce: (sum, e) => e.type === "order.placed" ? sum + e.data.total.amount : sum });
            useNotifications({ params: { user: "u-1" } }, { initial: 0, reduce: (sum) => sum });
            useAssistant({ request: { question: "Where is my order?" } }, { initial: "", reduce: (text) => text });
            // @ts-expect-error a topic parameter is missing
            useNotifications({}, { initial: 0, reduce: (sum) => sum });
            // @ts-expect-error the request is missing
            useAssistant(undefined, { initial: "", reduce: (text) => text });
            // @ts-expect-error no such event
            useOrders({}, { initial: 0, reduce: (sum, e) => e.type === "order.plced" ? 1 : sum });
            return state.status === "open" ? total : shownOrders({}, { initial: 0, reduce: (sum) => sum }).value[0];
        };
    "#;
    compile(&files, extra);
}

#[test]
fn odd_names_compile() {
    let schema = r#"{"type": "object", "required": ["__proto__", "constructor"], "properties": {
        "__proto__": {"type": "string"}, "constructor": {"type": "string"}, "+1": {"type": "integer"}, "-1": {"type": "integer"},
        "": {"type": "string"}, "a b": {"type": "string"}, "имя": {"type": "object", "properties": {"名": {"type": "string"}}},
        "*/": {"description": "ends */ here\n@tag", "type": "string"}, "class": {"enum": ["a\"b", "\u2028"], "x-tidings": {"closed": true}}}}"#;
    let names = [
        "record", "array", "promise", "class", "error", "v1", "create", "thing.v1", "thing",
    ];
    let versions = [schema];
    let events: Vec<(&str, &[&str])> = names
        .iter()
        .map(|name| (*name, versions.as_slice()))
        .collect();
    compile(&ts(&registry(&events)), "export {};");
}

#[test]
fn deep_schemas_compile() {
    let objects = format!(
        "{}{{}}{}",
        r#"{"type": "object", "properties": {"next": "#.repeat(60),
        "}}".repeat(60)
    );
    let lists = format!(
        "{}{{}}{}",
        r#"{"type": "array", "items": "#.repeat(60),
        "}".repeat(60)
    );
    let registry = registry(&[("objects", &[&objects]), ("lists", &[&lists])]);
    compile(&ts(&registry), "export {};");
}

#[test]
fn every_real_schema_compiles() {
    let Some(corpora) = corpora() else { return };
    for corpus in CORPORA {
        compile(&ts(&imported(&corpora, corpus)), "export {};");
    }
}
