//! What happens with a link, as the ledger of its case tells it: by the number of the link, without names.

use anlu_domain::remote::{Link, Proof};
use anlu_store::ledger::LedgerDraft;
use serde_json::json;

/// Who acts in the ledger when the person does.
pub(super) const PARTY: &str = "remote_party";

/// An entry in the history of the case.
pub(super) fn entry(actor: String, action: &'static str, link: &Link) -> LedgerDraft {
    let files: Vec<String> = link.files.iter().map(|f| f.hash.to_string()).collect();
    let after = json!({
        "link": link.id.to_string(), "kind": link.kind().as_str(), "note": link.no,
        "proof": link.identified_by.map(Proof::as_str), "signed": link.signed, "files": files,
    });
    LedgerDraft {
        actor,
        action,
        subject_kind: "case",
        subject_id: link.case.to_string(),
        before: None,
        after: Some(after),
    }
}
