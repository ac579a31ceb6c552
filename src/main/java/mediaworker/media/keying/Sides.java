package mediaworker.media.keying;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the matte's filters need beside a clip: its plate (planes Y, U, V), once or for each
 * frame, and for each frame the references of its subject (planes {@link ReferenceCoverage}, {@link
 * NaturalColor}, those of {@link SubjectColor}, and {@link ShadowDepth}, which is empty where
 * shadows are dropped). Used by one thread.
 */
final class Sides {

  private static final int PLATE_PLANES = 3;
  static final int SUBJECT_PLANES = 3 + SubjectColor.PLANES;

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final CleanPlate plate;
  private final @Nullable MovingPlate moving;
  private final KeyingSettings settings;
  private final Path workDir;

  /**
   * For one clip.
   *
   * @param moving null where one plate serves for the whole clip
   */
  Sides(
      AnalysisGrid grid,
      MeasuredKey key,
      CleanPlate plate,
      @Nullable MovingPlate moving,
      KeyingSettings settings,
      Path workDir) {
    this.grid = grid;
    this.key = key;
    this.plate = plate;
    this.moving = moving;
    this.settings = settings;
    this.workDir = workDir;
  }

  /** Goes through the clip and writes the files, in the order of {@link MatteGraph#chains}. */
  List<SideInput> write(ClipFrames clip, Zones zones)
      throws MediaException, IOException, InterruptedException {
    byte[] still = plate.pixels();
    ReferenceCoverage reference = new ReferenceCoverage(grid, key);
    NaturalColor natural = new NaturalColor(grid, key, settings.spill().balance());
    boolean shadows = settings.corrections().shadow() == KeyingSettings.Shadow.KEEP;
    SubjectColor color = new SubjectColor(grid);
    ShadowDepth shadow = new ShadowDepth(plate, key, settings.matte().tolerance());
    int cells = grid.cells();
    byte[] planes = new byte[SUBJECT_PLANES * cells];
    try (SideInput.Writer subjects = writer(SUBJECT_PLANES);
        SideInput.Writer plates = writer(PLATE_PLANES)) {
      clip.forEach(
          (index, pixels) -> {
            byte[] empty = still;
            if (moving != null) {
              empty = moving.of(pixels);
              plates.add(empty);
            }
            byte[] references = reference.of(pixels, empty);
            zones.apply(references);
            System.arraycopy(references, 0, planes, 0, cells);
            byte[] own = natural.of(pixels, reference);
            zones.keepColours(own);
            System.arraycopy(own, 0, planes, cells, cells);
            byte[] colors = color.of(pixels, empty, reference);
            System.arraycopy(colors, 0, planes, 2 * cells, colors.length);
            if (shadows) {
              System.arraycopy(shadow.of(pixels), 0, planes, 2 * cells + colors.length, cells);
            }
            subjects.add(planes);
          });
      SideInput plateSide =
          moving == null
              ? SideInput.still(workDir, grid.width(), grid.height(), PLATE_PLANES, still)
              : plates.finish(clip.timeBase(), clip.times());
      return List.of(plateSide, subjects.finish(clip.timeBase(), clip.times()));
    }
  }

  private SideInput.Writer writer(int planes) throws IOException {
    return SideInput.writer(workDir, grid.width(), grid.height(), planes);
  }
}
