package mediaworker.handlers.parents;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.handlers.parents.ShootResult.Picture;
import mediaworker.jobs.JobContext;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.picture.Resizer;
import mediaworker.media.timeline.WorkProgress;
import org.dhatim.fastexcel.HyperLink;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** The spreadsheet of a product shoot: what is known of the product, and its pictures. */
final class ShootSheet {

  private static final int THUMBNAIL = 160;
  private static final double POINTS_PER_PIXEL = 0.75;
  private static final double ROOM = 8;
  private static final int LONGEST_CELL = 32_000;

  private final AssetLibrary assets;
  private final Resizer resizer;
  private final JobContext context;

  ShootSheet(AssetLibrary assets, Ffmpeg ffmpeg, JobContext context) {
    this.assets = assets;
    this.resizer = new Resizer(ffmpeg);
    this.context = context;
  }

  void write(ShootResult result, Path file)
      throws IOException, AssetException, MediaException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(file);
        Workbook book = new Workbook(out, "Media Worker", "1.0")) {
      product(book.newWorksheet("Product"), result);
      pictures(book.newWorksheet("Pictures"), result.pictures());
    }
  }

  private static void product(Worksheet sheet, ShootResult result) {
    sheet.width(0, 24);
    sheet.width(1, 90);
    int row = 0;
    for (Map.Entry<String, String> entry : result.product().entrySet()) {
      row = line(sheet, row, entry.getKey(), entry.getValue());
    }
    if (!result.analysis().isEmpty()) {
      row = line(sheet, row, "analysis", result.analysis());
    }
    if (result.film().isPresent()) {
      sheet.value(row, 0, "film");
      sheet.style(row, 0).bold().set();
      link(sheet, row, 1, result.film().get());
    }
  }

  private static int line(Worksheet sheet, int row, String name, String value) {
    sheet.value(row, 0, name);
    sheet.style(row, 0).bold().verticalAlignment("top").set();
    sheet.value(row, 1, value.length() > LONGEST_CELL ? value.substring(0, LONGEST_CELL) : value);
    sheet.style(row, 1).wrapText(true).set();
    return row + 1;
  }

  private void pictures(Worksheet sheet, List<Picture> pictures)
      throws IOException, AssetException, MediaException, InterruptedException {
    List<String> heads = List.of("View", "Background", "Picture", "File", "Larger", "Note");
    int[] widths = {8, 14, 26, 44, 44, 40};
    for (int column = 0; column < heads.size(); column++) {
      sheet.value(0, column, heads.get(column));
      sheet.style(0, column).bold().set();
      sheet.width(column, widths[column]);
    }
    int row = 1;
    for (Picture picture : pictures) {
      context.cancellation().throwIfCancelled();
      sheet.value(row, 0, picture.variation().view());
      sheet.value(row, 1, picture.variation().background());
      Path file = assets.fetch(picture.picture(), context.workDir(), context.cancellation());
      Resizer.Size full = resizer.size(file, 1, context.cancellation());
      double factor = (double) THUMBNAIL / Math.max(full.width(), full.height());
      Resizer.Size small = resizer.size(file, factor, context.cancellation());
      Path thumbnail = context.workDir().resolve("thumbnail-" + row + ".png");
      resizer.resize(file, small, thumbnail, WorkProgress.NONE, context.cancellation());
      sheet.rowHeight(row, small.height() * POINTS_PER_PIXEL + ROOM);
      sheet.addImage(row, 2, Files.readAllBytes(thumbnail), small.width(), small.height());
      link(sheet, row, 3, picture.picture());
      link(sheet, row, 4, picture.larger());
      sheet.value(row, 5, picture.error() == null ? "" : picture.error());
      row++;
    }
    sheet.freezePane(0, 1);
  }

  /** Places are told as in the rows, from the base folder; a URL can be opened. */
  private static void link(Worksheet sheet, int row, int column, String place) {
    if (place.matches("(?is)https?://.*")) {
      sheet.hyperlink(row, column, new HyperLink(place, place));
    } else {
      String name = place.substring(place.lastIndexOf('/') + 1);
      String target = place.startsWith("output/") ? place.substring("output/".length()) : place;
      sheet.hyperlink(row, column, new HyperLink(target.replace(" ", "%20"), name));
    }
  }
}
