//! The content policy of a page: nothing is loaded, and of styles and scripts only those count that it names by their hash.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The policy of a page with one style and one script.
pub(super) fn content_policy(style: &str, script: &str) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_allowed_but_what_hashes_to_this() {
        // The SHA-256 of nothing, from FIPS 180-4's examples.
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        assert_eq!(
            content_policy("", ""),
            format!(
                "default-src 'none'; style-src {empty}; script-src {empty}; base-uri 'none'; form-action 'none'"
            )
        );
    }
}
