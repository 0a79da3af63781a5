//! How to reach a customer, and what may be shown of it.

use std::fmt;

use super::order::email_key;

/// The way to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// A text message.
    Sms,
    /// An e-mail.
    Email,
}

impl Channel {
    /// The stored word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }
}

/// Where a message goes, in the form in which destinations are compared. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Destination {
    channel: Channel,
    value: String,
}

impl Destination {
    /// A telephone; only its digits count, and a plus in front.
    #[must_use]
    pub fn phone(given: &str) -> Self {
        let plus = if given.trim_start().starts_with('+') {
            "+"
        } else {
            ""
        };
        let digits: String = given.chars().filter(char::is_ascii_digit).collect();
        Self {
            channel: Channel::Sms,
            value: format!("{plus}{digits}"),
        }
    }

    /// A mailbox; case does not count.
    #[must_use]
    pub fn email(given: &str) -> Self {
        Self {
            channel: Channel::Email,
            value: email_key(given),
        }
    }

    /// The way.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel
    }

    /// Where to; personal.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// So much of it that its owner knows it, and nobody else: the last four digits, or the first letter and the domain.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.channel {
            Channel::Sms => mask_phone(&self.value),
            Channel::Email => mask_email(&self.value),
        }
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Destination({}, ..)", self.channel.code())
    }
}

/// Fewest digits of which four may be seen.
const PHONE_DIGITS_MIN: usize = 7;

fn mask_phone(value: &str) -> String {
    let digits = value.trim_start_matches('+');
    let last = digits
        .len()
        .checked_sub(4)
        .filter(|_| digits.len() >= PHONE_DIGITS_MIN)
        .and_then(|at| digits.get(at..));
    match last {
        None => "***".to_owned(),
        Some(last) if value.starts_with("+1") && digits.len() == 11 => {
            format!("+1 (***) ***-{last}")
        }
        Some(last) => format!("***-{last}"),
    }
}

fn mask_email(value: &str) -> String {
    let (name, domain) = value.rsplit_once('@').unwrap_or(("", value));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{domain}")
        .chars()
        .take(MASKED_MAX)
        .collect()
}

/// What the contract takes for an address, and so for a masked one.
const MASKED_MAX: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_destination_are_one() {
        for (given, value, masked) in [
            ("+1 (212) 555-7890", "+12125557890", "+1 (***) ***-7890"),
            ("+1.212.555.7890", "+12125557890", "+1 (***) ***-7890"),
            (" +49 30 1234567", "+49301234567", "***-4567"),
            ("030 123 4567", "0301234567", "***-4567"),
            ("123-456", "123456", "***"),
            ("+", "+", "***"),
        ] {
            let found = Destination::phone(given);
            assert_eq!(
                (found.channel(), found.value(), found.masked().as_str()),
                (Channel::Sms, value, masked)
            );
        }
        for (given, value, masked) in [
            (
                " Olivia@Example.com ",
                "olivia@example.com",
                "o***@example.com",
            ),
            ("ö@example.com", "ö@example.com", "ö***@example.com"),
            (
                "\"a@b\"@example.com",
                "\"a@b\"@example.com",
                "\"***@example.com",
            ),
        ] {
            let found = Destination::email(given);
            assert_eq!(
                (found.channel(), found.value(), found.masked().as_str()),
                (Channel::Email, value, masked)
            );
        }
    }

    #[test]
    fn a_destination_is_not_shown() {
        let found = Destination::email("olivia@example.com");
        assert_eq!(format!("{found:?}"), "Destination(email, ..)");
    }
}
