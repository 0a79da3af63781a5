//! `auth-missing`: nobody gets in without credentials.

use super::challenge;
use crate::Check;
use crate::bench::{Bench, Stop};
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let mut draft = subject.base(bench)?;
    draft.credentials.clear();
    challenge::expect(
        bench,
        Check::AuthMissing,
        "the call carries no credentials",
        &draft,
    )
    .await
}
