//! A frontend in a repository of its own: no Rust, no network, nothing but the program and what npm installed.

mod scratch;

use std::path::{Path, PathBuf};
use std::process::Command;

use scratch::Scratch;

/// The flags that generated code is clean under.
const CONFIG: &str = r#"{"compilerOptions": {
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "verbatimModuleSyntax": true,
    "erasableSyntaxOnly": true, "isolatedDeclarations": true, "declaration": true, "isolatedModules": true,
    "noUnusedLocals": true, "noUnusedParameters": true, "noImplicitOverride": true, "noFallthroughCasesInSwitch": true,
    "noEmit": true, "skipLibCheck": false, "types": [], "target": "ES2022",
    "lib": ["ES2022", "DOM", "DOM.Iterable", "DOM.AsyncIterable"], "module": "ESNext", "moduleResolution": "bundler"},
  "include": ["src"]}"#;

const MAIN: &str = r#"import { createOrders } from "./streams/index.js";
import type { OrderPlaced } from "./streams/orders.js";

const total = (order: OrderPlaced): number => order.total;

export async function run(): Promise<void> {
  const orders = createOrders();
  orders.on("order.placed", (e) => console.log(e.version, total(e.data), e.data.note ?? ""));
  for await (const e of orders) {
    switch (e.type) {
      case "order.placed": case "$gap": case "$unknown": break;
      default: e satisfies never;
    }
  }
}
void run();
"#;

fn workspace() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the workspace is there")
}

/// A program of the workspace's npm packages; none on a machine without them, which is told.
fn installed(path: &str) -> Option<PathBuf> {
    let program = workspace().join("node_modules").join(path);
    if program.exists() {
        return Some(program);
    }
    assert!(
        std::env::var_os("TIDINGS_NO_SKIP").is_none(),
        "{} is absent (run `npm ci`)",
        program.display()
    );
    eprintln!("skipped: {} is absent (run `npm ci`)", program.display());
    None
}

#[track_caller]
fn works(command: &mut Command) {
    let output = command.output().expect("it starts");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
}

/// What `npm install tidings` gives: the package as it is published.
fn install_runtime(web: &Scratch, compiler: &Path) {
    let package = workspace().join("runtime/ts");
    let into = web.file("node_modules/tidings");
    std::fs::create_dir_all(&into).expect("made");
    std::fs::copy(package.join("package.json"), into.join("package.json")).expect("copied");
    // Its entries for frameworks need those frameworks, which this frontend does not use.
    let package = package.display();
    let config = format!(
        r#"{{"extends": "{package}/tsconfig.json", "include": [], "files": ["{package}/src/index.ts", "{package}/src/v1.ts"],
            "compilerOptions": {{"rootDir": "{package}/src", "outDir": "dist"}}}}"#
    );
    std::fs::write(into.join("tsconfig.json"), config).expect("written");
    works(Command::new("node").arg(compiler).arg("-p").arg(&into));
}

struct Frontend {
    web: Scratch,
    compiler: PathBuf,
    bundler: PathBuf,
}

impl Frontend {
    /// Without git, and without anything else that a path could lead to.
    #[track_caller]
    fn offline(&self, arguments: &[&str]) -> String {
        let output = self
            .web
            .command(arguments)
            .env("PATH", "")
            .output()
            .expect("it starts");
        let both = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(both).expect("UTF-8");
        assert!(output.status.success(), "{told}");
        told
    }

    #[track_caller]
    fn builds(&self) -> String {
        self.offline(&["generate"]);
        self.offline(&["generate", "--check"]);
        works(
            Command::new("node")
                .arg(&self.compiler)
                .args(["-p", "."])
                .current_dir(self.web.path()),
        );
        let bundle = [
            "src/main.ts",
            "--bundle",
            "--format=esm",
            "--outfile=dist/app.js",
            "--log-level=warning",
        ];
        works(
            Command::new(&self.bundler)
                .args(bundle)
                .current_dir(self.web.path()),
        );
        self.web.read("dist/app.js")
    }

    /// What the compiler has against the sources.
    fn complaints(&self) -> String {
        let mut command = Command::new("node");
        let output = command
            .arg(&self.compiler)
            .args(["-p", "."])
            .current_dir(self.web.path())
            .output();
        String::from_utf8_lossy(&output.expect("node starts").stdout).into_owned()
    }
}

#[test]
fn a_frontend_elsewhere_fetches_builds_offline_and_upgrades() {
    let programs = (installed("typescript/bin/tsc"), installed(".bin/esbuild"));
    let (Some(compiler), Some(bundler)) = programs else {
        return;
    };
    let registry = Scratch::initialised();
    let web = Scratch::new();
    web.write("tsconfig.json", CONFIG);
    web.write("src/main.ts", MAIN);
    let url = format!("git+file://{}#main", registry.path().display());
    web.write("tidings.toml", &format!("[use]\nfrom = \"{url}\"\n\n[generate.ts]\nout = \"src/streams\"\n[generate.markdown]\nout = \"docs/events\"\n"));
    install_runtime(&web, &compiler);

    web.tidings(&["upgrade", "orders"]).exits(0).says("pinned");
    web.tidings(&["fetch"]).exits(0).says("the newest");
    let frontend = Frontend {
        web,
        compiler,
        bundler,
    };
    // The registry is out of reach now; the build does not notice.
    let (home, away) = (registry.file("schemas"), registry.file(".git-away"));
    std::fs::rename(registry.file(".git"), &away).expect("moved");
    std::fs::rename(&home, registry.file("schemas-away")).expect("moved");
    let first = frontend.builds();
    assert!(first.contains("orders@1-"));
    assert!(
        frontend
            .web
            .read("docs/events/events/order.placed.md")
            .contains("Version 1")
    );
    let before = frontend.web.files();
    frontend.offline(&["generate"]);
    assert_eq!(
        frontend.web.files(),
        before,
        "unchanged input changes nothing"
    );

    std::fs::rename(&away, registry.file(".git")).expect("moved back");
    std::fs::rename(registry.file("schemas-away"), &home).expect("moved back");
    publish_more(&registry);
    let run = frontend.web.tidings(&["upgrade", "orders"]).exits(0);
    for told in [
        "! order.shipped is a new event, in version 1\n",
        "  order.placed moves from version 1 to 2\n",
        "! OrderPlaced.note is gone\n",
        "  OrderPlaced.gift is a new optional member: boolean\n",
        "  OrderShipped is a new type\n",
    ] {
        assert!(run.out.contains(told), "{told:?} in\n{}", run.out);
    }
    // What was marked is what the compiler finds, and nothing else.
    frontend.offline(&["generate"]);
    let complaints = frontend.complaints();
    assert_eq!(complaints.matches("error TS").count(), 2, "{complaints}");
    assert!(
        complaints.contains("'note'") && complaints.contains("never"),
        "{complaints}"
    );
    frontend
        .web
        .edit("src/main.ts", "e.data.note ?? \"\"", "e.data.gift ?? false");
    frontend.web.edit(
        "src/main.ts",
        "case \"order.placed\":",
        "case \"order.placed\": case \"order.shipped\":",
    );
    assert!(frontend.builds().contains("orders@2-"));
}

/// A second release: another version of one event, and another event.
fn publish_more(registry: &Scratch) {
    registry
        .tidings(&["new", "version", "order.placed"])
        .exits(0);
    registry.edit(
        "schemas/events/order.placed/2.json",
        "\"note\": { \"description\": \"What the customer wrote.\", \"type\": \"string\", \"maxLength\": 280 }",
        "\"gift\": { \"description\": \"Wrap it.\", \"type\": \"boolean\" }",
    );
    registry
        .tidings(&["new", "event", "order.shipped", "--stream", "orders"])
        .exits(0);
    registry.tidings(&["publish"]).exits(0);
    registry.commit("a second release");
}
