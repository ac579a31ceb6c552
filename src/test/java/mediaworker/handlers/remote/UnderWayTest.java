package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
    return underWay.keepMade(List.of(call(1)), new Context());
  }

  @Test
  void what_is_of_no_known_kind_is_fetched_ever_more_seldom_and_soon_holds_nothing_up()
      throws Exception {
    Instant next = now;
    for (int minutes = 0; minutes < 600; minutes++) {
      next = look();
      pass(Duration.ofMinutes(1));
    }
    assertThat(fetches).hasValueBetween(4, 11);
    assertThat(next).as("a person can be asked about the others").isEqualTo(Instant.MAX);
  }

  @Test
  void what_is_refused_for_good_is_asked_for_ever_more_seldom() throws Exception {
    refusal = AssetException.gone("It is not there.");
    table.run("UPDATE paid_calls SET message = 'a fresh link was asked for' WHERE job_id = 1");
    for (int minutes = 0; minutes < 600; minutes++) {
      assertThat(look()).isEqualTo(Instant.MAX);
      pass(Duration.ofMinutes(1));
    }
    assertThat(fetches).hasValueBetween(4, 11);
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
    assertThat(look()).isEqualTo(Instant.MAX);
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
