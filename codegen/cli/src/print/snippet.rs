//! Diagnostics as text with the source lines that they are about.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Snippet};
use tidings_model::{Diagnostic, Place};

use super::screen::Screen;
use crate::files::Shown;

/// One place with what is to be said at it.
#[derive(Debug, Clone)]
pub struct Mark<'a> {
    pub place: &'a Place,
    pub label: Option<&'a str>,
    pub primary: bool,
}

/// The source line of a place, or only its position where the text is not at hand.
pub fn element<'a>(mark: &Mark<'a>, shown: &Shown) -> Element<'a> {
    let place = mark.place;
    let path = shown.path(&place.file);
    let text = shown.text(&place.file);
    let fitting = text.filter(|text| text.get(place.span.clone()).is_some() && !text.is_empty());
    let Some(text) = fitting else {
        let origin = Origin::path(path);
        if place.span.is_empty() && place.line <= 1 {
            return origin.into();
        }
        let (line, column) = (place.line as usize, place.column as usize);
        return origin.line(line).char_column(column).into();
    };
    let kind = if mark.primary {
        AnnotationKind::Primary
    } else {
        AnnotationKind::Context
    };
    // A whole object would be underlined over many lines; its first line says where it is.
    let span = first_line(&text, place.span.clone());
    let annotation: Annotation<'a> = kind.span(span).label(mark.label);
    Snippet::source(text)
        .path(path)
        .annotation(annotation)
        .into()
}

fn first_line(text: &str, span: std::ops::Range<usize>) -> std::ops::Range<usize> {
    match text.get(span.clone()).and_then(|part| part.find('\n')) {
        Some(end) => span.start..span.start + end,
        None => span,
    }
}

/// One diagnostic as a block of text, with a line end.
pub fn diagnostic(problem: &Diagnostic, shown: &Shown, screen: Screen) -> String {
    let level = if problem.is_error() {
        Level::ERROR
    } else {
        Level::WARNING
    };
    let mut group: Group<'_> =
        Group::with_title(level.primary_title(&problem.message).id(problem.id.0));
    if let Some(place) = &problem.place {
        let mark = Mark {
            place,
            label: None,
            primary: true,
        };
        group = group.element(element(&mark, shown));
    }
    for label in &problem.labels {
        let mark = Mark {
            place: &label.place,
            label: Some(&label.text),
            primary: false,
        };
        group = group.element(element(&mark, shown));
    }
    let pointer = problem.place.as_ref().map(|place| &*place.pointer);
    if let Some(pointer) = pointer.filter(|pointer| !pointer.is_empty()) {
        group = group.element(Level::NOTE.message(format!("at {pointer}")));
    }
    if let Some(note) = &problem.note {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help));
    }
    format!("{}\n\n", screen.renderer().render(&[group]))
}
