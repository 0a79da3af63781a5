//! Every check finds its planted flaw, names the operation, and stays silent on the good server.

use contract_tests::Check;
use contract_tests::report::render_human;

use crate::report_of;
use crate::stub::Flaw;

/// A flaw, the operation it shows at, and the check that must find it.
const FLAWS: &[(Flaw, &str, Check)] = &[
    (Flaw::RefusesValid, "create_loan", Check::ValidCall),
    (Flaw::AlwaysConflicts, "create_loan", Check::ValidCall),
    (
        Flaw::AcceptsErrorExample,
        "create_loan",
        Check::ErrorExample,
    ),
    (Flaw::LetsAnybodyIn, "list_books", Check::AuthMissing),
    (Flaw::TakesAnyToken, "list_books", Check::AuthWrong),
    (Flaw::IgnoresScopes, "list_books", Check::AuthScope),
    (Flaw::NeedsNoKey, "create_loan", Check::IdempotencyRequired),
    (
        Flaw::RunsReplaysAgain,
        "create_loan",
        Check::IdempotencyReplay,
    ),
    (
        Flaw::LeavesReplaysUnmarked,
        "upload_cover",
        Check::IdempotencyReplay,
    ),
    (
        Flaw::ServesReusedKeys,
        "create_loan",
        Check::IdempotencyReuse,
    ),
    (
        Flaw::ServesReusedKeys,
        "upload_cover",
        Check::IdempotencyReuse,
    ),
    (Flaw::SkipsMaximum, "create_loan", Check::BodyFault),
    (Flaw::PointsElsewhere, "create_loan", Check::BodyFault),
    (
        Flaw::AcceptsPartsWithoutFile,
        "upload_cover",
        Check::BodyFault,
    ),
    (
        Flaw::MisreadsBrokenBodies,
        "create_loan",
        Check::BodyMalformed,
    ),
    (Flaw::TakesAnyLength, "create_loan", Check::BodyLimit),
    (Flaw::IgnoresMediaType, "create_loan", Check::MediaType),
    (Flaw::IgnoresAccept, "list_books", Check::Accept),
    (Flaw::KnowsOneErrorMedia, "create_loan", Check::ErrorMedia),
    (Flaw::SkipsParameters, "list_books", Check::ParameterFault),
    (Flaw::RepeatsItems, "list_books", Check::Paging),
    (Flaw::LeadsBack, "list_books", Check::Paging),
    (Flaw::HidesMethods, "get_open", Check::WrongMethod),
    (Flaw::ForgetsAllow, "create_loan", Check::WrongMethod),
    (Flaw::AnswersRoutesInText, "", Check::UnknownRoute),
    (Flaw::InventsStatuses, "get_book", Check::AnswerStatus),
    (Flaw::Fails, "get_book", Check::ServerError),
    (Flaw::HangsUp, "list_books", Check::ServerError),
    (Flaw::MislabelsAnswers, "create_loan", Check::AnswerMedia),
    (Flaw::OmitsProperties, "create_loan", Check::AnswerBody),
    (Flaw::OmitsLocation, "create_loan", Check::AnswerHeaders),
    (Flaw::ReusesRequestIds, "list_books", Check::RequestId),
    (Flaw::TellsTwoRequestIds, "create_loan", Check::RequestId),
    (Flaw::DropsCorrelation, "list_books", Check::CorrelationId),
    (Flaw::DropsRateHeaders, "create_loan", Check::RateHeaders),
];

#[tokio::test]
async fn each_flaw_is_found_by_its_check() {
    for (flaw, operation, check) in FLAWS {
        let report = report_of(*flaw).await;
        let found = report
            .findings_of(*check)
            .any(|finding| finding.operation.as_deref().unwrap_or_default() == *operation);
        assert!(
            found,
            "{flaw:?} was not found by {}:\n{}",
            check.id(),
            render_human(&report)
        );
    }
}

#[tokio::test]
async fn the_good_server_passes_every_check() {
    let report = report_of(Flaw::None).await;
    assert!(report.is_clean(), "{}", render_human(&report));
    let not_run: Vec<_> = report
        .not_run()
        .map(|(outcome, _)| (outcome.operation.clone(), outcome.check))
        .collect();
    assert_eq!(not_run, []);
}

#[test]
fn every_check_has_a_flaw_planted_for_it() {
    for check in Check::ALL {
        assert!(
            FLAWS.iter().any(|(_, _, planted)| *planted == check),
            "no flaw for {}",
            check.id()
        );
    }
}
