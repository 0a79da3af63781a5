//! `auth-scope`: a valid credential without the scopes is forbidden.

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::exchange::Token;
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let mut draft = subject.base(bench)?;
    draft.credentials = subject.credentials(bench, Token::Named("unscoped"));
    let exchange = bench.ask(operation, draft.request()).await?;
    let why = format!("the credential lacks {}", operation.scopes.join(" "));
    bench.expect_status(
        Check::AuthScope,
        &operation.place,
        403,
        &why,
        &draft,
        &exchange,
    );
    Ok(())
}
