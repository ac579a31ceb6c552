package mediaworker.jobs;

import java.time.Duration;

/**
 * A claim that has run its course.
 *
 * @param claim the claim
 * @param outcome what becomes of the row
 * @param took how long the work took; zero for a claim that never began
 */
public record Ending(Claim claim, Outcome outcome, Duration took) {}
