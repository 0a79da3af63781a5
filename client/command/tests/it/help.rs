//! Help, completion, and that nothing of the contract is left out.

use concierge_command::{OPERATIONS, command, program};
use concierge_spec::operations;

use crate::shell::Shell;

#[test]
fn every_operation_of_the_contract_has_a_subcommand() {
    let command = command(&program("concierge", "0.0.0"));
    command.clone().debug_assert();
    assert_eq!(OPERATIONS.len(), operations::OPERATIONS.len());
    for (operation, spec) in OPERATIONS.iter().zip(operations::OPERATIONS) {
        assert_eq!(operation.spec.id, spec.id);
        assert!(
            command.find_subcommand(operation.name).is_some(),
            "{}",
            spec.id
        );
    }
}

#[test]
fn help_of_a_nested_body() {
    insta::assert_snapshot!(Shell::new().run(&["create-return", "--help"]).out);
}

#[test]
fn help_of_an_upload() {
    insta::assert_snapshot!(Shell::new().run(&["upload-inspiration", "--help"]).out);
}

#[test]
fn help_tells_of_exit_codes_and_of_the_environment() {
    let help = Shell::new().run(&["--help"]).out;
    for word in [
        "CONCIERGE_URL",
        "CONCIERGE_TOKEN",
        "CONCIERGE_PROFILE",
        "  9  no answer",
    ] {
        assert!(help.contains(word), "{word} in {help}");
    }
}

#[test]
fn shells_can_complete_it() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ended = Shell::new().run(&["completion", shell]);
        assert_eq!(ended.code, 0, "{shell}");
        for word in ["create-return", "smoke", "order-number"] {
            assert!(ended.out.contains(word), "{shell} completes {word}");
        }
    }
}
