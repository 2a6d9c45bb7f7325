//! How long to wait before the next try: doubling, with full jitter, so that a thousand messages that
//! failed together do not come back together.

use jiff::SignedDuration;

/// A random wait between 0 and `first × 2^(attempt-1)`, at most `cap`, never below a tenth of the step.
/// `attempt` counts from 1; `jitter` is in 0..1.
pub fn full_jitter(first: SignedDuration, cap: SignedDuration, attempt: i64, jitter: f64) -> SignedDuration {
    let doublings = u32::try_from(attempt.clamp(1, 32) - 1).unwrap_or(0);
    let step = (first.as_secs_f64() * 2f64.powi(doublings.cast_signed())).min(cap.as_secs_f64());
    SignedDuration::from_secs_f64(step * jitter.clamp(0.1, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_cap() {
        let second = SignedDuration::from_secs(1);
        let wait = |attempt| full_jitter(second, second * 60, attempt, 1.0).as_secs();
        assert_eq!([wait(1), wait(2), wait(4), wait(7), wait(99)], [1, 2, 8, 60, 60]);
        assert!(full_jitter(second, second * 60, 7, 0.0) >= second * 6, "never a storm");
    }
}
