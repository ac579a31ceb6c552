package mediaworker.handlers.remote;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.Cost;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every line about a paid call that people grep for, in one place. */
final class CallLog {

  /** As the log's own times are. */
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final Logger log = LoggerFactory.getLogger("mediaworker.calls");

  /** A time as a person's clock shows it. */
  static String local(Instant time) {
    return LOCAL.format(time.atZone(ZoneId.systemDefault()));
  }

  void found(PaidCall call) {
    log.info("{} has taken job {} after all: nothing is sent again", call.provider(), call.jobId());
  }

  void sending(PaidCall call) {
    log.info(
        "Sending job {} to {} ({}) as {}",
        call.jobId(),
        call.provider(),
        call.model(),
        call.marker());
  }

  void accepted(PaidCall call, String taskId) {
    log.info("{} has taken job {} as its task {}", call.provider(), call.jobId(), taskId);
  }

  void succeeded(PaidCall call, int outputs, @Nullable Cost cost) {
    String price = cost == null ? "" : ", " + cost.amount().toPlainString() + " " + cost.unit();
    log.info(
        "{} has finished job {}: {} {}{}",
        call.provider(),
        call.jobId(),
        outputs,
        outputs == 1 ? "output" : "outputs",
        price);
  }

  void refused(PaidCall call, String sentence) {
    log.warn("{} did not take job {}: {}", call.provider(), call.jobId(), sentence);
  }

  void paused(String provider, Instant until, String why) {
    log.error(
        "Nothing more is sent to {} until {}, or until \"bin/worker resume {}\": {}",
        provider,
        local(until),
        provider,
        why);
  }

  void lost(PaidCall call, String why) {
    log.warn(
        "It is not known whether {} has taken job {} ({}): {}",
        call.provider(),
        call.jobId(),
        call.marker(),
        why);
  }

  void held(PaidCall call, String why) {
    log.error(
        "{}, job {} ({}): {}; the answer is held in memory, and tried again for a while",
        call.provider(),
        call.jobId(),
        call.marker(),
        why);
  }

  void cancelled(PaidCall call, String what) {
    log.info("{}, job {}: {}", call.provider(), call.jobId(), what);
  }

  void cannotAsk(PaidCall call, String why) {
    log.info("{} could not be asked about job {}: {}", call.provider(), call.jobId(), why);
  }
}
