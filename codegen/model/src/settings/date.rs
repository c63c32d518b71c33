use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, as it stands in TOML: `2027-01-31`.
///
/// ```
/// use tidings_model::Date;
/// let day: Date = "2028-02-29".parse().unwrap();
/// assert!(day < "2028-03-01".parse().unwrap());
/// assert!("2027-02-29".parse::<Date>().is_err());
/// assert_eq!(Date::of_unix_seconds(86_400 * 59).to_string(), "1970-03-01");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// The days before each month of a year that begins in March, when the leap day comes last.
const BEFORE: [u64; 12] = [0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337];
const DAYS_OF_400_YEARS: u64 = 146_097;
/// From the first of March of the year 0 to the first of January 1970.
const BEFORE_1970: u64 = 719_468;
/// The last year that four digits can say.
const LAST_YEAR: u64 = 9_999;

impl Date {
    /// A day, if the calendar has it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let exists = u64::from(year) <= LAST_YEAR
            && (1..=12).contains(&month)
            && (1..=days_of(year, month)).contains(&day);
        exists.then_some(Date { year, month, day })
    }

    /// The day in UTC of a moment, in seconds since 1970 began; the last day of 9999 for all that is later.
    pub fn of_unix_seconds(seconds: u64) -> Date {
        let days = (seconds / 86_400).saturating_add(BEFORE_1970);
        let (cycles, rest) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
        // Every 4th year is longer, every 100th is not, and the 400th is again.
        let of_cycle = (rest - rest / 1_460 + rest / 36_524 - rest / 146_096) / 365;
        let of_year = rest - (of_cycle * 365 + of_cycle / 4 - of_cycle / 100);
        let index = BEFORE.partition_point(|before| *before <= of_year) - 1;
        let month = if index < 10 { index + 3 } else { index - 9 };
        let year = cycles
            .saturating_mul(400)
            .saturating_add(of_cycle + u64::from(month <= 2));
        if year > LAST_YEAR {
            return Date {
                year: 9_999,
                month: 12,
                day: 31,
            };
        }
        Date {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: u8::try_from(month).unwrap_or(u8::MAX),
            day: u8::try_from(of_year - BEFORE[index] + 1).unwrap_or(u8::MAX),
        }
    }
}

fn days_of(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Date, String> {
        let digits = |range: std::ops::Range<usize>| {
            let part = text.get(range)?;
            let plain = part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse::<u16>().ok())?
        };
        let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let small = |part: Option<u16>| part.and_then(|part| u8::try_from(part).ok());
        digits(0..4)
            .zip(small(digits(5..7)).zip(small(digits(8..10))))
            .filter(|_| dashes)
            .and_then(|(year, (month, day))| Date::new(year, month, day))
            .ok_or_else(|| format!("`{text}` is no day; write it like 2027-01-31"))
    }
}

impl serde::Serialize for Date {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Day by day over five centuries, by the calendar's own rule.
    #[test]
    fn seconds_and_calendar_agree() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..200_000_u64 {
            let expected = Date::new(year, month, day).expect("the calendar has it");
            assert_eq!(Date::of_unix_seconds(days * 86_400), expected);
            assert_eq!(Date::of_unix_seconds(days * 86_400 + 86_399), expected);
            assert_eq!(expected.to_string().parse(), Ok(expected));
            if day < days_of(year, month) {
                day += 1;
            } else if month < 12 {
                (month, day) = (month + 1, 1);
            } else {
                (year, month, day) = (year + 1, 1, 1);
            }
        }
        assert_eq!(Date::of_unix_seconds(u64::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "",
            "2027-1-31",
            "2027-01-32",
            "2027-13-01",
            "2027-00-10",
            "2027-01-00",
            "1900-02-29",
            "2027/01/31",
            "+027-01-31",
            "2027-01-31T00:00:00Z",
            "２０２７-01-31",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert!("2000-02-29".parse::<Date>().is_ok());
    }
}
