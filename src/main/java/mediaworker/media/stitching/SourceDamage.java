package mediaworker.media.stitching;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.UnreadableSound;
import org.jspecify.annotations.Nullable;

/**
 * Says which of several clips is damaged, or their music: what FFmpeg complains of while it joins
 * them does not tell.
 */
final class SourceDamage {

  private final Ffmpeg ffmpeg;
  private final ClipReader reader;

  SourceDamage(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
    this.reader = new ClipReader(ffmpeg);
  }

  /**
   * Decodes clips, then the music, until one is found that is damaged.
   *
   * @param music what the music's file is; null for none
   * @param complaints what FFmpeg wrote to standard error while it joined them; nothing is looked
   *     for where it is empty
   * @return a sentence; empty where all decode without complaint
   */
  Optional<String> of(
      StitchPlan plan,
      @Nullable MediaInfo music,
      List<String> complaints,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Set<Path> heard =
        heard(plan).stream().map(clip -> clip.info().file()).collect(Collectors.toSet());
    for (Clip clip : files(plan)) {
      Optional<String> damage =
          heard.contains(clip.info().file())
              ? reader.damage(clip, complaints, cancellation)
              : reader.pictureDamage(clip, complaints, cancellation);
      if (damage.isPresent()) {
        return damage;
      }
    }
    return music == null || complaints.isEmpty()
        ? Optional.empty()
        : reader
            .soundDamage(music, cancellation)
            .map(words -> "The music " + music.file().getFileName() + " is damaged: " + words);
  }

  /**
   * Decodes clips until one is found whose sizes or sound change on the way.
   *
   * @return a refusal for a person; empty where all stay alike
   */
  Optional<MediaException> changing(StitchPlan plan, Cancellation cancellation)
      throws IOException, InterruptedException {
    for (Clip clip : files(plan)) {
      Optional<MediaException> refusal = reader.changing(clip, cancellation);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return Optional.empty();
  }

  /**
   * Decodes the sound of clips that are heard, and then the music's, until one is found that FFmpeg
   * gives up of.
   *
   * @return a refusal for a person; empty where enough of all can be decoded
   */
  Optional<MediaException> unreadable(
      StitchPlan plan, @Nullable MediaInfo music, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    for (Clip clip : heard(plan)) {
      Optional<MediaException> refusal =
          UnreadableSound.in(ffmpeg, clip, "set the clip's \"volume\" to 0", cancellation);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return unreadableMusic(plan, music, cancellation);
  }

  /**
   * Looks at music that begins again and again before it is mixed in: where nothing of it can be
   * decoded FFmpeg would look for some without end.
   *
   * @throws MediaException when FFmpeg gives up of it
   */
  void requireReadable(StitchPlan plan, @Nullable MediaInfo music, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (plan.request().sound().music().filter(Music::loop).isPresent()) {
      Optional<MediaException> refusal = unreadableMusic(plan, music, cancellation);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }
  }

  private Optional<MediaException> unreadableMusic(
      StitchPlan plan, @Nullable MediaInfo music, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return music == null
        ? Optional.empty()
        : UnreadableSound.in(ffmpeg, music, plan.seconds(), "leave the music out", cancellation);
  }

  /** Each clip of which sound is heard, once. */
  private static List<Clip> heard(StitchPlan plan) {
    return plan.takes().stream().filter(Take::sounds).map(Take::clip).distinct().toList();
  }

  /** Each file once. */
  private static Collection<Clip> files(StitchPlan plan) {
    Map<Path, Clip> files = new LinkedHashMap<>();
    plan.takes().forEach(take -> files.putIfAbsent(take.clip().info().file(), take.clip()));
    return files.values();
  }
}
