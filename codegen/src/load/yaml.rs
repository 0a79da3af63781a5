//! YAML 1.2 into located nodes.

use std::collections::HashMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput, Tag};

use super::duplicates::Duplicates;
use super::eased::Eased;
use super::flaw::{Flaw, Outcome};
use super::limits::{DEPTH_MAX, offset_u32, too_deep};
use super::node::{FileId, Key, Node, Span, Value};
use super::scalar;

/// The most nodes that aliases may add to a file.
const EXPANDED_MAX: usize = 200_000;

/// The parser's words for a line inside brackets that stands too far to the left.
const UNINDENTED: [&str; 2] = [
    "invalid indentation",
    "invalid indentation in flow construct",
];

/// Reads a YAML text of one document. The first break of the syntax ends it; other flaws are collected.
pub(super) fn read_yaml(file: FileId, text: &str) -> Outcome {
    let mut eased = Eased::new(text);
    loop {
        let outcome = read_eased(file, &eased);
        match outcome.flaws.last() {
            Some(last)
                if UNINDENTED.contains(&last.message.as_str())
                    && eased.lend(last.offset as usize) => {}
            _ => return outcome,
        }
    }
}

fn read_eased(file: FileId, text: &Eased<'_>) -> Outcome {
    let mut builder = Builder {
        cursor: Cursor::new(file, text),
        stack: Vec::new(),
        anchors: HashMap::new(),
        expanded: 0,
        last_end: 0,
        root: None,
        documents: 0,
        flaws: Vec::new(),
    };
    let read = builder.read(&mut Parser::new_from_str(text.text()));
    let Builder {
        root, mut flaws, ..
    } = builder;
    match read {
        Ok(()) => {
            let root = root.unwrap_or(Node {
                value: Value::Null,
                span: Span { file, offset: 0 },
            });
            Outcome {
                root: Some(root),
                flaws,
            }
        }
        Err(flaw) => {
            flaws.push(flaw);
            Outcome { root: None, flaws }
        }
    }
}

struct Builder<'a> {
    cursor: Cursor<'a>,
    stack: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    /// Nodes that aliases added so far.
    expanded: usize,
    /// Where the last event ended, which is where an empty scalar stands.
    last_end: u32,
    root: Option<Node>,
    documents: usize,
    flaws: Vec<Flaw>,
}

/// A list or map whose end has not come yet.
struct Frame {
    span: Span,
    anchor: usize,
    parts: Parts,
    size: usize,
    height: usize,
}

enum Parts {
    List(Vec<Node>),
    Map {
        entries: Vec<(Key, Node)>,
        key: Option<Key>,
        duplicates: Duplicates,
    },
}

struct Anchored {
    node: Node,
    size: usize,
    height: usize,
}

impl<'a> Builder<'a> {
    fn read(&mut self, parser: &mut Parser<'a, StrInput<'a>>) -> Result<(), Flaw> {
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| self.broken(&error))?;
            let start = self.cursor.offset(span.start);
            self.event(event, start)?;
            self.last_end = self.cursor.offset(span.end).max(start);
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'a>, offset: u32) -> Result<(), Flaw> {
        match event {
            Event::DocumentStart(_) => self.start_document(offset),
            Event::Alias(anchor) => self.alias(anchor, offset),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), offset)
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_tag(tag.as_deref(), "seq", offset);
                self.open(Parts::List(Vec::new()), anchor, offset)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_tag(tag.as_deref(), "map", offset);
                let parts = Parts::Map {
                    entries: Vec::new(),
                    key: None,
                    duplicates: Duplicates::default(),
                };
                self.open(parts, anchor, offset)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(()),
        }
    }

    fn start_document(&mut self, offset: u32) -> Result<(), Flaw> {
        self.documents += 1;
        if self.documents > 1 {
            return Err(flaw(
                "documents",
                offset,
                "a second document begins here",
                "keep one document per file",
            ));
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        offset: u32,
    ) -> Result<(), Flaw> {
        let is_empty = text.is_empty() && style == ScalarStyle::Plain;
        let span = self
            .cursor
            .span(if is_empty { self.last_end } else { offset });
        if self.awaits_key() {
            if style == ScalarStyle::Plain && text == "<<" {
                self.flaws.push(flaw(
                    "merge-key",
                    offset,
                    "merge keys are not part of YAML 1.2",
                    "write the entries out",
                ));
            }
            self.set_key(Key {
                text: text.to_owned(),
                span,
            });
            return Ok(());
        }
        let value = self.scalar_value(text, style, tag, offset);
        self.complete(Node { value, span }, anchor, 1, 0);
        Ok(())
    }

    fn scalar_value(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        offset: u32,
    ) -> Value {
        let forced = tag
            .filter(|tag| tag.is_yaml_core_schema())
            .map(|tag| tag.suffix.as_str());
        let is_text = match forced {
            Some("str") => true,
            Some("int" | "float" | "bool" | "null") => false,
            _ if tag.is_some_and(is_plain_mark) => true,
            _ => {
                self.refuse_tag(tag, "str", offset);
                style != ScalarStyle::Plain
            }
        };
        if is_text {
            return Value::Text(text.to_owned());
        }
        scalar::plain(text).unwrap_or_else(|_| {
            self.flaws.push(flaw(
                "number",
                offset,
                "this number cannot be written in JSON",
                "write a finite decimal number",
            ));
            Value::Text(text.to_owned())
        })
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, expected: &str, offset: u32) {
        let is_known = |tag: &&Tag| {
            is_plain_mark(tag) || (tag.is_yaml_core_schema() && tag.suffix == expected)
        };
        if let Some(tag) = tag.filter(|tag| !is_known(tag)) {
            let message = format!(
                "the tag of type `{}` has no meaning in a contract",
                tag.suffix
            );
            self.flaws
                .push(flaw("tag", offset, &message, "remove the tag"));
        }
    }

    fn alias(&mut self, anchor: usize, offset: u32) -> Result<(), Flaw> {
        if self.awaits_key() {
            return Err(key_flaw(offset));
        }
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(flaw(
                "alias",
                offset,
                "this alias stands inside its own anchor",
                "write the value out",
            ));
        };
        let (size, height) = (anchored.size, anchored.height);
        self.expanded += size;
        if self.expanded > EXPANDED_MAX {
            let message = format!("the aliases of this file add more than {EXPANDED_MAX} values");
            return Err(flaw(
                "expansion",
                offset,
                &message,
                "use `$ref` instead of aliases",
            ));
        }
        if self.stack.len() + height > DEPTH_MAX {
            return Err(too_deep(offset));
        }
        // The copy itself stands at the alias, so that siblings stay in the order of their offsets.
        let node = Node {
            value: anchored.node.value.clone(),
            span: self.cursor.span(offset),
        };
        self.complete(node, 0, size, height);
        Ok(())
    }

    fn open(&mut self, parts: Parts, anchor: usize, offset: u32) -> Result<(), Flaw> {
        if self.awaits_key() {
            return Err(key_flaw(offset));
        }
        if self.stack.len() >= DEPTH_MAX {
            return Err(too_deep(offset));
        }
        self.stack.push(Frame {
            span: self.cursor.span(offset),
            anchor,
            parts,
            size: 1,
            height: 0,
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Flaw> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        let value = match frame.parts {
            Parts::List(items) => Value::List(items),
            Parts::Map { entries, .. } => Value::Map(entries),
        };
        let node = Node {
            value,
            span: frame.span,
        };
        self.complete(node, frame.anchor, frame.size, frame.height + 1);
        if self.expanded > EXPANDED_MAX {
            let message = format!("the anchors of this file hold more than {EXPANDED_MAX} values");
            return Err(flaw(
                "expansion",
                frame.span.offset,
                &message,
                "use `$ref` instead of anchors",
            ));
        }
        Ok(())
    }

    /// Hands a whole value to the list or map around it.
    fn complete(&mut self, node: Node, anchor: usize, size: usize, height: usize) {
        if anchor > 0 {
            self.expanded += size;
            let node = node.clone();
            self.anchors.insert(anchor, Anchored { node, size, height });
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.size += size;
        frame.height = frame.height.max(height);
        match &mut frame.parts {
            Parts::List(items) => items.push(node),
            Parts::Map { entries, key, .. } => entries.extend(key.take().map(|key| (key, node))),
        }
    }

    fn awaits_key(&self) -> bool {
        matches!(
            self.stack.last(),
            Some(Frame {
                parts: Parts::Map { key: None, .. },
                ..
            })
        )
    }

    fn set_key(&mut self, name: Key) {
        if let Some(Frame {
            parts:
                Parts::Map {
                    entries,
                    key,
                    duplicates,
                },
            ..
        }) = self.stack.last_mut()
        {
            duplicates.note(entries, &name, &mut self.flaws);
            *key = Some(name);
        }
    }

    fn broken(&mut self, error: &ScanError) -> Flaw {
        let offset = self.cursor.offset(*error.marker());
        if self.cursor.is_tab_indent(offset) {
            return flaw(
                "syntax",
                offset,
                "a tab indents this line",
                "indent by spaces",
            );
        }
        match error.info() {
            "recursion limit exceeded" => flaw(
                "depth",
                offset,
                "too many brackets stand inside each other here",
                "flatten the structure",
            ),
            other => flaw("syntax", offset, other, "correct the YAML"),
        }
    }
}

/// Turns the parser's character counts into byte offsets; markers move little, so it walks from the last one.
struct Cursor<'a> {
    file: FileId,
    eased: &'a Eased<'a>,
    text: &'a str,
    chars: usize,
    bytes: usize,
}

impl<'a> Cursor<'a> {
    fn new(file: FileId, eased: &'a Eased<'a>) -> Self {
        Self {
            file,
            eased,
            text: eased.text(),
            chars: 0,
            bytes: 0,
        }
    }

    fn offset(&mut self, marker: Marker) -> u32 {
        let wanted = marker.index();
        while self.chars < wanted {
            let Some(c) = self
                .text
                .get(self.bytes..)
                .and_then(|rest| rest.chars().next())
            else {
                break;
            };
            self.bytes += c.len_utf8();
            self.chars += 1;
        }
        while self.chars > wanted {
            let Some(c) = self
                .text
                .get(..self.bytes)
                .and_then(|head| head.chars().next_back())
            else {
                break;
            };
            self.bytes -= c.len_utf8();
            self.chars -= 1;
        }
        offset_u32(self.eased.original_offset(self.bytes))
    }

    fn span(&self, offset: u32) -> Span {
        Span {
            file: self.file,
            offset,
        }
    }

    fn is_tab_indent(&self, offset: u32) -> bool {
        let text = self.eased.original();
        let head = text.get(..offset as usize).unwrap_or_default();
        let start = head.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(start..).unwrap_or_default();
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(..indent)
            .is_some_and(|indent| indent.contains('\t'))
    }
}

/// `!` alone, which says that a plain scalar is text.
fn is_plain_mark(tag: &Tag) -> bool {
    tag.handle.is_empty() && tag.suffix == "!"
}

fn key_flaw(offset: u32) -> Flaw {
    flaw(
        "key",
        offset,
        "a name must be plain or quoted text",
        "write the name as text",
    )
}

fn flaw(rule: &'static str, offset: u32, message: &str, fix: &'static str) -> Flaw {
    Flaw {
        rule,
        offset,
        message: message.to_owned(),
        fix,
    }
}
