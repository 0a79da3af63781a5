//! Pieces without a price are told of.

use std::sync::{Arc, Mutex};

use concierge_server::background::prices::Unpriced;
use slog::{Drain, Key, Logger, Never, OwnedKVList, Record, Serializer, o};

use crate::house::House;

/// Remembers what was logged.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<String>>>);

struct Values(Vec<String>);

impl Serializer for Values {
    fn emit_arguments(&mut self, key: Key, value: &std::fmt::Arguments<'_>) -> slog::Result {
        self.0.push(format!("{key}={value}"));
        Ok(())
    }
}

impl Drain for Memory {
    type Ok = ();
    type Err = Never;

    fn log(&self, record: &Record<'_>, _: &OwnedKVList) -> Result<(), Never> {
        use slog::KV as _;
        let mut values = Values(vec![record.msg().to_string()]);
        record.kv().serialize(record, &mut values).expect("text");
        self.0
            .lock()
            .expect("nobody panicked")
            .push(values.0.join(" "));
        Ok(())
    }
}

#[tokio::test]
async fn each_is_told_of_once() {
    let house = House::new().await;
    let memory = Memory::default();
    let log = Logger::root(memory.clone(), o!());
    let mut unpriced = Unpriced::default();
    for _ in 0..2 {
        unpriced.tell(&house.app, &log).await.expect("told");
    }
    house.run("UPDATE products SET price_cents = NULL WHERE id = 'RING-HERO-001'");
    unpriced.tell(&house.app, &log).await.expect("told");
    assert_eq!(
        *memory.0.lock().expect("nobody panicked"),
        [
            "product.price_missing product=EAR-DRAFT-001",
            "product.price_missing product=RING-HERO-001"
        ]
    );
}
