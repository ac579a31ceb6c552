package mediaworker.media.stitching;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.ToneMap;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.SourceFiles;
import org.jspecify.annotations.Nullable;

/**
 * How some clips will be joined: decided before the output is opened, since the container and so
 * the output's name follow from it. Immutable.
 */
public final class StitchPlan {

  /**
   * A joint in pictures of the result.
   *
   * @param joint as asked for
   * @param overlap how many pictures two clips overlap; 0 for a hard cut
   */
  record Overlap(Joint joint, int overlap) {}

  private final StitchRequest request;
  private final SourceFiles sources;
  private final List<Take> takes;
  private final List<Overlap> overlaps;
  private final @Nullable String obstacle;
  private final StitchForm form;
  private final List<String> notes;

  private StitchPlan(
      StitchRequest request,
      SourceFiles sources,
      List<Take> takes,
      List<Overlap> overlaps,
      @Nullable String obstacle,
      StitchForm form,
      List<String> notes) {
    this.request = request;
    this.sources = sources;
    this.takes = List.copyOf(takes);
    this.overlaps = List.copyOf(overlaps);
    this.obstacle = obstacle;
    this.form = form;
    this.notes = List.copyOf(notes);
  }

  /**
   * Decides.
   *
   * @param request what was asked for
   * @param sources its clips' and its music's files before they were read
   * @param asked its clips, in order
   * @param limited whether H.264 has {@link mediaworker.media.H264}'s limit here
   * @throws MediaException when a clip or a size cannot be encoded
   */
  static StitchPlan of(
      StitchRequest request, SourceFiles sources, List<Take> asked, boolean limited)
      throws MediaException {
    boolean music = request.sound().music().isPresent();
    Optional<String> obstacle = CopyRule.obstacle(asked, request.joints(), request.form());
    if (obstacle.isEmpty()) {
      Clip first = asked.get(0).clip();
      Delivery otherwise =
          Delivery.within(CopyRule.container(first).orElseThrow(), first.picture().alpha());
      StitchForm form = StitchForm.of(asked, otherwise, request.form(), music, limited);
      List<Overlap> cuts = request.joints().stream().map(joint -> new Overlap(joint, 0)).toList();
      return new StitchPlan(request, sources, asked, cuts, null, form, List.of());
    }
    StitchForm form = StitchForm.of(asked, request.form(), music, limited);
    List<Take> takes = asked.stream().map(take -> take.evenly(form.rate())).toList();
    List<String> notes = new ArrayList<>();
    form.shrinking(asked, request.form(), limited).ifPresent(notes::add);
    form.rounding(asked, request.form(), limited).ifPresent(notes::add);
    for (Take take : takes) {
      ToneMap.note(take.clip().info()).ifPresent(notes::add);
      Interlacing.note(take.clip().info()).ifPresent(notes::add);
      if (take.turns() && take.clip().info().sound().isPresent()) {
        notes.add(take.clip().name() + " is without sound since it runs backwards too");
      }
    }
    List<Overlap> overlaps = new ArrayList<>();
    for (int i = 0; i < request.joints().size(); i++) {
      overlaps.add(overlap(request.joints().get(i), takes.get(i), takes.get(i + 1), form, notes));
    }
    return new StitchPlan(
        request,
        sources,
        takes,
        overlaps,
        obstacle.get(),
        form,
        notes.stream().distinct().toList());
  }

  private static Overlap overlap(
      Joint joint, Take before, Take after, StitchForm form, List<String> notes) {
    if (joint.isCut()) {
      return new Overlap(Joint.CUT, 0);
    }
    int shortest = Math.min(form.frames(before), form.frames(after));
    int asked = (int) Math.max(1, Math.round(joint.seconds() * form.rate().value()));
    int overlap = Math.min(asked, shortest / 2);
    if (overlap == 0) {
      notes.add("a clip is too short for a transition, so it is cut hard");
      return new Overlap(Joint.CUT, 0);
    }
    if (overlap < asked) {
      notes.add(
          String.format(
              Locale.ROOT,
              "a transition was shortened to %.2f s, half of the shorter clip",
              form.seconds(overlap)));
    }
    return new Overlap(joint, overlap);
  }

  /** The file name extension of the result, without the dot. */
  public String extension() {
    return form.delivery().extension();
  }

  /** Whether the pictures will be copied. */
  public boolean copies() {
    return obstacle == null;
  }

  /** Why the pictures cannot be copied; empty when they can. */
  public Optional<String> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  /**
   * Bytes that clips which are played again take in the work folder, beside the result and its
   * parts: of their pictures and sound, as far as those are encoded; generous.
   *
   * @throws MediaException when a clip is too long to be kept for that
   */
  public long workBytes() throws MediaException {
    long bytes = 0;
    for (Take take : takes) {
      bytes += copies() ? 0 : take.keptBytes();
    }
    boolean encoded = form.sound() && (!copies() || copiedSound().isEmpty());
    return bytes + (encoded ? takes.stream().mapToLong(Take::lapBytes).sum() : 0);
  }

  /** The clips' own packets of sound where the pictures are copied; empty where it is encoded. */
  Optional<SoundCopy> copiedSound() {
    return request.sound().leavesSound()
            && takes.stream().allMatch(take -> take.volume() == 1)
            && !extension().equals("webm")
        ? SoundCopy.of(copied())
        : Optional.empty();
  }

  /** Number of pictures of the result. */
  public int frames() {
    return copies() ? copied().stream().mapToInt(Clip::frames).sum() : encodedFrames();
  }

  /** The clips in the order in which they are copied, repeated ones several times. */
  List<Clip> copied() {
    List<Clip> clips = new ArrayList<>();
    for (Take take : takes) {
      for (int i = 0; i < take.repeat(); i++) {
        clips.add(take.clip());
      }
    }
    return clips;
  }

  /** A plan for some of the pictures, in this one's form. */
  StitchPlan of(List<Take> someTakes, List<Overlap> someOverlaps) {
    return new StitchPlan(
        request, sources, someTakes, someOverlaps, "a part is encoded", form, List.of());
  }

  StitchRequest request() {
    return request;
  }

  /** The clips' files and the music's as they were before they were read. */
  SourceFiles sources() {
    return sources;
  }

  List<Take> takes() {
    return takes;
  }

  List<Overlap> overlaps() {
    return overlaps;
  }

  StitchForm form() {
    return form;
  }

  List<String> notes() {
    return notes;
  }

  /** Number of pictures when encoded: every clip has a whole number of them in the new rate. */
  int encodedFrames() {
    return takes.stream().mapToInt(form::frames).sum()
        - overlaps.stream().mapToInt(Overlap::overlap).sum();
  }

  /** When each clip begins to appear in the result, in seconds. */
  List<Double> starts() {
    List<Double> starts = new ArrayList<>();
    double copied = 0;
    int frames = 0;
    for (int i = 0; i < takes.size(); i++) {
      frames -= i == 0 ? 0 : overlaps.get(i - 1).overlap();
      starts.add(copies() ? copied : form.seconds(frames));
      frames += form.frames(takes.get(i));
      copied += takes.get(i).seconds();
    }
    return starts;
  }

  /** Length of the result, in seconds. */
  double seconds() {
    return copies()
        ? takes.stream().mapToDouble(Take::seconds).sum()
        : form.seconds(encodedFrames());
  }
}
