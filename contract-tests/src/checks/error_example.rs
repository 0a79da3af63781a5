//! `error-example`: an example that is named like an error is answered with that error.

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::subject::Subject;
use crate::values::negative_examples;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let Some(content) = subject.content else {
        return Ok(());
    };
    for (example, status) in negative_examples(subject.operation, content) {
        let draft = subject.draft(bench, example.value.clone())?;
        let exchange = bench.ask(subject.operation, draft.request()).await?;
        let why = format!("the example `{}` is named like this error", example.name);
        bench.expect_status(
            Check::ErrorExample,
            &example.place,
            status,
            &why,
            &draft,
            &exchange,
        );
    }
    Ok(())
}
