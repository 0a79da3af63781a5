"""What schemathesis can't learn from the contract's schemas, since prose says it.

`cargo xtask test --suite schemathesis` names the environment variables below.
"""

import json
import os
import uuid

import schemathesis
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

with open(os.environ["CONCIERGE_KNOWN"], encoding="utf-8") as file:
    KNOWN = {entry["code"] for entry in json.load(file)}

# Which requests an entry may excuse: those that break the rule that its line of the contract states, and no others.
BREAKS = {
    "validation.cursor": lambda body: "cursor" in body,
    "validation.contact_email": lambda body: body.get("option") != "care"
    and "email" not in body.get("contact", {}),
}

# schemas/inspiration.yaml, file: a picture is told by its first bytes.
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"WEBP")


@schemathesis.auth()
class Key:
    """The key by its variable, so that no list of processes shows it."""

    def get(self, case, context):
        return os.environ["CONCIERGE_TOKEN"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


def is_valid(case):
    """Whether the case was made to be accepted."""
    return case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE


@schemathesis.hook
def before_call(context, case, kwargs):
    """Cases that are to be accepted keep the rules that stand beside the schemas."""
    if not is_valid(case):
        return
    # parameters.yaml, IdempotencyKeyRequired: a key stands for one request, and examples repeat theirs.
    if "x-idempotency-key" in case.headers:
        case.headers["x-idempotency-key"] = str(uuid.uuid4())
    # parameters.yaml, ApiVersion: there is one version so far.
    if "x-api-version" in case.headers:
        case.headers["x-api-version"] = "v1"
    # schemas/notification.yaml, consent: nothing else than `true` is taken.
    if isinstance(case.body, dict) and "consent" in case.body:
        case.body["consent"] = True
    # schemas/order.yaml, OrderStatusRequest: either `orderNumber`, or `email` and `postalCode`.
    if case.operation.path == "/api/concierge/orders/status" and isinstance(case.body, dict):
        if not {"email", "postalCode"} <= case.body.keys():
            case.body.setdefault("orderNumber", "GG-12001")
    # refusals.yaml, SearchBadRequest: bounds leave a price.
    if isinstance(case.body, dict) and {"priceMin", "priceMax"} <= case.body.keys():
        bounds = sorted([case.body["priceMin"], case.body["priceMax"]])
        case.body["priceMin"], case.body["priceMax"] = bounds


@schemathesis.check
def accepts_what_is_valid(context, response, case):
    """`positive_data_acceptance`, but for what the list knows."""
    # Other files than pictures are sent as image/png, too, and that is no valid request.
    if response.status_code == 415 and not any(mark in sent(response) for mark in PICTURES):
        return
    if response.status_code != 400 or not is_known(code_of(response), case.body):
        positive_data_acceptance(context, response, case)


def is_known(code, body):
    """Whether the list excuses an answer to such a body; then the entry was met."""
    if code not in KNOWN or not isinstance(body, dict) or not BREAKS[code](body):
        return False
    with open(os.environ["CONCIERGE_MET"], "a", encoding="utf-8") as file:
        print(code, file=file)
    return True


def sent(response):
    """The body of the request."""
    body = response.request.body or b""
    return body.encode() if isinstance(body, str) else body


def code_of(response):
    """The code of an error; none where the body is no error."""
    try:
        return response.json().get("code")
    except (ValueError, AttributeError):
        return None
