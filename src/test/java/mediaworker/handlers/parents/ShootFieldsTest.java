package mediaworker.handlers.parents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.Stage;
import org.junit.jupiter.api.Test;

class ShootFieldsTest {

  private static ShootFields fields(String backgrounds) throws JobFailure {
    String input = "{\"images\": [\"a.png\", \"b.png\"], \"backgrounds\": [" + backgrounds + "]}";
    return ShootFields.of(new Job(1, "product_shoot", Stage.MAIN, input, null, null, 1, 1));
  }

  @Test
  void a_background_that_is_named_twice_is_one() throws Exception {
    assertThat(fields("\"white\", \"at sea\", \" white\", \"at sea\"").variations())
        .extracting(ShootFields.Variation::step)
        .containsExactly("image-1-white", "image-1-at sea", "image-2-white", "image-2-at sea");
  }

  @Test
  void backgrounds_are_bounded() throws Exception {
    String many =
        IntStream.rangeClosed(1, 20)
            .mapToObj(number -> "\"words " + number + "\"")
            .collect(Collectors.joining(", "));
    assertThat(fields(many).variations()).hasSize(40);
    assertThatThrownBy(() -> fields(many + ", \"white\""))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("\"backgrounds\" may name at most 20");
  }
}
