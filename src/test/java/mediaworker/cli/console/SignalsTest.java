package mediaworker.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is heard before there is a worker to stop is heeded when there is one. */
class SignalsTest {

  private final Signals signals = new Signals();
  private final List<String> heeded = new ArrayList<>();

  private void tell() {
    signals.tell(() -> heeded.add("stop"), () -> heeded.add("stop now"));
  }

  @Test
  void the_first_stops_and_each_further_one_stops_at_once() {
    tell();
    assertThat(heeded).isEmpty();
    signals.hear();
    signals.hear();
    signals.hear();
    assertThat(heeded).containsExactly("stop", "stop now", "stop now");
  }

  @Test
  void a_signal_before_the_worker_is_there_is_remembered() {
    signals.hear();
    tell();
    assertThat(heeded).containsExactly("stop");
  }

  @Test
  void two_of_them_are_remembered_as_two() {
    signals.hear();
    signals.hear();
    tell();
    assertThat(heeded).containsExactly("stop", "stop now");
  }

  @Test
  void a_hang_up_reloads_where_no_terminal_could_have_been_closed() {
    Signals signals = new Signals();
    List<String> heard = new ArrayList<>();
    signals.hearReload(); // nobody listens yet
    signals.tell(() -> heard.add("stop"), () -> heard.add("at once"));
    signals.tellReload(() -> heard.add("reload"));

    signals.hangUp(false);
    signals.hearReload();
    assertThat(heard).containsExactly("reload", "reload");
    signals.hangUp(true);
    assertThat(heard).endsWith("stop");
  }
}
