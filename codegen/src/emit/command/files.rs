//! The command's files: one per tag, and the program that holds them all.

use proc_macro2::TokenStream;
use quote::quote;

use super::{names::Words, operation::emit_operation};
use crate::{
    emit::{
        EmittedFile, Names,
        client::{Call, titles},
        format::rust_file,
        names::{constant, ident},
    },
    ir::Api,
};

/// The command of a contract. `client` is the Rust path of the module that holds the client, for example `crate::client`.
#[must_use]
pub fn emit_command(api: &Api, names: &Names, client: &str) -> Vec<EmittedFile> {
    let models: TokenStream = names.models.parse().unwrap_or_default();
    let calls: Vec<Call<'_>> = api
        .operations
        .iter()
        .zip(titles(api))
        .map(|(operation, title)| Call::of(api, operation, title))
        .collect();
    let mut words = Words::of_subcommands();
    let entries: Vec<(&Call<'_>, TokenStream)> = calls
        .iter()
        .map(|call| (call, emit_operation(api, call, &mut words)))
        .collect();
    let mut files = vec![EmittedFile {
        path: "mod.rs".to_owned(),
        text: rust_file(
            names,
            &format!("The operations of {} as subcommands.", title(api)),
            emit_mod(api, client),
        ),
    }];
    for tag in &api.tags {
        let entries = { entries.iter() }
            .filter(|(call, _)| call.operation.tag == tag.name)
            .map(|(_, entry)| entry);
        let entries = quote!(#(#entries)*);
        // Not every operation takes something that is written in a style.
        let writes = entries.to_string().contains("rtc ::").then(|| {
            quote!(
                use concierge_runtime_client as rtc;
            )
        });
        let items = quote! {
            #writes
            use concierge_runtime_command as rtcmd;
            use #models as wire;
            #entries
        };
        files.push(EmittedFile {
            path: format!("{}.rs", tag.module),
            text: rust_file(
                names,
                &format!("Subcommands of the tag `{}`.", tag.name),
                items,
            ),
        });
    }
    files
}

fn title(api: &Api) -> String {
    api.title.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn emit_mod(api: &Api, client: &str) -> TokenStream {
    let client: TokenStream = client.parse().unwrap_or_default();
    let modules = api.tags.iter().map(|tag| ident(&tag.module));
    let all = api.operations.iter().map(|operation| {
        let tag = api.tags.iter().find(|tag| tag.name == operation.tag);
        let module = tag.map(|tag| ident(&tag.module));
        let name = ident(&constant(&operation.method_name));
        quote!(&#module::#name)
    });
    let about = format!("Calls the operations of {}", title(api));
    quote! {
        #(mod #modules;)*

        use concierge_runtime_command as rtcmd;
        use #client as api;

        /// Every operation, in the order of the contract.
        pub static OPERATIONS: &[&rtcmd::Operation] = &[#(#all),*];

        /// A program with a subcommand for each operation. `name` is that of the binary, `version` its own.
        #[must_use]
        pub fn program(name: &'static str, version: &'static str) -> rtcmd::Program<api::Client> {
            rtcmd::Program {
                name,
                version,
                about: #about,
                operations: OPERATIONS,
                connect: api::Client::new,
            }
        }
    }
}
