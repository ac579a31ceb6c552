package mediaworker.pipelines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a step with {@code for_each} goes through: a list, each element of which is {@code ${item}},
 * or several named lists, of which every combination is taken. {@code ${index}} counts from 1.
 */
final class Loop {

  private Loop() {}

  /**
   * How many turns there are, without making them.
   *
   * @param over as for {@link #turns}
   * @return 0 when it is neither a list nor named lists; at the most {@link Long#MAX_VALUE}
   */
  static long count(JsonNode over) {
    if (over instanceof ArrayNode list) {
      return list.size();
    }
    if (!(over instanceof ObjectNode lists) || lists.isEmpty()) {
      return 0;
    }
    long turns = 1;
    for (JsonNode list : lists) {
      long size = list instanceof ArrayNode ? list.size() : 0;
      turns = size > 0 && turns > Long.MAX_VALUE / size ? Long.MAX_VALUE : turns * size;
    }
    return turns;
  }

  /**
   * The variables of each turn.
   *
   * @param over the value of {@code for_each}, its variables replaced
   * @return empty when it is neither a list nor named lists
   */
  static Optional<List<Map<String, JsonNode>>> turns(JsonNode over) {
    List<Map<String, JsonNode>> turns = new ArrayList<>();
    if (over instanceof ArrayNode list) {
      list.forEach(item -> turns.add(new LinkedHashMap<>(Map.of("item", item))));
    } else if (over instanceof ObjectNode lists && !lists.isEmpty()) {
      turns.add(new LinkedHashMap<>());
      for (Map.Entry<String, JsonNode> named : lists.properties()) {
        if (!(named.getValue() instanceof ArrayNode list)) {
          return Optional.empty();
        }
        List<Map<String, JsonNode>> before = List.copyOf(turns);
        turns.clear();
        for (Map<String, JsonNode> turn : before) {
          for (JsonNode item : list) {
            Map<String, JsonNode> longer = new LinkedHashMap<>(turn);
            longer.put(named.getKey(), item);
            turns.add(longer);
          }
        }
      }
    } else {
      return Optional.empty();
    }
    for (int i = 0; i < turns.size(); i++) {
      turns.get(i).put("index", JsonMapper.shared().valueToTree(i + 1));
    }
    return Optional.of(turns);
  }
}
