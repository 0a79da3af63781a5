"""The product search, as FastAPI would serve it with care: the same store, the same rules, the same answers.

Each worker has one connection, opened for reading only, that keeps its prepared statements: a query takes less than the way to a thread
pool and back, and the interpreter runs one thread at a time in any case. The body is checked by pydantic, the answer written by orjson
without being checked again.
"""

import base64
import hashlib
import hmac
import os
import sqlite3
import time
import uuid
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Annotated, Literal

import orjson
from fastapi import FastAPI, Header, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

KEY_HASH = bytes.fromhex(os.environ["PEER_KEY_HASH"])
CURSOR_SECRET = os.urandom(32) if "PEER_SECRET" not in os.environ else bytes.fromhex(os.environ["PEER_SECRET"])

CONNECTION = sqlite3.connect(
    f"file:{os.environ['PEER_DATABASE']}?mode=ro", uri=True, isolation_level=None, cached_statements=512
)
CONNECTION.execute("PRAGMA query_only = ON")
CONNECTION.execute("PRAGMA mmap_size = 268435456")

COLUMNS = (
    "products.id, slug, title, spec_line, products.price_cents, currency, image, tags, metal, gemstone, ready_to_ship, stock, "
    "shipping_promise, products.bestseller_permille, limited_drop, products.created_at_ms"
)
# The index of each order, its columns before the id, and its direction.
ORDERS = {
    "featured": ("featured", ["bestseller_permille", "created_at_ms"], "DESC", "<"),
    "newest": ("newest", ["created_at_ms"], "DESC", "<"),
    "price_asc": ("price", ["price_cents"], "ASC", ">"),
    "price_desc": ("price", ["price_cents"], "DESC", "<"),
}
NEW_MS = 30 * 24 * 60 * 60 * 1000
PLACEHOLDER = "https://cdn.glowglitch.com/placeholder.jpg"

app = FastAPI(openapi_url=None)


class Search(BaseModel):
    """What the customer is looking for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    sessionId: Annotated[str, Field(min_length=6, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$")]
    category: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    priceMin: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    priceMax: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    readyToShip: bool | None = None
    metal: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    tags: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_]+$")]], Field(max_length=8)
    ] | None = None
    sort: Literal["featured", "newest", "price_asc", "price_desc"] = "featured"
    limit: Annotated[int, Field(ge=1, le=25)] = 6
    cursor: Annotated[str, Field(min_length=10, max_length=512)] | None = None


def answer(status: int, body: dict, request_id: str) -> Response:
    return Response(orjson.dumps(body), status, {"x-request-id": request_id}, "application/json")


def refusal(status: int, code: str, message: str, request_id: str) -> Response:
    return answer(status, {"code": code, "message": message, "requestId": request_id}, request_id)


@app.exception_handler(RequestValidationError)
async def malformed(_request, _error) -> Response:
    return refusal(400, "validation.failed", "the request breaks a rule of the contract", str(uuid.uuid4()))


@app.get("/health/ready")
async def ready() -> Response:
    return Response(status_code=200)


@app.post("/api/concierge/products")
async def search_products(search: Search, authorization: Annotated[str, Header()] = "") -> Response:
    request_id = str(uuid.uuid4())
    key = hashlib.sha256(authorization.removeprefix("Bearer ").encode()).digest()
    if not hmac.compare_digest(key, KEY_HASH):
        return refusal(401, "auth.invalid", "the key is not known", request_id)
    if search.priceMin is not None and search.priceMax is not None and search.priceMax < search.priceMin:
        return refusal(400, "validation.range", "priceMax must not be below priceMin", request_id)
    _, columns, direction, compare = ORDERS[search.sort]
    table, walk, filters, parameters = narrowed(search)
    columns = [f"{table}.{column}" for column in columns + ["product_id" if search.tags else "id"]]
    about = repr((sorted(parameters.items()), search.sort))
    if search.cursor is not None:
        after = opened(search.cursor, about)
        if after is None:
            return refusal(400, "validation.cursor", "the cursor does not belong to this search", request_id)
        names = [f"after_{at}" for at in range(len(after))]
        filters += f" AND ({', '.join(columns)}) {compare} ({', '.join(':' + name for name in names)})"
        parameters |= zip(names, after)
    order = ", ".join(f"{column} {direction}" for column in columns)
    found = CONNECTION.execute(
        f"SELECT {COLUMNS} FROM {walk}{filters} ORDER BY {order} LIMIT :limit",
        parameters | {"limit": search.limit + 1},
    ).fetchall()
    now_ms = int(time.time() * 1000)
    body = {"data": [card(row, now_ms) for row in found[: search.limit]]}
    if len(found) > search.limit:
        body["nextCursor"] = sealed(position(found[search.limit - 1], search.sort), about)
    body["requestId"] = request_id
    return answer(200, body, request_id)


def narrowed(search: Search) -> tuple[str, str, str, dict]:
    """The table and the index that are walked in the order of the answer, and what must hold of a piece."""
    index, parameters = ORDERS[search.sort][0], {}
    filters = " AND products.is_active = 1 AND products.price_cents IS NOT NULL"
    if search.tags:
        table = "product_tags"
        walk = f"{table} INDEXED BY product_tags_{index} CROSS JOIN products ON products.id = {table}.product_id WHERE"
        first, *others = sorted(set(search.tags))
        walk += f" {table}.tag = :tag AND {table}.price_cents IS NOT NULL"
        parameters["tag"] = first
        for at, tag in enumerate(others):
            filters += (
                " AND EXISTS (SELECT 1 FROM product_tags AS other"
                f" WHERE other.product_id = products.id AND other.tag = :tag_{at})"
            )
            parameters[f"tag_{at}"] = tag
    else:
        table = "products"
        walk = f"{table} INDEXED BY products_{'' if search.category is None else 'category_'}{index} WHERE 1"
    # A bound of the price is looked up when it is the order and no cursor says better where to begin; `+` keeps it from that otherwise.
    lower = "" if search.sort == "price_desc" or search.sort == "price_asc" and search.cursor is None else "+"
    upper = "" if search.sort == "price_asc" or search.sort == "price_desc" and search.cursor is None else "+"
    filters += f" AND {lower}{table}.price_cents >= :price_min"
    parameters["price_min"] = 0
    if search.category is not None:
        key = search.category.strip().lower()
        if key.endswith("s") and len(key) > 1 and not key.endswith("ss"):
            key = key[:-1]
        filters += " AND category_key = :category"
        parameters["category"] = key
    if search.priceMin is not None:
        parameters["price_min"] = cents(search.priceMin, ROUND_CEILING)
    if search.priceMax is not None:
        filters += f" AND {upper}{table}.price_cents <= :price_max"
        parameters["price_max"] = cents(search.priceMax, ROUND_FLOOR)
    if search.readyToShip is not None:
        filters += " AND ready_to_ship = :ready"
        parameters["ready"] = search.readyToShip
    if search.metal is not None:
        filters += " AND metal_key = :metal"
        parameters["metal"] = search.metal.strip().lower().replace(" ", "_").replace("-", "_")
    return table, walk, filters, parameters


def cents(price: float, rounding: str) -> int:
    return int((Decimal(str(price)) * 100).to_integral_value(rounding))


def position(row: tuple, sort: str) -> list:
    if sort == "featured":
        return [row[13], row[15], row[0]]
    return [row[15] if sort == "newest" else row[4], row[0]]


def sealed(place: list, about: str) -> str:
    text = orjson.dumps(place)
    mac = hmac.digest(CURSOR_SECRET, text + about.encode(), "sha256")[:16]
    return base64.urlsafe_b64encode(mac + text).decode()


def opened(cursor: str, about: str) -> list | None:
    try:
        raw = base64.urlsafe_b64decode(cursor)
    except ValueError:
        return None
    mac, text = raw[:16], raw[16:]
    if not hmac.compare_digest(mac, hmac.digest(CURSOR_SECRET, text + about.encode(), "sha256")[:16]):
        return None
    return orjson.loads(text)


def card(row: tuple, now_ms: int) -> dict:
    (
        id_, slug, title, spec_line, price_cents, currency, image, tags, metal, gemstone, ready, stock, promise, score, limited, created
    ) = row
    metal = title_case(metal.strip())[:40].rstrip() if metal and metal.strip() else "Mixed metal"
    if spec_line and spec_line.strip():
        line = spec_line.strip()
    elif gemstone is not None:
        line = f"{metal} · {title_case(gemstone)}"
    else:
        line = metal
    return {
        "productId": id_,
        "slug": slug,
        "name": title.strip()[:80].rstrip() or "GlowGlitch Product",
        "specLine": line[:120].rstrip(),
        "price": price_cents / 100,
        "currency": currency.upper(),
        "heroImage": image if image is not None else PLACEHOLDER,
        "tags": orjson.loads(tags)[:4],
        "readyToShip": bool(ready),
        "metal": metal,
        "shippingPromise": shipping(ready, stock, promise),
        "badges": badges(ready, stock, score, limited, created, image, now_ms),
    }


def shipping(ready: int, stock: int, promise: str | None) -> str:
    if stock <= 0:
        return "Ships in 4–6 weeks" if ready else "Made on demand"
    if promise and promise.strip():
        return promise.strip()[:60].rstrip()
    return "Ships this week" if ready else "Made to order"


def badges(ready, stock, score, limited, created, image, now_ms) -> list[str]:
    found = []
    if ready and stock <= 0:
        found.append("Backordered")
    if score >= 800:
        found.append("Bestseller")
    if limited:
        found.append("Limited drop")
    if now_ms - created < NEW_MS:
        found.append("New")
    if image is None:
        found.append("Preview")
    return found[:3]


def title_case(text: str) -> str:
    return " ".join(word[0].upper() + word[1:] for word in text.replace("_", " ").split(" ") if word)
