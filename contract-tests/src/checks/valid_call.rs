//! `valid-call`: what the contract calls valid succeeds as it declares.

use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::contract::is_declared_success;
use crate::subject::{Sample, Subject};

/// A read tries every example. A write tries them in turn until one succeeds: an example may be used up by an earlier run, which
/// answers 409, and the ones after it stay for later runs.
pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let judge = subject.judge(bench)?;
    let mut last_conflict = None;
    for sample in subject.samples(bench)? {
        let faults = judge
            .as_ref()
            .map(|judge| judge.faults(&sample.value))
            .unwrap_or_default();
        if !faults.is_empty() {
            report_unsound(bench, subject, &sample, &faults);
            continue;
        }
        let draft = subject.draft(bench, sample.value.clone())?;
        let exchange = bench.ask(operation, draft.request()).await?;
        let status = exchange.response.status;
        let is_write = operation.idempotency.is_some();
        if is_declared_success(operation, status) {
            if is_write {
                subject.settled = Some((draft, exchange));
                return Ok(());
            }
        } else if status == 404 && !subject.guessed.is_empty() {
            return Err(Stop::NotRun(format!(
                "`{}` has no example in the contract, and a made one is unknown",
                subject.guessed.join("`, `")
            )));
        } else if is_write && status == 409 {
            last_conflict = Some((sample, exchange));
        } else {
            let difference = Difference {
                check: Check::ValidCall,
                operation: Some(operation),
                place: &sample.place,
                expected: format!("a declared success for {}", told(&sample)),
                seen: status.to_string(),
            };
            bench.report(difference, Some(&exchange));
        }
    }
    if let Some((sample, exchange)) = last_conflict {
        let difference = Difference {
            check: Check::ValidCall,
            operation: Some(operation),
            place: &sample.place,
            expected: "a declared success for one of the examples; they may be used up, then start from fresh data".to_owned(),
            seen: "409 for every one".to_owned(),
        };
        bench.report(difference, Some(&exchange));
    }
    Ok(())
}

fn report_unsound(
    bench: &mut Bench<'_>,
    subject: &Subject<'_>,
    sample: &Sample,
    faults: &[String],
) {
    let difference = Difference {
        check: Check::ValidCall,
        operation: Some(subject.operation),
        place: &sample.place,
        expected: format!("{} satisfies its own schema", told(sample)),
        seen: faults.join("; "),
    };
    bench.report(difference, None);
}

fn told(sample: &Sample) -> String {
    match &sample.name {
        Some(name) => format!("the example `{name}`"),
        None => "a call made from the schema".to_owned(),
    }
}
