//! The statement behind a search: it walks one index in the order of the answer, and never sorts.

use rusqlite::types::ToSql;

use crate::domain::cursor::Position;
use crate::domain::search::{Filters, Search, Sort};

const COLUMNS: &str = "products.id, slug, title, spec_line, products.price_cents, currency, image, tags, category, metal, gemstone, \
     ready_to_ship, stock, shipping_promise, products.bestseller_permille, limited_drop, products.created_at_ms";

/// A statement and what it is asked with.
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) parameters: Vec<(String, Box<dyn ToSql>)>,
}

/// What is walked: pieces, or the tags of pieces.
struct Walk {
    /// Its table.
    table: &'static str,
    /// The columns of the order, as the index has them.
    columns: Vec<String>,
    descending: bool,
}

impl Query {
    pub(super) fn of(search: &Search) -> Self {
        let mut query = Self {
            sql: format!("SELECT {COLUMNS} FROM "),
            parameters: Vec::new(),
        };
        let walk = query.begin(search);
        query.filter_prices(search, &walk);
        query.filter(&search.filters);
        if let Some(after) = &search.after {
            query.begin_after(after, &walk);
        }
        query.order_by(&walk);
        query.bind(" LIMIT ?", "limit", i64::from(search.limit) + 1);
        query
    }

    /// Names the index: left to choose, the planner prefers a bound of the price to the order, and sorts.
    fn begin(&mut self, search: &Search) -> Walk {
        let (order, columns, descending): (_, &[_], _) = match search.sort {
            Sort::Featured => ("featured", &["bestseller_permille", "created_at_ms"], true),
            Sort::Newest => ("newest", &["created_at_ms"], true),
            Sort::PriceAscending => ("price", &["price_cents"], false),
            Sort::PriceDescending => ("price", &["price_cents"], true),
        };
        let filters = &search.filters;
        let (table, id) = if let [first, others @ ..] = filters.tags.as_slice() {
            self.sql.push_str(&format!(
                "product_tags INDEXED BY product_tags_{order} CROSS JOIN products ON products.id = product_tags.product_id"
            ));
            self.bind(" WHERE product_tags.tag = ?", "tag", first.clone());
            for (at, tag) in others.iter().enumerate() {
                let has = " AND EXISTS (SELECT 1 FROM product_tags AS other WHERE other.product_id = products.id AND other.tag = ?)";
                self.bind(has, &format!("tag_{at}"), tag.clone());
            }
            self.sql
                .push_str(" AND product_tags.price_cents IS NOT NULL AND");
            ("product_tags", "product_id")
        } else {
            let category = if filters.category.is_some() {
                "category_"
            } else {
                ""
            };
            self.sql.push_str(&format!(
                "products INDEXED BY products_{category}{order} WHERE"
            ));
            ("products", "id")
        };
        self.sql
            .push_str(" products.is_active = 1 AND products.price_cents IS NOT NULL");
        let columns = columns.iter().chain([&id]);
        Walk {
            table,
            columns: columns.map(|column| format!("{table}.{column}")).collect(),
            descending,
        }
    }

    /// A price bounds where the walk begins and ends when it is the order, unless the last page says better where it begins; `+` keeps it from
    /// being looked up.
    fn filter_prices(&mut self, search: &Search, walk: &Walk) {
        let column = format!("{}.price_cents", walk.table);
        let is_by_price = matches!(search.sort, Sort::PriceAscending | Sort::PriceDescending);
        let plus = |begun: Sort| {
            let is_looked_up = is_by_price && (search.sort != begun || search.after.is_none());
            if is_looked_up { "" } else { "+" }
        };
        let filters = &search.filters;
        let min = filters.price_min_cents.unwrap_or(0).max(0);
        let sql = format!(" AND {}{column} >= ?", plus(Sort::PriceAscending));
        self.bind(&sql, "price_min", min);
        if let Some(cents) = filters.price_max_cents {
            let sql = format!(" AND {}{column} <= ?", plus(Sort::PriceDescending));
            self.bind(&sql, "price_max", cents);
        }
    }

    fn filter(&mut self, filters: &Filters) {
        if let Some(category) = &filters.category {
            self.bind(" AND category_key = ?", "category", category.clone());
        }
        if let Some(ready) = filters.ready_to_ship {
            self.bind(" AND ready_to_ship = ?", "ready", ready);
        }
        if let Some(metal) = &filters.metal {
            self.bind(" AND metal_key = ?", "metal", metal.clone());
        }
    }

    fn begin_after(&mut self, after: &Position, walk: &Walk) {
        let compare = if walk.descending { "<" } else { ">" };
        let columns = walk.columns.join(", ");
        self.bind(
            &format!(" AND ({columns}) {compare} (?"),
            "first",
            after.first,
        );
        if walk.columns.len() > 2 {
            self.bind(", ?", "second", after.second);
        }
        self.bind(", ?)", "id", after.id.clone());
    }

    fn order_by(&mut self, walk: &Walk) {
        let direction = if walk.descending { " DESC" } else { "" };
        let ordered: Vec<String> = walk
            .columns
            .iter()
            .map(|column| format!("{column}{direction}"))
            .collect();
        self.sql.push_str(" ORDER BY ");
        self.sql.push_str(&ordered.join(", "));
    }

    /// Adds a piece of the statement; its question mark becomes the parameter with that name.
    fn bind(&mut self, sql: &str, name: &str, value: impl ToSql + 'static) {
        let name = format!(":{name}");
        self.sql.push_str(&sql.replace('?', &name));
        self.parameters.push((name, Box::new(value)));
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::super::{catalogue, migrations};
    use super::*;
    use crate::domain::product::{Product, category_key, metal_key, tag_key};
    use crate::domain::search::page;
    use crate::seed::products;

    const SORTS: [Sort; 4] = [
        Sort::Featured,
        Sort::Newest,
        Sort::PriceAscending,
        Sort::PriceDescending,
    ];

    /// Pieces with few distinct values, so that ties are common, some without a price.
    fn pieces() -> Vec<Product> {
        let patterns = products(1_000_000_000_000);
        let tags = ["gold", "Gift Idea", "halo", "pave"];
        let piece = |at: i64| {
            let step = usize::try_from(at).expect("small");
            let mut piece = patterns[step % patterns.len()].clone();
            piece.id = format!("piece-{at:04}");
            piece.price_cents = (at % 11 != 0).then_some((at * 37 % 40) * 100 - 100);
            piece.bestseller_permille = at * 7_919 % 50;
            piece.created_at_ms = at * 13 % 30;
            piece.ready_to_ship = at % 3 != 0;
            piece.tags = (0..4)
                .filter(|bit| (at >> bit) & 1 == 1)
                .map(|bit| tags[bit].to_owned())
                .collect();
            piece
        };
        (0..400).map(piece).collect()
    }

    fn filled(pieces: &[Product]) -> Connection {
        let mut connection = Connection::open_in_memory().expect("a database");
        migrations::migrate(&mut connection, "memory").expect("the schema");
        for piece in pieces {
            catalogue::insert(&connection, piece).expect("a piece");
        }
        connection
    }

    /// Every mix of filters.
    fn filters() -> Vec<Filters> {
        let mut all = Vec::new();
        for bits in 0..32u32 {
            for tags in [
                &[][..],
                &["gold"],
                &["gift_idea", "gold", "pave"],
                &["unheard_of"],
            ] {
                let has = |bit: u32| bits & (1 << bit) != 0;
                all.push(Filters {
                    category: has(0).then(|| "ring".to_owned()),
                    price_min_cents: has(1).then_some(500),
                    price_max_cents: has(2).then_some(3_000),
                    ready_to_ship: has(3).then_some(true),
                    metal: has(4).then(|| "14k_yellow".to_owned()),
                    tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
                });
            }
        }
        all
    }

    fn fits(filters: &Filters, piece: &Product) -> bool {
        let has = |tag: &String| {
            piece
                .tags
                .iter()
                .any(|own| tag_key(own).as_ref() == Some(tag))
        };
        let metal = piece.metal.as_deref().map(metal_key);
        piece.price_cents.is_some_and(|cents| {
            cents >= filters.price_min_cents.unwrap_or(0)
                && cents <= filters.price_max_cents.unwrap_or(i64::MAX)
        }) && filters
            .category
            .as_ref()
            .is_none_or(|key| *key == category_key(&piece.category))
            && filters
                .ready_to_ship
                .is_none_or(|ready| ready == piece.ready_to_ship)
            && filters
                .metal
                .as_ref()
                .is_none_or(|key| metal.as_ref() == Some(key))
            && filters.tags.iter().all(has)
    }

    /// The ids that a reading of every piece finds.
    fn expected(pieces: &[Product], filters: &Filters, sort: Sort) -> Vec<String> {
        let mut found: Vec<(i64, i64, &str)> = pieces
            .iter()
            .filter(|piece| fits(filters, piece))
            .map(|piece| {
                let position = sort.position(piece);
                (position.first, position.second, piece.id.as_str())
            })
            .collect();
        found.sort_unstable();
        if sort != Sort::PriceAscending {
            found.reverse();
        }
        found.into_iter().map(|(_, _, id)| id.to_owned()).collect()
    }

    fn walked(connection: &Connection, filters: &Filters, sort: Sort) -> Vec<String> {
        let mut search = Search {
            filters: filters.clone(),
            sort,
            limit: 25,
            after: None,
        };
        let mut ids = Vec::new();
        loop {
            let found = catalogue::search(connection, &search).expect("a page");
            let (found, next) = page(&search, found);
            ids.extend(found.into_iter().map(|piece| piece.id));
            match next {
                Some(next) => search.after = Some(next),
                None => return ids,
            }
        }
    }

    #[test]
    fn searches_find_what_a_reading_of_every_piece_finds() {
        let pieces = pieces();
        let connection = filled(&pieces);
        let mut longest = 0;
        for filters in filters() {
            for sort in SORTS {
                let found = walked(&connection, &filters, sort);
                assert_eq!(
                    found,
                    expected(&pieces, &filters, sort),
                    "{sort:?} {filters:?}"
                );
                longest = longest.max(found.len());
            }
        }
        assert!(longest > 300, "{longest}");
    }

    #[test]
    fn no_search_sorts_or_reads_a_whole_table() {
        let connection = filled(&pieces());
        let place = Position {
            first: 1,
            second: 1,
            id: "piece".to_owned(),
        };
        let searches: Vec<(Sort, Option<Position>)> = SORTS
            .into_iter()
            .flat_map(|sort| [(sort, None), (sort, Some(place.clone()))])
            .collect();
        // The planner chooses anew once it knows how the values spread.
        for prepare in ["", "ANALYZE"] {
            connection.execute_batch(prepare).expect("figures");
            for filters in filters() {
                for (sort, after) in &searches {
                    let query = Query::of(&Search {
                        filters: filters.clone(),
                        sort: *sort,
                        limit: 6,
                        after: after.clone(),
                    });
                    judge(&plan(&connection, &query), &query.sql);
                }
            }
        }
    }

    fn plan(connection: &Connection, query: &Query) -> Vec<String> {
        let mut statement = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {}", query.sql))
            .expect("a statement");
        let parameters: Vec<(&str, &dyn ToSql)> = query
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_ref()))
            .collect();
        let steps = statement.query_map(parameters.as_slice(), |row| row.get("detail"));
        steps
            .expect("a plan")
            .collect::<Result<_, _>>()
            .expect("its steps")
    }

    fn judge(steps: &[String], sql: &str) {
        let is_bounded = [
            "category_key =",
            "tag =",
            "AND (products.",
            "AND products.price_cents >= :",
        ]
        .iter()
        .any(|bound| sql.contains(bound));
        for step in steps {
            let is_walk = step.contains("INDEX")
                || step.contains("PRIMARY KEY")
                || step.contains("CORRELATED");
            assert!(is_walk && !step.contains("TEMP B-TREE"), "{sql}: {steps:?}");
            assert!(!is_bounded || !step.starts_with("SCAN"), "{sql}: {steps:?}");
        }
    }
}
