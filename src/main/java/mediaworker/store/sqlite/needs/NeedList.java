package mediaworker.store.sqlite.needs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the column {@code depends_on}. */
public final class NeedList {

  private NeedList() {}

  /**
   * The ids in a list like {@code [7, 8]}; {@code 7, 8} and ids written as texts are taken too.
   *
   * @return empty for what is no such list
   */
  static Optional<Set<Long>> read(String text) {
    String inner = text.strip();
    if (inner.startsWith("[") && inner.endsWith("]")) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    Set<Long> ids = new LinkedHashSet<>();
    if (inner.isEmpty()) {
      return Optional.of(ids);
    }
    for (String part : inner.split(",", -1)) {
      String id = part.strip().replaceFirst("^\"(.*)\"$", "$1");
      if (!id.matches("\\d{1,18}")) {
        return Optional.empty();
      }
      ids.add(Long.parseLong(id));
    }
    return Optional.of(ids);
  }

  /** The list as the column has it; null for none. */
  public static @Nullable String write(List<Long> ids) {
    return ids.isEmpty() ? null : new ArrayList<>(ids).toString();
  }
}
