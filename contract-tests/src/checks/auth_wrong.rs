//! `auth-wrong`: an unknown credential is no credential.

use super::challenge;
use crate::Check;
use crate::bench::{Bench, Stop};
use crate::exchange::Token;
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let mut draft = subject.base(bench)?;
    draft.credentials = subject.credentials(bench, Token::Wrong);
    challenge::expect(
        bench,
        Check::AuthWrong,
        "the call carries a credential that nobody was given",
        &draft,
    )
    .await
}
