package mediaworker.store.sqlite.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Lanes.Limit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes {@code workers.lanes}, by which people see what a worker limits. */
public final class LaneList {

  private LaneList() {}

  /** A list like {@code [{"lane":"cpu","places":2,"types":["keying","trim"]}]}. */
  static String write(Lanes lanes) {
    ArrayNode all = JsonMapper.shared().createArrayNode();
    for (Limit limit : lanes.limits()) {
      ObjectNode one = all.addObject();
      one.put("lane", limit.lane());
      one.put("places", limit.places());
      ArrayNode types = one.putArray(limit.allBut() ? "all_but" : "types");
      new TreeSet<>(limit.kinds()).forEach(types::add);
    }
    return all.toString();
  }

  /** What was written; nothing for a worker that has told of none, or what is no such list. */
  public static List<Limit> read(@Nullable String text) {
    List<Limit> limits = new ArrayList<>();
    try {
      for (JsonNode one : JsonMapper.shared().readTree(text == null ? "[]" : text)) {
        boolean allBut = one.has("all_but");
        Set<String> kinds = new TreeSet<>();
        one.path(allBut ? "all_but" : "types").forEach(kind -> kinds.add(kind.asString("")));
        limits.add(
            new Limit(one.path("lane").asString(""), one.path("places").asInt(0), kinds, allBut));
      }
    } catch (JacksonException e) {
      return List.of(); // it only serves to show
    }
    return limits;
  }
}
