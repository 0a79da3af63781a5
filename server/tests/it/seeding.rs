//! Made-up data: the same every time, of any size.

use std::path::Path;
use std::process::Command;

use concierge_server::domain::order::Lookup;
use concierge_server::seed::{Growth, fill, grow};
use rusqlite::types::Value;
use sha2::{Digest as _, Sha256};

use crate::fixture::{NOW_MS, Shelf};
use crate::process::Program;

fn growth(seed_number: u64) -> Growth {
    Growth {
        products: 2_000,
        orders: 2_000,
        seed_number,
    }
}

/// A checksum of every value of every row that seeding writes.
fn digest(folder: &Path) -> String {
    let database = rusqlite::Connection::open(folder.join("concierge.db")).expect("the database");
    let mut hash = Sha256::new();
    for table in [
        "products",
        "orders",
        "order_items",
        "order_history",
        "shortlists",
    ] {
        let mut statement = database
            .prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))
            .expect("a statement");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..columns {
                let value: Value = row.get(column).expect("a value");
                hash.update(format!("{value:?}\n"));
            }
        }
    }
    hex::encode(hash.finalize())
}

async fn grown(growth: Growth) -> Shelf {
    let shelf = Shelf::new();
    fill(&shelf.store, NOW_MS).await.expect("filled");
    grow(&shelf.store, growth, NOW_MS).await.expect("grown");
    shelf
}

fn count(shelf: &Shelf, table: &str) -> u32 {
    let database =
        rusqlite::Connection::open(shelf.folder.path().join("concierge.db")).expect("the database");
    database
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .expect("a count")
}

#[tokio::test]
async fn the_same_number_gives_the_same_rows_and_another_one_others() {
    let growth = growth(7);
    let (first, second) = (grown(growth).await, grown(growth).await);
    let base = Shelf::new();
    fill(&base.store, NOW_MS).await.expect("filled");
    for (table, added) in [("products", growth.products), ("orders", growth.orders)] {
        assert_eq!(count(&first, table), count(&base, table) + added, "{table}");
    }
    let expected = digest(first.folder.path());
    assert_eq!(digest(second.folder.path()), expected);
    grow(&second.store, growth, NOW_MS).await.expect("again");
    assert_eq!(
        digest(second.folder.path()),
        expected,
        "what is there stays"
    );
    let other = grown(Growth {
        seed_number: 8,
        ..growth
    });
    assert_ne!(digest(other.await.folder.path()), expected);
}

#[tokio::test]
async fn a_made_up_order_is_found_by_its_number() {
    let shelf = grown(Growth {
        products: 10,
        orders: 10,
        seed_number: 7,
    })
    .await;
    let lookup = Lookup {
        number: Some("GG-7-0000010".to_owned()),
        email: None,
        postal_code: None,
    };
    let found = shelf
        .store
        .read(move |reads| reads.find_order(&lookup))
        .await
        .expect("read");
    let (order, _) = found.expect("the last order");
    assert!(
        order
            .items
            .iter()
            .all(|item| item.sku.starts_with("GEN-7-"))
    );
}

#[test]
fn the_command_makes_the_same_store_twice() {
    let digests = [(); 2].map(|()| {
        let folder = tempfile::tempdir().expect("a folder");
        let words = [
            "seed",
            "--products",
            "40",
            "--orders",
            "30",
            "--seed-number",
            "5",
            "--at",
            "2026-01-02T03:04:05Z",
            "--data-dir",
        ];
        let output = Command::new(Program::binary())
            .args(words)
            .arg(folder.path())
            .output()
            .expect("it runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        digest(folder.path())
    });
    assert_eq!(digests[0], digests[1]);
    let output = Command::new(Program::binary())
        .args(["seed", "--orders", "3"])
        .output()
        .expect("it runs");
    assert!(!output.status.success(), "orders need pieces");
}
