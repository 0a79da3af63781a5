//! The note beside the crates: what they are, and whose which file is.

use super::PackageName;
use super::face::title;
use crate::ir::Api;

/// `README.md`.
pub(super) fn readme(api: &Api, name: &PackageName) -> String {
    format!(
        "# {title}

Three crates made from one OpenAPI contract:

| crate | folder | what it holds |
| --- | --- | --- |
| `{name}` | `models/` | a type per schema, with its rules; the table of operations; the contract as one document |
| `{name}-server` | `server/` | a trait per tag for you to implement, and the service that carries it |
| `{name}-client` | `client/` | a builder per operation |

The folders called `generated` belong to the generator: it writes what differs and removes what the contract no longer holds. Everything else,
this file too, was written once and is yours.

```sh
concierge-codegen gen --spec FILE --out . --crate {name}           # after a change of the contract
concierge-codegen gen --spec FILE --out . --crate {name} --check   # in CI: ends with 4 when a file is stale
```

To take the crates into a workspace of your own, name their folders among its members and remove the `Cargo.toml` beside this file.
",
        title = title(api)
    )
}
