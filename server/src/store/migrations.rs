//! The schema, as numbered steps that are applied once and never change.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};

use super::fault::OpenError;

struct Migration {
    version: i64,
    sql: &'static str,
}

/// Add to the end; never change what was released.
const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        sql: include_str!("migrations/0001_concierge.sql"),
    },
    Migration {
        version: 2,
        sql: include_str!("migrations/0002_widget.sql"),
    },
    Migration {
        version: 3,
        sql: include_str!("migrations/0003_trace.sql"),
    },
    Migration {
        version: 4,
        sql: include_str!("migrations/0004_background.sql"),
    },
    Migration {
        version: 5,
        sql: include_str!("migrations/0005_retention.sql"),
    },
    Migration {
        version: 6,
        sql: include_str!("migrations/0006_delivery.sql"),
    },
    Migration {
        version: 7,
        sql: include_str!("migrations/0007_search.sql"),
    },
];

/// The newest version that this server knows.
pub(super) fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.version)
}

/// Brings a database to the newest schema.
pub(super) fn migrate(connection: &mut Connection, path: &str) -> Result<(), OpenError> {
    apply(connection, MIGRATIONS).map_err(|error| match error {
        Refused::Database(source) => OpenError::Database {
            path: path.to_owned(),
            source: Box::new(source),
        },
        Refused::Newer { found, known } => OpenError::Newer { found, known },
        Refused::Changed { version } => OpenError::Changed { version },
    })
}

#[derive(Debug)]
enum Refused {
    Database(rusqlite::Error),
    Newer { found: i64, known: i64 },
    Changed { version: i64 },
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// All in one transaction, which is the only writer: two servers that start at once don't apply a step twice.
fn apply(connection: &mut Connection, migrations: &[Migration]) -> Result<(), Refused> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(
        "CREATE TABLE IF NOT EXISTS migrations (
            version INTEGER NOT NULL PRIMARY KEY,
            checksum TEXT NOT NULL,
            applied_at_s INTEGER NOT NULL DEFAULT (unixepoch())
        ) STRICT",
    )?;
    let known = migrations.last().map_or(0, |migration| migration.version);
    let found: i64 = transaction.query_row(
        "SELECT coalesce(max(version), 0) FROM migrations",
        [],
        |row| row.get(0),
    )?;
    if found > known {
        return Err(Refused::Newer { found, known });
    }
    for migration in migrations {
        step(&transaction, migration)?;
    }
    transaction.commit()?;
    Ok(())
}

fn step(connection: &Connection, migration: &Migration) -> Result<(), Refused> {
    let checksum = hex::encode(Sha256::digest(migration.sql));
    let applied: Option<String> = connection
        .query_row(
            "SELECT checksum FROM migrations WHERE version = ?1",
            [migration.version],
            |row| row.get(0),
        )
        .optional()?;
    match applied {
        Some(applied) if applied == checksum => Ok(()),
        Some(_) => Err(Refused::Changed {
            version: migration.version,
        }),
        None => {
            connection.execute_batch(migration.sql)?;
            connection.execute(
                "INSERT INTO migrations (version, checksum) VALUES (?1, ?2)",
                params![migration.version, checksum],
            )?;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Migration = Migration {
        version: 1,
        sql: "CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT",
    };
    const SECOND: Migration = Migration {
        version: 2,
        sql: "CREATE TABLE b (id INTEGER PRIMARY KEY) STRICT",
    };

    fn connection() -> Connection {
        Connection::open_in_memory().expect("a database")
    }

    #[test]
    fn steps_are_applied_once_and_in_order() {
        let mut connection = connection();
        apply(&mut connection, &[FIRST]).expect("the first step");
        apply(&mut connection, &[FIRST, SECOND]).expect("the second step");
        apply(&mut connection, &[FIRST, SECOND]).expect("nothing left to do");
        connection
            .execute_batch("INSERT INTO a DEFAULT VALUES; INSERT INTO b DEFAULT VALUES")
            .expect("both tables");
    }

    #[test]
    fn a_newer_store_is_refused() {
        let mut connection = connection();
        apply(&mut connection, &[FIRST, SECOND]).expect("both steps");
        assert!(matches!(
            apply(&mut connection, &[FIRST]),
            Err(Refused::Newer { found: 2, known: 1 })
        ));
    }

    #[test]
    fn a_changed_step_is_refused() {
        let mut connection = connection();
        apply(&mut connection, &[FIRST]).expect("the step");
        let changed = Migration {
            version: 1,
            sql: "CREATE TABLE a (id TEXT PRIMARY KEY) STRICT",
        };
        assert!(matches!(
            apply(&mut connection, &[changed]),
            Err(Refused::Changed { version: 1 })
        ));
    }

    #[test]
    fn a_failed_step_leaves_nothing() {
        let mut connection = connection();
        let broken = Migration {
            version: 2,
            sql: "CREATE TABLE b (id INTEGER PRIMARY KEY) STRICT; CREATE NONSENSE",
        };
        assert!(matches!(
            apply(&mut connection, &[FIRST, broken]),
            Err(Refused::Database(_))
        ));
        apply(&mut connection, &[FIRST, SECOND]).expect("a fresh start");
    }

    /// What the first servers kept is kept by every later one.
    #[test]
    fn rows_of_the_first_schema_survive_every_step() {
        let mut connection = connection();
        apply(&mut connection, &MIGRATIONS[..2]).expect("the first schema");
        connection
            .execute_batch(
                "INSERT INTO shortlists VALUES ('sl_1', 'sess_1', '[]', 1, 2, 3);
                 INSERT INTO feedback VALUES ('csat_1', 'sess_1', '', 'poor', 1, NULL, 'a comment', NULL, 4);
                 INSERT INTO inspiration VALUES ('ins_1', 'sess_1', NULL, 'image/png', 5, 'content', 'approved', 6, 7);
                 INSERT INTO events (id, name, subject, facts, request_id, at_ms, published_at_ms) VALUES ('e', 'n', 's', '{}', 'r', 8, NULL);",
            )
            .expect("rows");
        apply(&mut connection, MIGRATIONS).expect("every later step");
        let kept: String = connection
            .query_row(
                "SELECT concat_ws(' ', (SELECT updated_at_ms FROM shortlists), (SELECT rating || ' ' || comment FROM feedback),
                     (SELECT file || ' ' || moderation_status || ' ' || scan FROM inspiration), (SELECT id || ' ' || state FROM events))",
                [],
                |row| row.get(0),
            )
            .expect("a row of each");
        assert_eq!(kept, "2 poor a comment content approved waiting e waiting");
    }

    /// The tags of pieces that are there already, and of those that come, change and go.
    #[test]
    fn tags_of_pieces_are_what_the_pieces_say() {
        let mut connection = connection();
        apply(&mut connection, &MIGRATIONS[..6]).expect("the schema before");
        let insert = |connection: &Connection, id: &str, tags: &str| {
            connection
                .execute(
                    "INSERT INTO products (id, slug, title, currency, tags, category, category_key, ready_to_ship, stock, bestseller_permille,
                         limited_drop, created_at_ms)
                     VALUES (?1, '', '', 'EUR', ?2, '', '', 1, 1, 1, 0, 1)",
                    params![id, tags],
                )
                .expect("a piece");
        };
        insert(&connection, "old", r#"["gold","gift","gold"]"#);
        insert(&connection, "odd", "no list");
        apply(&mut connection, MIGRATIONS).expect("every later step");
        insert(&connection, "new", r#"["halo","halo"]"#);
        let tags = |connection: &Connection| -> String {
            connection
                .query_row(
                    "SELECT group_concat(product_id || ':' || tag, ' ') FROM (SELECT * FROM product_tags ORDER BY 1, 2)",
                    [],
                    |row| row.get(0),
                )
                .expect("tags")
        };
        assert_eq!(tags(&connection), "new:halo old:gift old:gold");
        connection
            .execute_batch(
                "UPDATE products SET tags = '[\"pave\"]', price_cents = 5 WHERE id = 'old'; DELETE FROM products WHERE id = 'new'",
            )
            .expect("changes");
        assert_eq!(tags(&connection), "old:pave");
    }

    #[test]
    fn the_schema_itself_applies() {
        let mut connection = connection();
        apply(&mut connection, MIGRATIONS).expect("the schema");
        let versions: Vec<i64> = MIGRATIONS
            .iter()
            .map(|migration| migration.version)
            .collect();
        let expected: Vec<i64> = (1..).take(versions.len()).collect();
        assert_eq!(versions, expected);
    }
}
