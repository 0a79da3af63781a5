//! Searches: every filter, every order, and pages that neither skip nor repeat.

use concierge_server::domain::DAY_MS;
use concierge_server::domain::product::Product;
use concierge_server::domain::search::{Filters, Search, Sort, page};

use crate::fixture::{NOW_MS, Shelf, product};

async fn filled(products: Vec<Product>) -> Shelf {
    let shelf = Shelf::new();
    shelf
        .store
        .write(move |tx| {
            for product in &products {
                tx.insert_product(product)?;
            }
            Ok(())
        })
        .await
        .expect("a catalogue");
    shelf
}

fn search(filters: Filters, sort: Sort) -> Search {
    Search {
        filters,
        sort,
        limit: 25,
        after: None,
    }
}

async fn found(shelf: &Shelf, search: Search) -> Vec<String> {
    let products = shelf
        .store
        .read(move |reads| reads.search_products(&search))
        .await
        .expect("a result");
    products.into_iter().map(|product| product.id).collect()
}

#[tokio::test]
async fn each_filter_narrows_the_result() {
    let shelf = filled(vec![
        product("plain"),
        Product {
            category: "Necklaces".to_owned(),
            ..product("necklace")
        },
        Product {
            price_cents: Some(99_900),
            ..product("dear")
        },
        Product {
            ready_to_ship: false,
            ..product("made")
        },
        Product {
            metal: Some("Platinum".to_owned()),
            ..product("platinum")
        },
        Product {
            metal: None,
            ..product("unknown metal")
        },
        Product {
            tags: vec!["Gold".to_owned(), "Bridal Set".to_owned()],
            ..product("tagged")
        },
        Product {
            price_cents: None,
            ..product("priceless")
        },
        Product {
            price_cents: Some(0),
            ..product("on request")
        },
    ])
    .await;
    let one = |change: fn(&mut Filters)| {
        let mut filters = Filters::default();
        change(&mut filters);
        search(filters, Sort::PriceAscending)
    };
    let cases: Vec<(Search, &[&str])> = vec![
        (
            one(|filters| filters.category = Some("necklace".to_owned())),
            &["necklace"],
        ),
        (
            one(|filters| filters.price_min_cents = Some(42_001)),
            &["dear"],
        ),
        (
            one(|filters| filters.price_min_cents = Some(99_900)),
            &["dear"],
        ),
        (
            one(|filters| filters.price_max_cents = Some(0)),
            &["on request"],
        ),
        (
            one(|filters| filters.ready_to_ship = Some(false)),
            &["made"],
        ),
        (
            one(|filters| filters.metal = Some("platinum".to_owned())),
            &["platinum"],
        ),
        (
            one(|filters| filters.tags = vec!["bridal_set".to_owned(), "gold".to_owned()]),
            &["tagged"],
        ),
        (one(|filters| filters.tags = vec!["silver".to_owned()]), &[]),
        (
            one(|_| ()),
            &[
                "on request",
                "made",
                "necklace",
                "plain",
                "platinum",
                "tagged",
                "unknown metal",
                "dear",
            ],
        ),
    ];
    for (search, expected) in cases {
        assert_eq!(
            found(&shelf, search.clone()).await,
            expected,
            "{:?}",
            search.filters
        );
    }
}

#[tokio::test]
async fn each_order_is_kept_over_pages_of_every_size() {
    // Few distinct values, so that ties are common.
    let products: Vec<Product> = (0..40i64)
        .map(|at| Product {
            bestseller_permille: (at * 7) % 4,
            created_at_ms: NOW_MS - ((at * 11) % 5) * DAY_MS,
            price_cents: Some(((at * 13) % 3) * 100),
            ..product(&format!("piece-{at:02}"))
        })
        .collect();
    let shelf = filled(products.clone()).await;
    for sort in [
        Sort::Featured,
        Sort::Newest,
        Sort::PriceAscending,
        Sort::PriceDescending,
    ] {
        let mut expected = products.clone();
        expected.sort_by(|a, b| {
            let by_price = a.price_cents.cmp(&b.price_cents);
            let by_age = b.created_at_ms.cmp(&a.created_at_ms);
            match sort {
                Sort::Featured => b
                    .bestseller_permille
                    .cmp(&a.bestseller_permille)
                    .then(by_age)
                    .then(b.id.cmp(&a.id)),
                Sort::Newest => by_age.then(b.id.cmp(&a.id)),
                Sort::PriceAscending => by_price.then(a.id.cmp(&b.id)),
                Sort::PriceDescending => by_price.reverse().then(b.id.cmp(&a.id)),
            }
        });
        let expected: Vec<String> = expected.into_iter().map(|product| product.id).collect();
        for limit in [1, 7, 25] {
            assert_eq!(
                walk(&shelf, sort, limit).await,
                expected,
                "{sort:?} by {limit}"
            );
        }
    }
}

async fn walk(shelf: &Shelf, sort: Sort, limit: u32) -> Vec<String> {
    let mut all = Vec::new();
    let mut search = Search {
        filters: Filters::default(),
        sort,
        limit,
        after: None,
    };
    loop {
        let asked = search.clone();
        let found = shelf
            .store
            .read(move |reads| reads.search_products(&asked))
            .await
            .expect("a page");
        let (products, next) = page(&search, found);
        assert!(products.len() <= usize::try_from(limit).expect("small"));
        all.extend(products.into_iter().map(|product| product.id));
        match next {
            Some(next) => search.after = Some(next),
            None => return all,
        }
    }
}

#[tokio::test]
async fn a_walk_survives_what_comes_and_sees_what_stays() {
    let shelf = filled((0..10).map(|at| product(&format!("piece-{at}"))).collect()).await;
    let first = Search {
        filters: Filters::default(),
        sort: Sort::PriceAscending,
        limit: 5,
        after: None,
    };
    let asked = first.clone();
    let (seen, next) = page(
        &first,
        shelf
            .store
            .read(move |reads| reads.search_products(&asked))
            .await
            .expect("a page"),
    );
    let cheaper = Product {
        price_cents: Some(1),
        ..product("a newcomer")
    };
    shelf
        .store
        .write(move |tx| tx.insert_product(&cheaper))
        .await
        .expect("added");
    let rest = found(
        &shelf,
        Search {
            after: next,
            limit: 25,
            ..first
        },
    )
    .await;
    let all: Vec<String> = seen
        .into_iter()
        .map(|product| product.id)
        .chain(rest)
        .collect();
    let expected: Vec<String> = (0..10).map(|at| format!("piece-{at}")).collect();
    assert_eq!(all, expected);
}
