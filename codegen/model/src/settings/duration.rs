use std::time::Duration;

/// Reads a length of time as it stands in TOML: a whole number and a unit, `500ms`, `15s`, `10m`, `4h`, `14d`.
///
/// ```
/// use std::time::Duration;
/// assert_eq!(tidings_model::parse_duration("10m"), Some(Duration::from_secs(600)));
/// assert_eq!(tidings_model::parse_duration("10 minutes"), None);
/// ```
pub fn parse_duration(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(split);
    let milliseconds: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number
        .parse::<u64>()
        .ok()?
        .checked_mul(milliseconds)
        .map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_and_nothing_else() {
        let cases = [
            ("0s", Some(0)),
            ("500ms", Some(500)),
            ("14d", Some(14 * 86_400_000)),
            ("4h", Some(14_400_000)),
            ("", None),
            ("15", None),
            ("s", None),
            ("-1s", None),
            ("1.5s", None),
            ("15 s", None),
            ("15S", None),
            ("99999999999999999999s", None),
            ("18446744073709551615d", None),
        ];
        for (text, milliseconds) in cases {
            assert_eq!(
                parse_duration(text),
                milliseconds.map(Duration::from_millis),
                "{text:?}"
            );
        }
    }
}
