package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.DiskNeed;
import mediaworker.assets.Output;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Stage;
import mediaworker.providers.Operation;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.TaskRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What has been made is fetched while its job waits for others, with clocks that stand still. */
class UnderWayTest extends StillClocksFixture {

  private static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0
  };

  private final AtomicInteger fetches = new AtomicInteger();
  private final Links links = new Links();
  private UnderWay underWay;

  /** What is fetched now. */
  private byte[] content =
      "of no kind that is known".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  private @Nullable AssetException refusal;

  @BeforeEach
  void job1HasMadeSomething() throws Exception {
    underWay = new UnderWay(new Watching(cycle), new Delivery(links, cycle), cycle);
    cycle.accepted(call(1), new TaskRef("t1", Operation.IMAGE_GENERATION, ""), null);
    cycle.succeeded(call(1), List.of(new RemoteOutput.Url("http://localhost/a.png")), null);
  }

  private Instant look() throws Exception {
    return fetches().next();
  }

  private UnderWay.Fetches fetches() throws Exception {
    return underWay.keepMade(List.of(call(1)), new Context());
  }

  @Test
  void what_is_of_no_known_kind_is_fetched_ever_more_seldom_and_soon_holds_nothing_up()
      throws Exception {
    assertThat(fetches().heldUp()).isEqualTo(now.plus(Duration.ofMinutes(1)));
    pass(Duration.ofMinutes(1));
    assertThat(minutesOfFetches(110)).containsExactly(0, 2, 6, 14, 30, 60, 90);
    assertThat(fetches().heldUp()).as("a person can be asked").isEqualTo(Instant.MAX);
  }

  @Test
  void what_is_refused_for_good_is_asked_for_ever_more_seldom() throws Exception {
    refusal = AssetException.gone("It is not there.");
    table.run("UPDATE paid_calls SET message = 'a fresh link was asked for' WHERE job_id = 1");
    assertThat(minutesOfFetches(110)).containsExactly(0, 1, 3, 7, 15, 31, 61, 91);
    assertThat(fetches().heldUp()).isEqualTo(Instant.MAX);
  }

  /** A person, or another attempt, may have mended what it was. */
  @Test
  void a_row_that_runs_anew_fetches_at_once() throws Exception {
    minutesOfFetches(20);
    int before = fetches.get();
    underWay.beginAnew(List.of(call(1)));
    assertThat(fetches().heldUp()).isEqualTo(now.plus(Duration.ofMinutes(1)));
    assertThat(fetches).hasValue(before + 1);
  }

  /** Else a link that comes good later would expire while its row sleeps until midnight. */
  @Test
  void a_row_that_waits_for_its_turn_is_woken_for_it_and_a_person_is_asked_all_the_same() {
    Instant midnight = now.plus(Duration.ofHours(14));
    Instant due = now.plus(Duration.ofMinutes(30));
    UnderWay.Seen seen = new UnderWay.Seen(List.of(), Instant.MAX, due, 1);
    assertThat(seen.waitsOnlyForItself()).isTrue();
    assertThat(seen.before(new JobResult.Snoozed(midnight, "its limit is reached", "kling")))
        .isEqualTo(new JobResult.Waiting(due, Double.NaN, "its limit is reached"));
    assertThat(seen.before(new JobResult.Waiting(midnight, 0.5, "waits")))
        .isEqualTo(new JobResult.Waiting(due, 0.5, "waits"));
    JobResult question = new JobResult.NeedsDecision("Was it made?");
    assertThat(seen.before(question)).isSameAs(question);
  }

  /** Looks whenever that is due, and tells after how many minutes something was fetched. */
  private List<Integer> minutesOfFetches(int most) throws Exception {
    List<Integer> minutes = new ArrayList<>();
    Instant begin = now;
    while (now.isBefore(begin.plus(Duration.ofMinutes(most)))) {
      int before = fetches.get();
      Instant next = look();
      assertThat(fetches).as("a try when one is due").hasValue(before + 1);
      minutes.add((int) Duration.between(begin, now).toMinutes());
      pass(Duration.between(now, next).minusNanos(1));
      assertThat(look()).as("the next one stays as it is").isEqualTo(next);
      pass(Duration.ofNanos(1));
    }
    return minutes;
  }

  /** They may be paid as well, and their links expire. */
  @Test
  void what_lies_behind_an_output_that_cannot_be_had_is_fetched_all_the_same() throws Exception {
    cycle.accepted(call(2), new TaskRef("t2", Operation.IMAGE_GENERATION, ""), null);
    cycle.succeeded(
        call(2),
        List.of(
            new RemoteOutput.Url("http://localhost/gone.png"),
            new RemoteOutput.Url("http://localhost/b.png"),
            new RemoteOutput.Url("http://localhost/c.png")),
        null);
    content = PNG;
    underWay.keepMade(List.of(call(2)), new Context());
    Path kept = cycle.folders().of("mw-2");
    assertThat(kept.resolve("output-0")).doesNotExist();
    assertThat(kept.resolve("output-1")).hasBinaryContent(PNG);
    assertThat(kept.resolve("output-2")).hasBinaryContent(PNG);
  }

  /** Links expire: what comes in the end is kept. */
  @Test
  void a_page_that_is_shown_for_a_while_costs_nothing() throws Exception {
    for (int minutes = 0; minutes < 5; minutes++) {
      assertThat(look()).isBefore(Instant.MAX);
      pass(Duration.ofMinutes(1));
    }
    content = PNG;
    pass(Duration.ofMinutes(10));
    assertThat(look()).as("all is here").isEqualTo(Instant.MAX);
    assertThat(cycle.folders().of("mw-1").resolve("output-0")).hasBinaryContent(PNG);
    int before = fetches.get();
    look();
    assertThat(fetches).hasValue(before);
  }

  @Test
  void a_network_that_is_down_is_tried_each_minute() throws Exception {
    refusal = AssetException.unreachable("No network.");
    for (int minutes = 0; minutes < 60; minutes++) {
      assertThat(look()).isEqualTo(now.plus(Duration.ofMinutes(1)));
      pass(Duration.ofMinutes(1));
    }
    assertThat(fetches).hasValue(60);
  }

  /** Gives the same whatever it is asked for. */
  private final class Links implements AssetLibrary {
    @Override
    public Path fetch(String reference, Path workDir, Cancellation cancellation)
        throws AssetException {
      fetches.incrementAndGet();
      if (refusal != null) {
        throw refusal;
      }
      if (reference.endsWith("gone.png")) {
        throw AssetException.gone("It is not there.");
      }
      try {
        return Files.write(workDir.resolve("fetched"), content);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void requireRoom(Shelf shelf, Path workDir, DiskNeed need) {
      // there is room
    }

    @Override
    public Output newOutput(
        Shelf shelf, String stem, String extension, @Nullable String requestedName, String claim) {
      throw new AssertionError("nothing is published while others are waited for");
    }
  }

  private final class Context implements JobContext {
    private final Cancellation cancellation = new Cancellation();

    @Override
    public Claim claim() {
      return new Claim(
          new Job(1, "image_generation", Stage.MAIN, "{}", null, null, 1, 3), "claim-1");
    }

    @Override
    public String claimName() {
      return "claim-1";
    }

    @Override
    public Path workDir() throws java.io.IOException {
      return Files.createDirectories(folder.resolve("work"));
    }

    @Override
    public Cancellation cancellation() {
      return cancellation;
    }

    @Override
    public void progress(double fraction, String message) {
      // nobody looks
    }
  }
}
