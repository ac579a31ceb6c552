package mediaworker.media.keying;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyingReportTest {

  @Test
  void the_note_tells_what_was_found() {
    KeyingReport report =
        new KeyingReport(
            List.of(new KeyingReport.Shot(0, "#00b140")), 0.987, 12, 14400, 153, 7.25, List.of());

    assertThat(report.note())
        .isEqualTo(
            "Key colour #00b140, 99 % of the border agrees, 12 of 14400 plate cells guessed;"
                + " 153 frames in 7.3 s.");
  }
}
