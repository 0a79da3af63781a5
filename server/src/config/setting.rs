//! One thing that an operator may decide.

/// One thing that an operator may decide, in a file, in the environment, or by a flag.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its place in the file: `table.key`, or a bare key.
    pub name: &'static str,
    /// Its flag, without the dashes; secrets have none, because other users of the machine can read those.
    pub flag: Option<&'static str>,
    /// Its variable of the environment.
    pub variable: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// What it is when nobody decides, as text; empty for nothing.
    pub default: &'static str,
    /// What it decides, as one sentence.
    pub meaning: &'static str,
}

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text; the example is what advice shows.
    Text(&'static str),
    /// A path of a file or a folder.
    Path,
    /// A whole number between two, both included.
    Number(u64, u64),
    /// A number above 0.
    Factor,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any number of texts; the example is what advice shows.
    List(&'static str),
    /// On or off.
    Switch,
    /// A text that nothing ever shows.
    Secret,
}

impl Setting {
    /// The table of the file in which it stands; empty for the top.
    #[must_use]
    pub fn room(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(room, _)| room)
    }

    /// Its key within that table.
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }
}

impl Kind {
    /// Whether a text can be read as such. Lists are asked item by item.
    #[must_use]
    pub fn takes(self, text: &str) -> bool {
        match self {
            Self::Text(_) | Self::Path | Self::List(_) | Self::Secret => true,
            Self::Number(least, most) => text
                .parse::<u64>()
                .is_ok_and(|number| (least..=most).contains(&number)),
            Self::Factor => text
                .parse::<f64>()
                .is_ok_and(|factor| factor.is_finite() && factor > 0.0),
            Self::Choice(words) => words.contains(&text),
            Self::Switch => matches!(text, "true" | "false"),
        }
    }

    /// What to write.
    #[must_use]
    pub fn advice(self) -> String {
        match self {
            Self::Text(example) => format!("write a text, for example {example}"),
            Self::Path => "write a path".to_owned(),
            Self::Number(least, most) => {
                format!("write a whole number from {least} to {most}, without quotes in a file")
            }
            Self::Factor => {
                "write a number above 0, for example 2.5, without quotes in a file".to_owned()
            }
            Self::Choice(words) => format!("write {}", one_of(words)),
            Self::List(example) => format!(
                "write a list, for example [\"{example}\"] in a file and {example} elsewhere, with commas between several"
            ),
            Self::Switch => "write true or false, without quotes in a file".to_owned(),
            Self::Secret => "write a text".to_owned(),
        }
    }
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
