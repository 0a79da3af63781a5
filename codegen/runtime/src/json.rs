//! A document as it was written: numbers keep their digits, properties their order. Only the second look at a refused body comes here.

use std::borrow::Cow;

/// A JSON value borrowed from its text.
#[derive(Clone, Debug)]
pub(crate) enum Node<'a> {
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Map(Members<'a>),
}

/// The properties of an object in their order.
pub(crate) type Members<'a> = Vec<(Cow<'a, str>, Node<'a>)>;

/// Where a text stops being JSON, in bytes from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) offset: usize,
}

/// Nesting beyond this is refused, as serde_json does.
pub(crate) const DEPTH_MAX: usize = 128;

/// Reads a whole text.
pub(crate) fn read(text: &str) -> Result<Node<'_>, Fault> {
    let mut reader = Reader {
        text,
        offset: 0,
        depth: 0,
    };
    let node = reader.value()?;
    reader.skip_space();
    if reader.offset < text.len() {
        reader.fault()
    } else {
        Ok(node)
    }
}

/// How deep arrays and objects nest in a text that is JSON already.
pub(crate) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest, mut bytes) = (0_usize, 0, text.bytes());
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    deepest
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'"' => return,
            _ => {}
        }
    }
}

impl Node<'_> {
    /// The same text for values that JSON Schema calls equal.
    pub(crate) fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    fn write_canonical(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => match crate::digits::Digits::read(text) {
                Some(digits) => out.push_str(&digits.canonical()),
                None => out.push_str(text),
            },
            Self::Text(text) => out.push_str(&format!("{text:?}")),
            Self::List(items) => {
                out.push('[');
                for item in items {
                    item.write_canonical(out);
                    out.push(',');
                }
                out.push(']');
            }
            Self::Map(properties) => {
                let mut sorted: Vec<_> = properties.iter().collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                out.push('{');
                for (name, value) in sorted {
                    out.push_str(&format!("{name:?}:"));
                    value.write_canonical(out);
                    out.push(',');
                }
                out.push('}');
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    offset: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Result<Node<'a>, Fault> {
        self.skip_space();
        match self.peek() {
            Some(b'{') => self.nested(Self::map),
            Some(b'[') => self.nested(Self::list),
            Some(b'"') => self.string().map(Node::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Node<'a>, Fault>,
    ) -> Result<Node<'a>, Fault> {
        if self.depth == DEPTH_MAX {
            return self.fault();
        }
        self.depth += 1;
        self.offset += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn list(&mut self) -> Result<Node<'a>, Fault> {
        let mut items = Vec::new();
        if self.eat(b']') {
            return Ok(Node::List(items));
        }
        loop {
            items.push(self.value()?);
            if self.eat(b']') {
                return Ok(Node::List(items));
            }
            self.expect(b',')?;
        }
    }

    fn map(&mut self) -> Result<Node<'a>, Fault> {
        let mut properties = Vec::new();
        if self.eat(b'}') {
            return Ok(Node::Map(properties));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            self.expect(b':')?;
            properties.push((name, self.value()?));
            if self.eat(b'}') {
                return Ok(Node::Map(properties));
            }
            self.expect(b',')?;
        }
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        let start = self.offset;
        if self.peek() != Some(b'"') {
            return self.fault();
        }
        let mut rest = self.text[start + 1..].bytes();
        skip_string(&mut rest);
        self.offset = self.text.len() - rest.len();
        let quoted = &self.text[start..self.offset];
        match serde_json::from_str::<&str>(quoted) {
            Ok(plain) => Ok(Cow::Borrowed(plain)),
            Err(_) => serde_json::from_str::<String>(quoted)
                .map(Cow::Owned)
                .map_err(|_| Fault { offset: start }),
        }
    }

    fn number(&mut self) -> Result<Node<'a>, Fault> {
        let rest = &self.text[self.offset..];
        let is_part =
            |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest
            .bytes()
            .position(|byte| !is_part(byte))
            .unwrap_or(rest.len());
        let number = &rest[..length];
        if number.parse::<crate::Decimal>().is_err() {
            return self.fault();
        }
        self.offset += length;
        Ok(Node::Number(number))
    }

    fn word(&mut self) -> Result<Node<'a>, Fault> {
        let words = [
            ("null", Node::Null),
            ("true", Node::Boolean(true)),
            ("false", Node::Boolean(false)),
        ];
        for (word, node) in words {
            if self.text[self.offset..].starts_with(word) {
                self.offset += word.len();
                return Ok(node);
            }
        }
        self.fault()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.eat(byte) { Ok(()) } else { self.fault() }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.peek() == Some(byte);
        self.offset += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.offset += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.offset).copied()
    }

    fn fault<T>(&self) -> Result<T, Fault> {
        Err(Fault {
            offset: self.offset,
        })
    }
}
