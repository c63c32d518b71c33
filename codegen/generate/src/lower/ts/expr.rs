//! TypeScript expressions as a tree, printed formatted: on one line where they fit, else broken.

use crate::escape::js_string;
use crate::lower::hash::Hash;
use crate::names::ts_key;

/// Calls that are no longer are written again rather than named.
const WORTH: usize = 40;

/// The widest line that is printed without a break.
const WIDTH: usize = 120;

/// An expression of generated TypeScript.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expr {
    kind: Kind,
    /// Characters of the expression on one line.
    width: usize,
    /// Equal for equal expressions.
    hash: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Atom(String),
    Call(String, Vec<Expr>),
    Array(Vec<Expr>),
    Object(Vec<(String, Expr)>),
    Arrow(Box<Expr>),
}

impl Expr {
    /// Text that is printed as it is.
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            width: text.chars().count(),
            hash: hash(0, [text.as_str()], []),
            kind: Kind::Atom(text),
        }
    }

    /// A string literal.
    pub(crate) fn string(raw: &str) -> Self {
        Self::atom(js_string(raw))
    }

    /// A call `name(args)`.
    pub(crate) fn call(name: &str, args: Vec<Expr>) -> Self {
        let width = name.len() + 2 + list_width(args.iter().map(|a| a.width));
        Self {
            hash: hash(1, [name], args.iter().map(|a| a.hash)),
            kind: Kind::Call(name.to_owned(), args),
            width,
        }
    }

    /// `[items]`.
    pub(crate) fn array(items: Vec<Expr>) -> Self {
        let width = 2 + list_width(items.iter().map(|i| i.width));
        Self {
            hash: hash(2, [], items.iter().map(|i| i.hash)),
            kind: Kind::Array(items),
            width,
        }
    }

    /// `{ key: value }` with raw member names.
    pub(crate) fn object<'a>(entries: impl IntoIterator<Item = (&'a str, Expr)>) -> Self {
        let entries = entries.into_iter();
        Self::keyed(entries.map(|(key, value)| (ts_key(key), value)).collect())
    }

    fn keyed(entries: Vec<(String, Expr)>) -> Self {
        let width = 4 + list_width(
            entries
                .iter()
                .map(|(key, value)| key.chars().count() + 2 + value.width),
        );
        let keys = entries.iter().map(|(key, _)| key.as_str());
        Self {
            hash: hash(3, keys, entries.iter().map(|(_, value)| value.hash)),
            kind: Kind::Object(entries),
            width,
        }
    }

    /// `() => value`.
    pub(crate) fn arrow(value: Expr) -> Self {
        Self {
            width: 6 + value.width,
            hash: hash(4, [], [value.hash]),
            kind: Kind::Arrow(Box::new(value)),
        }
    }

    /// A number that tells this expression from others.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }

    /// Whether this is a call that is longer than a name for it would be.
    pub(crate) fn is_worth_a_name(&self) -> bool {
        matches!(self.kind, Kind::Call(..)) && self.width > WORTH
    }

    /// The expressions that this one is made of.
    pub(crate) fn parts(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Atom(_) => Vec::new(),
            Kind::Call(_, parts) | Kind::Array(parts) => parts.iter().collect(),
            Kind::Object(entries) => entries.iter().map(|(_, value)| value).collect(),
            Kind::Arrow(value) => vec![value],
        }
    }

    /// The same expression of other parts.
    pub(crate) fn map(&self, part: &mut dyn FnMut(&Expr) -> Expr) -> Expr {
        match &self.kind {
            Kind::Atom(_) => self.clone(),
            Kind::Call(name, args) => Expr::call(name, args.iter().map(part).collect()),
            Kind::Array(items) => Expr::array(items.iter().map(part).collect()),
            Kind::Arrow(value) => Expr::arrow(part(value)),
            Kind::Object(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|(key, value)| (key.clone(), part(value)));
                Expr::keyed(entries.collect())
            }
        }
    }

    /// The text, where this is an atom.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.kind {
            Kind::Atom(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is a call of that name with string literals alone.
    pub(crate) fn is_call_of_strings(&self, name: &str) -> bool {
        let string = |arg: &Expr| arg.name().is_some_and(|text| text.starts_with('"'));
        matches!(&self.kind, Kind::Call(called, args) if called == name && args.iter().all(string))
    }

    /// Whether this is a call of one of these names.
    pub(crate) fn is_call_of(&self, names: &[&str]) -> bool {
        matches!(&self.kind, Kind::Call(called, _) if names.contains(&called.as_str()))
    }

    /// Whether this is an object without members.
    pub(crate) fn is_empty(&self) -> bool {
        matches!(&self.kind, Kind::Object(entries) if entries.is_empty())
    }

    /// Whether this is exactly the atom.
    pub(crate) fn is(&self, atom: &str) -> bool {
        self.name() == Some(atom)
    }

    /// The expression as text, at an indentation, with `used` characters before and after it on its first line.
    pub(crate) fn print(&self, indent: usize, used: usize) -> String {
        let mut out = String::new();
        self.write(&mut out, indent, used);
        out
    }

    fn write(&self, out: &mut String, indent: usize, used: usize) {
        let flat = 2 * indent + used + self.width <= WIDTH;
        match &self.kind {
            Kind::Atom(text) => out.push_str(text),
            Kind::Arrow(value) => {
                out.push_str("() => ");
                value.write(out, indent, used + 6);
            }
            Kind::Call(name, args) => {
                out.push_str(name);
                out.push('(');
                write_args(out, args, indent, used + name.len() + 2, flat);
                out.push(')');
            }
            Kind::Array(items) => {
                out.push('[');
                write_args(out, items, indent, used + 2, flat);
                out.push(']');
            }
            Kind::Object(entries) => write_object(out, entries, indent, flat),
        }
    }
}

/// A single object or array is opened in place, as `v1.obj({` and its end `})`; other lists break one item a line.
fn write_args(out: &mut String, items: &[Expr], indent: usize, used: usize, flat: bool) {
    if flat || (items.len() == 1 && !matches!(items[0].kind, Kind::Call(..) | Kind::Arrow(..))) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            item.write(out, indent, used);
        }
        return;
    }
    for item in items {
        newline(out, indent + 1);
        item.write(out, indent + 1, 1);
        out.push(',');
    }
    newline(out, indent);
}

fn write_object(out: &mut String, entries: &[(String, Expr)], indent: usize, flat: bool) {
    if entries.is_empty() {
        out.push_str("{}");
    } else if flat {
        out.push_str("{ ");
        for (i, (key, value)) in entries.iter().enumerate() {
            if i > 0 {
                out.push_str(", ");
            }
            out.push_str(key);
            out.push_str(": ");
            value.write(out, 0, 0);
        }
        out.push_str(" }");
    } else {
        out.push('{');
        for (key, value) in entries {
            newline(out, indent + 1);
            out.push_str(key);
            out.push_str(": ");
            value.write(out, indent + 1, key.chars().count() + 3);
            out.push(',');
        }
        newline(out, indent);
        out.push('}');
    }
}

fn hash<'a>(
    kind: u64,
    texts: impl IntoIterator<Item = &'a str>,
    parts: impl IntoIterator<Item = u64>,
) -> u64 {
    let mut hash = Hash::default();
    hash.number(kind);
    texts.into_iter().for_each(|text| hash.text(text));
    parts.into_iter().for_each(|part| hash.number(part));
    hash.0
}

fn newline(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", indent));
}

fn list_width(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|w| w + 2).sum::<usize>().saturating_sub(2)
}

#[cfg(test)]
mod tests {
    use super::Expr;

    #[test]
    fn what_fits_stays_on_one_line() {
        let object = Expr::object([(
            "amount",
            Expr::call("v1.type", vec![Expr::string("integer")]),
        )]);
        assert_eq!(object.print(0, 0), r#"{ amount: v1.type("integer") }"#);
        assert_eq!(Expr::object([]).print(0, 0), "{}");
    }

    #[test]
    fn what_does_not_fit_is_broken() {
        let long = || Expr::string(&"x".repeat(70));
        let call = Expr::call(
            "v1.obj",
            vec![Expr::object([
                ("a", long()),
                ("b", Expr::array(vec![long(), long()])),
            ])],
        );
        let x = "x".repeat(70);
        let expected =
            format!("v1.obj({{\n  a: \"{x}\",\n  b: [\n    \"{x}\",\n    \"{x}\",\n  ],\n}})");
        assert_eq!(call.print(0, 0), expected);
    }

    #[test]
    fn a_flat_parent_never_breaks_a_child() {
        let inner = Expr::call("f", vec![Expr::string(&"x".repeat(100))]);
        let text = Expr::object([("k", inner)]).print(0, 0);
        assert!(!text.contains('\n'), "{text}");
    }
}
