package mediaworker.media.keying.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.media.keying.analysis.screen.Outdoors;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingSettings;

/** Refuses clips, or shots of them, that have no screen, unless a person insists. Immutable. */
final class Screenless {

  /** Shorter shots without a screen are let through, in seconds. */
  private static final double SHORT = 0.5;

  /** Shots that a message tells of. */
  private static final int TOLD = 4;

  private final KeyingSettings settings;
  private final String name;
  private final boolean transparent;

  Screenless(KeyingSettings settings, MediaInfo source) {
    this.settings = settings;
    name = String.valueOf(source.file().getFileName());
    transparent = source.picture().filter(MediaInfo.Video::alpha).isPresent();
  }

  /**
   * The screen's colour.
   *
   * @param outdoors whether what was measured may be a lawn or the sky
   * @throws MediaException when nothing may be a screen, too little of the border agrees, or it is
   *     something outdoors
   */
  MeasuredKey convincing(Optional<MeasuredKey> measured, Outdoors outdoors) throws MediaException {
    if (measured.isEmpty()) {
      throw refusal(
          ("No %s screen was found in %s: nothing in it is clearly of such a colour."
                  + " Set key_color to the screen's colour, as #rrggbb%s.")
              .formatted(
                  sought(),
                  name,
                  settings.force() ? "" : ", or set \"force\": true to key it all the same"));
    }
    MeasuredKey key = measured.get();
    if (!key.isConvincing() && !settings.force()) {
      throw refusal(notConvincing(key));
    }
    boolean told = settings.force() || settings.keyColor().kind() == KeyColor.Kind.EXACT;
    if (!told && outdoors.shows(key)) {
      throw refusal(
          ("No %s screen was found in %s: what its border has, %s, looks like a lawn, leaves, water or"
                  + " the sky. If it is a screen, set key_color to that colour, or set \"force\": true to"
                  + " key it all the same.")
              .formatted(sought(), name, key.hex()));
    }
    return key;
  }

  /**
   * Looks at the shots that have no screen, or one that is one too many.
   *
   * @return what is to be said of them; of those without a screen where a person insists
   * @throws MediaException where none does
   */
  List<String> of(ShotScreens shots, ClipFrames clip) throws MediaException {
    List<ShotScreens.Shot> longer =
        shots.screenless().stream()
            .filter(shot -> clip.end(shot.end()) - clip.times().seconds(shot.first()) >= SHORT)
            .toList();
    if (!longer.isEmpty() && !settings.force()) {
      throw MediaException.badInput(
          ("No %s screen was found in %s %s, while other shots have one."
                  + " Cut that out, or set \"force\": true to key it with their screen.")
              .formatted(sought(), name, times(longer, clip)));
    }
    List<String> said = new ArrayList<>();
    if (!longer.isEmpty()) {
      said.add(
          "No screen was found %s: that was keyed with the other shots' screen."
              .formatted(times(longer, clip)));
    }
    if (!shots.likest().isEmpty()) {
      said.add(
          ("The clip shows more than %d different screens: what is shown %s was keyed with the"
                  + " likest of the others. Key the clip in pieces if that does not do.")
              .formatted(ShotScreens.MOST_SCREENS, times(shots.likest(), clip)));
    }
    return said;
  }

  /** Of a whole clip without a screen: most that have transparency were keyed before. */
  private MediaException refusal(String sentence) {
    return MediaException.badInput(
        transparent
            ? sentence + " Its pictures have transparency: have they been keyed already?"
            : sentence);
  }

  private static String times(List<ShotScreens.Shot> shots, ClipFrames clip) {
    return shots.stream()
            .limit(TOLD)
            .map(
                shot ->
                    String.format(
                        Locale.ROOT,
                        "from %.2f to %.2f s",
                        clip.times().seconds(shot.first()),
                        clip.end(shot.end())))
            .collect(Collectors.joining(", "))
        + (shots.size() > TOLD ? " and later" : "");
  }

  private String notConvincing(MeasuredKey key) {
    boolean given = settings.keyColor().kind() == KeyColor.Kind.EXACT;
    return String.format(
        Locale.ROOT,
        "No %s screen was found in %s: only %.0f %% of the picture's border has %s %s. %s, or set"
            + " \"force\": true to key it all the same.",
        sought(),
        name,
        Math.floor(100 * key.confidence()),
        given ? "the key_color" : "its likeliest colour,",
        key.hex(),
        given
            ? "Correct key_color (or leave it out to have it measured)"
            : "Set key_color to the screen's colour");
  }

  private String sought() {
    return switch (settings.keyColor().kind()) {
      case AUTO -> "green or blue";
      case GREEN -> "green";
      case BLUE -> "blue";
      case EXACT -> "matching";
    };
  }
}
