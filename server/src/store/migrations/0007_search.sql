-- Each search walks one index in the order that it answers in, and sees in it whether a piece is one that is asked for. That a piece has a price is
-- said in so many words, so that a bound of the price is free to be looked up or only held against the pieces.
DROP INDEX products_featured;
DROP INDEX products_newest;
DROP INDEX products_price;

CREATE INDEX products_featured ON products (bestseller_permille DESC, created_at_ms DESC, id DESC, price_cents, ready_to_ship, metal_key)
    WHERE is_active = 1 AND price_cents IS NOT NULL;
CREATE INDEX products_newest ON products (created_at_ms DESC, id DESC, price_cents, ready_to_ship, metal_key)
    WHERE is_active = 1 AND price_cents IS NOT NULL;
CREATE INDEX products_price ON products (price_cents, id, ready_to_ship, metal_key)
    WHERE is_active = 1 AND price_cents IS NOT NULL;

CREATE INDEX products_category_featured
    ON products (category_key, bestseller_permille DESC, created_at_ms DESC, id DESC, price_cents, ready_to_ship, metal_key)
    WHERE is_active = 1 AND price_cents IS NOT NULL;
CREATE INDEX products_category_newest ON products (category_key, created_at_ms DESC, id DESC, price_cents, ready_to_ship, metal_key)
    WHERE is_active = 1 AND price_cents IS NOT NULL;
CREATE INDEX products_category_price ON products (category_key, price_cents, id, ready_to_ship, metal_key)
    WHERE is_active = 1 AND price_cents IS NOT NULL;

-- Each tag of each piece, with what pieces are ordered by. The triggers keep it as products.tags says, whoever writes.
CREATE TABLE product_tags (
    product_id TEXT NOT NULL,
    tag TEXT NOT NULL,
    bestseller_permille INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    price_cents INTEGER,
    PRIMARY KEY (product_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX product_tags_featured ON product_tags (tag, bestseller_permille DESC, created_at_ms DESC, product_id DESC, price_cents)
    WHERE price_cents IS NOT NULL;
CREATE INDEX product_tags_newest ON product_tags (tag, created_at_ms DESC, product_id DESC, price_cents) WHERE price_cents IS NOT NULL;
CREATE INDEX product_tags_price ON product_tags (tag, price_cents, product_id) WHERE price_cents IS NOT NULL;

CREATE TRIGGER product_tags_of_new AFTER INSERT ON products BEGIN
    INSERT INTO product_tags
    SELECT DISTINCT new.id, value, new.bestseller_permille, new.created_at_ms, new.price_cents
    FROM json_each(CASE WHEN json_valid(new.tags) THEN new.tags ELSE '[]' END) WHERE type = 'text';
END;

CREATE TRIGGER product_tags_of_changed AFTER UPDATE OF id, tags, bestseller_permille, created_at_ms, price_cents ON products BEGIN
    DELETE FROM product_tags WHERE product_id = old.id;
    INSERT INTO product_tags
    SELECT DISTINCT new.id, value, new.bestseller_permille, new.created_at_ms, new.price_cents
    FROM json_each(CASE WHEN json_valid(new.tags) THEN new.tags ELSE '[]' END) WHERE type = 'text';
END;

CREATE TRIGGER product_tags_of_removed AFTER DELETE ON products BEGIN
    DELETE FROM product_tags WHERE product_id = old.id;
END;

INSERT INTO product_tags
SELECT DISTINCT products.id, value, bestseller_permille, created_at_ms, price_cents
FROM products, json_each(CASE WHEN json_valid(tags) THEN tags ELSE '[]' END) AS tag WHERE tag.type = 'text';
