package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AVIF pictures with and without transparency. */
class AuxiliaryAlphaTest {

  private static final List<String> STILL =
      List.of("-frames:v", "1", "-c:v", "libaom-av1", "-still-picture", "1", "-cpu-used", "8");

  @TempDir Path dir;

  @Test
  void a_transparent_avif_is_refused_with_what_to_do() throws Exception {
    Path avif =
        make(
            dir.resolve("cut-out.avif"),
            lavfi("color=red@0.5:s=64x64,format=yuva420p"),
            List.of("-filter_complex", "split[a][b];[b]alphaextract[alpha]"),
            List.of("-map", "[a]", "-map", "[alpha]"),
            STILL);

    assertThatThrownBy(() -> probe(avif))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessageContainingAll("cut-out.avif", "transparency", "PNG or WebP");
  }

  @Test
  void an_opaque_one_is_taken() throws Exception {
    Path avif = make(dir.resolve("photo.avif"), lavfi("testsrc2=s=64x64"), STILL);

    assertThat(probe(avif).isStill()).isTrue();
  }
}
