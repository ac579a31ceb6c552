package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.providers.RemoteOutput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Outputs as the ledger has them: {@code [{"url": …}, {"file": …, "type": "png"}, {"text": …}]}.
 */
final class OutputsJson {

  private static final JsonMapper JSON = JsonMapper.shared();

  private OutputsJson() {}

  static String write(List<RemoteOutput> outputs) {
    ArrayNode list = JSON.createArrayNode();
    for (RemoteOutput output : outputs) {
      if (output instanceof RemoteOutput.Url url) {
        list.addObject().put("url", url.url());
      } else if (output instanceof RemoteOutput.Bytes bytes) {
        list.addObject().put("file", bytes.file().toString()).put("type", bytes.extension());
      } else if (output instanceof RemoteOutput.Text text) {
        list.addObject().put("text", text.text());
      }
    }
    return JSON.writeValueAsString(list);
  }

  static List<RemoteOutput> read(@Nullable String json) {
    List<RemoteOutput> outputs = new ArrayList<>();
    if (json == null) {
      return outputs;
    }
    for (JsonNode output : JSON.readTree(json)) {
      if (output.has("url")) {
        outputs.add(new RemoteOutput.Url(output.get("url").asString()));
      } else if (output.has("file")) {
        outputs.add(
            new RemoteOutput.Bytes(
                Path.of(output.get("file").asString()), output.path("type").asString("bin")));
      } else {
        outputs.add(new RemoteOutput.Text(output.path("text").asString("")));
      }
    }
    return outputs;
  }
}
