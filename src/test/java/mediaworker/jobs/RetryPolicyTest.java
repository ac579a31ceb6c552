package mediaworker.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  private final RetryPolicy policy =
      new RetryPolicy(Duration.ofSeconds(10), Duration.ofMinutes(10));

  private static Job attempt(int attempts) {
    return new Job(7, "trim", Stage.MAIN, "{}", null, null, attempts, 3);
  }

  private Outcome decide(int attempts, Throwable thrown, Cancellation.Reason stopped) {
    return policy.decide(attempt(attempts), thrown, Optional.ofNullable(stopped), NOW, 0.5);
  }

  @Test
  void a_fault_of_the_row_fails_at_once() {
    assertThat(decide(1, JobFailure.input("No such file."), null))
        .isEqualTo(new Outcome.Failed("No such file."));
  }

  @Test
  void a_transient_fault_waits_longer_each_time_and_then_fails() {
    JobFailure fault = JobFailure.transientFault("Server away.", null);
    assertThat(decide(1, fault, null))
        .isEqualTo(new Outcome.RetryAt(NOW.plusMillis(7_500), "Server away."));
    assertThat(decide(2, fault, null))
        .isEqualTo(new Outcome.RetryAt(NOW.plusMillis(15_000), "Server away."));
    assertThat(decide(3, fault, null))
        .isEqualTo(new Outcome.Failed("Server away. (after 3 attempts)"));
  }

  @Test
  void a_full_disk_is_tried_again_and_told_in_a_sentence() {
    IOException full = new FileSystemException("/out/a.webm", null, "No space left on device");
    assertThat(decide(1, full, null))
        .isEqualTo(new Outcome.RetryAt(NOW.plusMillis(7_500), "The disk is full at /out/a.webm."));
  }

  @Test
  void what_somebody_has_to_change_on_the_disk_fails_at_once() {
    for (IOException fault :
        List.of(
            new AccessDeniedException("/out/.tmp"),
            new NotDirectoryException("/out/.tmp"),
            new FileAlreadyExistsException("/out/.tmp"),
            new FileSystemException("/out/.tmp", null, "Read-only file system"),
            new FileSystemException("/out/.tmp", null, "Not a directory"))) {
      assertThat(decide(1, fault, null))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed ->
                  assertThat(failed.message())
                      .matches("/out/\\.tmp .+ .+\\.")
                      .doesNotContain("Exception", "null"));
    }
  }

  @Test
  void a_program_that_cannot_be_started_is_not_taken_for_a_file_of_the_job() {
    IOException fault =
        new IOException("Cannot run program \"/opt/ffmpeg\": error=13, Permission denied");
    assertThat(decide(1, fault, null))
        .isEqualTo(
            new Outcome.RetryAt(
                NOW.plusMillis(7_500), "FFmpeg could not be started: see bin/worker check."));
  }

  @Test
  void a_fault_without_a_reason_is_told_in_a_sentence_too() {
    for (IOException fault :
        List.of(
            new IOException(),
            new NoSuchFileException("/in/a.mp4"),
            new FileSystemException("/in/a.mp4"))) {
      assertThat(decide(1, fault, null))
          .isInstanceOfSatisfying(
              Outcome.RetryAt.class,
              retry ->
                  assertThat(retry.message())
                      .matches("(/in/a\\.mp4|A fault) .+ .+\\.")
                      .doesNotContain("Exception", "null"));
    }
  }

  @Test
  void the_wait_is_capped_and_spread_over_its_second_half() {
    assertThat(policy.delay(1, 0)).isEqualTo(Duration.ofSeconds(5));
    assertThat(policy.delay(1, 1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.delay(50, 1)).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.delay(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void the_reason_of_a_stop_explains_whatever_was_thrown() {
    Exception any = new IllegalStateException("pipe broken");
    assertThat(decide(1, any, Cancellation.Reason.TAKEN_BACK)).isEqualTo(new Outcome.TakenBack());
    assertThat(decide(1, any, Cancellation.Reason.SHUTDOWN)).isEqualTo(new Outcome.Released());
    assertThat(decide(1, any, Cancellation.Reason.TIME_LIMIT)).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void an_unexpected_fault_keeps_its_details_to_the_log() {
    Outcome outcome = decide(1, new NullPointerException("at com.example.Thing"), null);
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Failed(
                "An unexpected fault in the worker; its log tells more about job 7."));
  }

  @Test
  void messages_are_short_and_on_one_line() {
    String message = RetryPolicy.sentence("a\nb\tc\u0000d\u202ee" + "x".repeat(1000));
    assertThat(message).startsWith("a b c d e").hasSizeLessThan(500).doesNotContain("\n");
  }
}
