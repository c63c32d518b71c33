use super::inside::is_inside;

/// Where a consumer's registry is: `from` of `[use]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A git repository: `git+https://example.com/shop/contracts#main`, or `…#main:services/schemas` where the registry
    /// lies in neither `schemas/` nor the repository's root.
    Git {
        /// What git is given: `https://example.com/shop/contracts`.
        url: String,
        /// The branch, tag or commit; what the repository's HEAD says when it is left out.
        revision: Option<String>,
        /// The registry's folder in the repository, where it is named.
        folder: Option<String>,
    },
    /// A folder that holds a registry, or a bundle; relative to `tidings.toml`.
    Path(String),
}

/// The schemes that git is given; others, such as `ext`, can run programs.
const SCHEMES: [&str; 4] = ["https", "ssh", "file", "http"];

/// Why a text is no location, and what to write.
pub(super) type Refused = (String, String);

impl Location {
    /// Reads what stands in `from`.
    pub(super) fn parse(text: &str) -> Result<Location, Refused> {
        if text.trim().is_empty() || text.contains(['\0', '\n', '\r']) {
            let help = "write a path, or `git+https://<host>/<repository>#<branch>`";
            return Err((
                format!("`{}` names no place", text.escape_debug()),
                help.to_owned(),
            ));
        }
        if let Some(address) = text.strip_prefix("git+") {
            return git(address);
        }
        match text.split_once("://") {
            Some(_) => Err((
                format!("`{text}` is no path, and says of no program that could fetch it"),
                format!("a git repository is written `git+{text}#main`"),
            )),
            None => Ok(Location::Path(text.to_owned())),
        }
    }
}

fn git(address: &str) -> Result<Location, Refused> {
    let (url, fragment) = match address.split_once('#') {
        Some((url, fragment)) => (url, Some(fragment)),
        None => (address, None),
    };
    let known = format!(
        "write one of {}",
        SCHEMES
            .map(|scheme| format!("`git+{scheme}://…`"))
            .join(", ")
    );
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err((format!("`{address}` has no scheme"), known));
    };
    if !SCHEMES.contains(&scheme) || rest.is_empty() {
        return Err((format!("git is not asked for `{scheme}://{rest}`"), known));
    }
    let host = rest.split('/').next().unwrap_or_default();
    if host
        .rsplit_once('@')
        .is_some_and(|(user, _)| user.contains(':'))
    {
        let help =
            "leave it out; git asks its credential helper, or the variables that CI sets for it";
        return Err((
            "the address holds a password, which would be committed".to_owned(),
            help.to_owned(),
        ));
    }
    let (revision, folder) =
        match fragment.map(|fragment| fragment.split_once(':').unwrap_or((fragment, ""))) {
            Some((revision, folder)) => (some(revision), some(folder)),
            None => (None, None),
        };
    if revision
        .as_deref()
        .is_some_and(|revision| !is_revision(revision))
    {
        let message = format!(
            "`{}` is no branch, tag or commit",
            revision.unwrap_or_default()
        );
        return Err((message, "write its name after `#`: `#main`".to_owned()));
    }
    if folder.as_deref().is_some_and(|folder| !is_inside(folder)) {
        let message = format!(
            "`{}` is no folder of the repository",
            folder.unwrap_or_default()
        );
        return Err((
            message,
            "write its path from the repository's root: `#main:services/schemas`".to_owned(),
        ));
    }
    Ok(Location::Git {
        url: url.to_owned(),
        revision,
        folder,
    })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What git allows in a name, as far as it matters to a command line: no option, no range, no pattern.
fn is_revision(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    !text.starts_with(['-', '+'])
        && !text.contains("..")
        && !text.contains("@{")
        && !text.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_apart() {
        let git = |url: &str, revision: Option<&str>, folder: Option<&str>| Location::Git {
            url: url.to_owned(),
            revision: revision.map(str::to_owned),
            folder: folder.map(str::to_owned),
        };
        let cases = [
            (
                "../contracts/schemas",
                Location::Path("../contracts/schemas".to_owned()),
            ),
            (
                "contracts.json",
                Location::Path("contracts.json".to_owned()),
            ),
            (
                "git+https://host/shop#main",
                git("https://host/shop", Some("main"), None),
            ),
            ("git+file:///srv/shop", git("file:///srv/shop", None, None)),
            (
                "git+ssh://git@host/shop#v1.2:api/schemas",
                git("ssh://git@host/shop", Some("v1.2"), Some("api/schemas")),
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Location::parse(text).as_ref(), Ok(&expected), "{text}");
        }
    }

    #[test]
    fn what_git_must_not_be_given_is_refused() {
        for text in [
            "",
            "https://host/shop",
            "git+ext::sh -c id",
            "git+ext://sh",
            "git+host/shop",
            "git+https://",
            "git+https://me:secret@host/shop",
            "git+https://host/shop#--upload-pack=id",
            "git+https://host/shop#a..b",
            "git+https://host/shop#main:../..",
            "git+https://host/shop#main:/etc",
        ] {
            assert!(Location::parse(text).is_err(), "{text}");
        }
    }
}
