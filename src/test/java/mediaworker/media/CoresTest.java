package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoresTest {

  @Test
  void a_job_alone_has_all_cores_and_later_ones_get_their_part() {
    Cores cores = Cores.shared(8);

    try (Cores.Share first = cores.take();
        Cores.Share second = cores.take();
        Cores.Share third = cores.take()) {
      assertThat(first.threads()).isEqualTo(8);
      assertThat(second.threads()).isEqualTo(4);
      assertThat(third.threads()).isEqualTo(3);
    }
  }

  @Test
  void what_a_job_gives_back_is_there_again_and_giving_back_twice_counts_once() {
    Cores cores = Cores.shared(8);
    Cores.Share share = cores.take();
    Cores.Share other = cores.take();

    share.close();
    share.close();

    try (Cores.Share next = cores.take()) {
      assertThat(next.threads()).isEqualTo(4);
    }
    other.close();
  }

  @Test
  void there_is_always_one_and_a_fixed_number_is_never_divided() {
    Cores few = Cores.shared(1);
    try (Cores.Share first = few.take();
        Cores.Share second = few.take()) {
      assertThat(first.threads()).isEqualTo(1);
      assertThat(second.threads()).isEqualTo(1);
    }
    Cores fixed = Cores.fixed(3);
    try (Cores.Share first = fixed.take();
        Cores.Share second = fixed.take()) {
      assertThat(first.threads() + second.threads()).isEqualTo(6);
    }
  }
}
