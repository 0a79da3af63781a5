//! How values of parameters and forms are written, over the grammar that clients and servers share.

use concierge_runtime::{
    Place,
    parameter::{self, Layout, Style, Value},
};
use serde::Serialize;

use crate::InvalidRequest;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// In a style of the standard; the layout's place is that of the parameter.
    Styled {
        /// `style`
        style: Style,
        /// `explode`
        explode: bool,
        /// `allowReserved`
        reserved: bool,
    },
    /// As JSON text.
    Json,
    /// As the text that it is.
    Text,
}

/// What queries and cookies have unless the contract says otherwise.
pub const FORM: Written = Written::new(Style::Form, true);

/// What paths and headers have unless the contract says otherwise.
pub const SIMPLE: Written = Written::new(Style::Simple, false);

impl Written {
    /// A style; `allowReserved` is false.
    #[must_use]
    pub const fn new(style: Style, explode: bool) -> Self {
        Self::Styled {
            style,
            explode,
            reserved: false,
        }
    }

    /// A style with `allowReserved`.
    #[must_use]
    pub const fn reserved(style: Style, explode: bool) -> Self {
        Self::Styled {
            style,
            explode,
            reserved: true,
        }
    }

    /// The text of a value in a place; `None` for one that is absent.
    pub(crate) fn text<T: Serialize + ?Sized>(
        self,
        place: Place,
        name: &str,
        value: &T,
    ) -> Result<Option<String>, InvalidRequest> {
        let unwritable =
            |error: parameter::Unwritable| InvalidRequest::new(format!("`{name}`: {error}"));
        let value = match self {
            Self::Styled { .. } | Self::Text => Value::of(value).map_err(unwritable)?,
            Self::Json => json(name, value)?,
        };
        match value {
            Some(value) => parameter::encode(name, &value, self.layout(place))
                .map(Some)
                .map_err(unwritable),
            None => Ok(None),
        }
    }

    fn layout(self, place: Place) -> Layout {
        match self {
            Self::Styled {
                style,
                explode,
                reserved,
            } => {
                let layout = Layout::new(place, style, explode);
                if reserved { layout.reserved() } else { layout }
            }
            Self::Json | Self::Text => {
                let style = match place {
                    Place::Path | Place::Header => Style::Simple,
                    Place::Query | Place::Cookie | Place::Body => Style::Form,
                };
                Layout::new(place, style, false)
            }
        }
    }
}

/// The JSON text as one value. What only a string can hold is escaped, so that the text is ASCII and fits a header, too.
fn json<T: Serialize + ?Sized>(name: &str, value: &T) -> Result<Option<Value>, InvalidRequest> {
    let text = serde_json::to_string(value)
        .map_err(|_| InvalidRequest::new(format!("write the value of `{name}`")))?;
    if text == "null" {
        return Ok(None);
    }
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii() {
            ascii.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                ascii.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    Ok(Some(Value::Text(ascii)))
}

#[cfg(test)]
mod tests {
    use concierge_runtime::{Place, parameter::Style};
    use serde_json::json;

    use super::Written;

    #[test]
    fn json_travels_as_one_ascii_text() {
        let value = json!({"größe": [1, "a,b"]});
        for (place, expected) in [
            (Place::Header, r#"{"gr\u00f6\u00dfe":[1,"a,b"]}"#),
            (
                Place::Query,
                "f=%7B%22gr%5Cu00f6%5Cu00dfe%22%3A%5B1%2C%22a%2Cb%22%5D%7D",
            ),
        ] {
            let text = Written::Json.text(place, "f", &value).expect("written");
            assert_eq!(text.as_deref(), Some(expected));
        }
        assert_eq!(
            Written::Json.text(Place::Query, "f", &None::<i64>),
            Ok(None)
        );
    }

    #[test]
    fn what_a_style_cannot_carry_is_told_by_its_name() {
        let value = json!({"a": {"b": 1}});
        let error = Written::new(Style::Form, true)
            .text(Place::Query, "filter", &value)
            .expect_err("nested");
        assert!(
            error
                .to_string()
                .starts_with("`filter`: write the parameter"),
            "{error}"
        );
    }
}
