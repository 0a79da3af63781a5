//! Rows of ratings.

use rusqlite::{Connection, OptionalExtension as _, named_params};

use super::fault::Unreadable;
use crate::domain::csat::{Feedback, Rating};

/// What a session said of an intent, or of none.
pub(super) fn rating(
    connection: &Connection,
    session_id: &str,
    intent: Option<&str>,
) -> rusqlite::Result<Option<Rating>> {
    let mut statement = connection
        .prepare_cached("SELECT rating FROM feedback WHERE session_id = ?1 AND intent = ?2")?;
    let word: Option<String> = statement
        .query_row([session_id, intent.unwrap_or_default()], |row| row.get(0))
        .optional()?;
    let rating = |word: String| {
        Rating::from_code(&word).ok_or(Unreadable {
            column: "feedback.rating",
        })
    };
    Ok(word.map(rating).transpose()?)
}

/// Whether a session left a negative rating for any intent.
pub(super) fn is_any_negative(connection: &Connection, session_id: &str) -> rusqlite::Result<bool> {
    let mut statement =
        connection.prepare_cached("SELECT rating FROM feedback WHERE session_id = ?1")?;
    let words: Vec<String> = statement
        .query_map([session_id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut ratings = words.iter().filter_map(|word| Rating::from_code(word));
    Ok(ratings.any(Rating::is_negative))
}

pub(super) fn insert(connection: &Connection, feedback: &Feedback) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO feedback (id, session_id, intent, rating, order_number, comment, metadata, created_at_ms)
         VALUES (:id, :session_id, :intent, :rating, :order_number, :comment, :metadata, :created_at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": feedback.id,
        ":session_id": feedback.session_id,
        ":intent": feedback.intent.as_deref().unwrap_or_default(),
        ":rating": feedback.rating.code(),
        ":order_number": feedback.order_number,
        ":comment": feedback.comment,
        ":metadata": feedback.metadata,
        ":created_at_ms": feedback.created_at_ms,
    })?;
    Ok(())
}
