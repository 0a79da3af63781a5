//! JSON (RFC 8259) into located nodes.

use super::duplicates::Duplicates;
use super::flaw::{Flaw, Outcome};
use super::limits::{DEPTH_MAX, offset_u32, too_deep};
use super::node::{FileId, Key, Node, Span, Value};
use super::text_json::{self, Broken};

/// Reads a whole JSON text. The first break of the syntax ends it; duplicate keys do not.
pub(super) fn read_json(file: FileId, text: &str) -> Outcome {
    let mut reader = Reader {
        file,
        text,
        bytes: text.as_bytes(),
        at: 0,
        flaws: Vec::new(),
    };
    let root = reader.document();
    let mut flaws = reader.flaws;
    match root {
        Ok(root) => Outcome {
            root: Some(root),
            flaws,
        },
        Err(flaw) => {
            flaws.push(flaw);
            Outcome { root: None, flaws }
        }
    }
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    flaws: Vec<Flaw>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Flaw> {
        self.skip_space();
        let root = self.value(0)?;
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err(self.broken("there is more after the end of the document"));
        }
        Ok(root)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Flaw> {
        let span = self.span();
        let value = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            Some(_) => return Err(self.broken("a value was expected here")),
            None => return Err(self.broken("the file ends where a value was expected")),
        };
        Ok(Node { value, span })
    }

    fn map(&mut self, depth: usize) -> Result<Value, Flaw> {
        self.enter(depth)?;
        let mut entries = Vec::new();
        let mut duplicates = Duplicates::default();
        self.skip_space();
        if self.take(b'}') {
            return Ok(Value::Map(entries));
        }
        loop {
            let key = self.key()?;
            duplicates.note(&entries, &key, &mut self.flaws);
            self.skip_space();
            if !self.take(b':') {
                return Err(self.broken("a colon was expected after the name"));
            }
            self.skip_space();
            let value = self.value(depth + 1)?;
            entries.push((key, value));
            self.skip_space();
            if self.take(b'}') {
                return Ok(Value::Map(entries));
            }
            if !self.take(b',') {
                return Err(self.broken("a comma or `}` was expected here"));
            }
            self.skip_space();
        }
    }

    fn key(&mut self) -> Result<Key, Flaw> {
        let span = self.span();
        if self.peek() != Some(b'"') {
            return Err(self.broken("a name in double quotes was expected here"));
        }
        Ok(Key {
            text: self.string()?,
            span,
        })
    }

    fn list(&mut self, depth: usize) -> Result<Value, Flaw> {
        self.enter(depth)?;
        let mut items = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take(b']') {
                return Ok(Value::List(items));
            }
            if !self.take(b',') {
                return Err(self.broken("a comma or `]` was expected here"));
            }
            self.skip_space();
        }
    }

    fn enter(&mut self, depth: usize) -> Result<(), Flaw> {
        if depth >= DEPTH_MAX {
            return Err(too_deep(self.span().offset));
        }
        self.at += 1;
        Ok(())
    }

    fn string(&mut self) -> Result<String, Flaw> {
        match text_json::read_string(self.text, self.at) {
            Ok((text, end)) => {
                self.at = end;
                Ok(text)
            }
            Err(Broken { at, message }) => {
                self.at = at;
                Err(self.broken(message))
            }
        }
    }

    fn number(&mut self) -> Result<Value, Flaw> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let more = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let end = start + rest.iter().take_while(more).count();
        let digits = self.text.get(start..end).unwrap_or_default();
        if !text_json::is_number(digits) {
            return Err(self.broken("this is not a number of JSON"));
        }
        self.at = end;
        Ok(Value::Number(digits.to_owned()))
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Flaw> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word.as_bytes()) {
            return Err(self.broken("a value was expected here"));
        }
        self.at = end;
        Ok(value)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn span(&self) -> Span {
        Span {
            file: self.file,
            offset: offset_u32(self.at),
        }
    }

    fn broken(&self, message: &str) -> Flaw {
        Flaw {
            rule: "syntax",
            offset: self.span().offset,
            message: message.to_owned(),
            fix: "correct the JSON",
        }
    }
}
