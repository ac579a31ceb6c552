package mediaworker.text;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the text of a path in a row may mean: browsers and Windows write it in other ways. Pure. */
public final class PathSpelling {

  private PathSpelling() {}

  /**
   * The paths that a text may stand for, the likeliest first: itself, without what is put behind a
   * "?" for browsers, and each with slashes for backslashes.
   */
  public static Set<String> of(String text) {
    List<String> spellings = new ArrayList<>(List.of(text));
    int query = text.lastIndexOf('?');
    if (query > 0) {
      spellings.add(text.substring(0, query)); // "…mp4?v=123"
    }
    Set<String> all = new LinkedHashSet<>();
    for (String spelling : spellings) {
      all.add(spelling);
      all.add(spelling.replace('\\', '/'));
    }
    return all;
  }

  /** The same below the base folder, where a leading slash means that folder too. */
  public static String below(String spelling) {
    return spelling.replaceFirst("^/+", "");
  }
}
