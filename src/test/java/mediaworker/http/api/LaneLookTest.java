package mediaworker.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.QueueState.Depth;
import mediaworker.jobs.QueueState.ProviderUse;
import org.junit.jupiter.api.Test;

/** What the metrics tell of lanes. */
class LaneLookTest {

  @Test
  void lanes_count_the_kinds_that_are_in_them_and_providers_their_calls() {
    Lanes lanes =
        new Lanes(
            List.of(
                new Lanes.Limit("cpu", 2, Set.of("keying", "keying lap", "trim")),
                new Lanes.Limit("not keying", 3, Set.of("keying", "keying lap"), true)),
            Duration.ZERO);
    QueueState state =
        new QueueState(
            Instant.EPOCH,
            List.of(
                new Depth("keying", 5, null, 0, 1, 0),
                new Depth("noop", 4, null, 2, 2, 0),
                new Depth("trim", 1, null, 0, 1, 0)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(new ProviderUse("kling", 3, 9, 0.5, "USD", null)),
            Map.of("kling", 7L, "this machine", 1L));

    assertThat(LaneLook.of(lanes, Map.of("kling", 3, "openai", 4), state))
        .containsExactly(
            new LaneLook("cpu", 2, 2, 6),
            new LaneLook("not_keying", 3, 3, 5),
            new LaneLook("kling", 3, 3, 7),
            new LaneLook("openai", 4, 0, 0));
  }
}
