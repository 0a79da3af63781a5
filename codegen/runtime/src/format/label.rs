//! Labels of host names that stand for other scripts: `xn--` and what it decodes to, by RFC 5890 to 5892.

use idna::uts46::{AsciiDenyList, Hyphens, Uts46};

/// True for every other label, and for one that decodes to letters which may stand together.
pub(super) fn is_label(label: &str) -> bool {
    let is_encoded = label
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("xn--"));
    if !is_encoded {
        return true;
    }
    let rules = Uts46::new();
    let (decoded, result) = rules.to_unicode(label.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
    result.is_ok() && keeps_contexts(&decoded)
}

/// RFC 5892: letters that are excepted (section 2.6), and those that need others beside them (appendix A).
fn keeps_contexts(label: &str) -> bool {
    let letters: Vec<char> = label.chars().collect();
    let has = |wanted: fn(char) -> bool| letters.iter().any(|letter| wanted(*letter));
    letters.iter().enumerate().all(|(index, letter)| {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        match letter {
            '\u{640}'
            | '\u{7fa}'
            | '\u{302e}'
            | '\u{302f}'
            | '\u{3031}'..='\u{3035}'
            | '\u{303b}' => false,
            '\u{b7}' => before == Some(&'l') && after == Some(&'l'),
            '\u{375}' => after.is_some_and(|letter| is_greek(*letter)),
            '\u{5f3}' | '\u{5f4}' => before.is_some_and(|letter| is_hebrew(*letter)),
            '\u{30fb}' => has(is_japanese),
            '\u{660}'..='\u{669}' => !has(|other| ('\u{6f0}'..='\u{6f9}').contains(&other)),
            '\u{6f0}'..='\u{6f9}' => !has(|other| ('\u{660}'..='\u{669}').contains(&other)),
            _ => true,
        }
    })
}

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

fn is_hebrew(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}')
}

/// Hiragana, Katakana or Han.
fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3005}' | '\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fd}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}
