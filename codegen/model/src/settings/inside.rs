/// Whether a path names something below where it starts: no way up, no root, no drive, no empty step.
pub(super) fn is_inside(path: &str) -> bool {
    let plain = |step: &str| !matches!(step, "" | "." | "..") && !step.contains(['\\', ':', '\0']);
    path.trim_end_matches('/').split('/').all(plain)
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn nothing_leads_out() {
        assert!(is_inside("packs/wiki") && is_inside("packs/wiki/"));
        for path in [
            "", "/", "/etc", "..", "a/../b", "a//b", "c:\\x", "./a", "a\\..\\b",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
