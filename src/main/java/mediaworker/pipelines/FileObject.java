package mediaworker.pipelines;

import java.util.Set;
import java.util.function.Consumer;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a pipeline file whose fields are checked.
 *
 * @param where what it is, for a sentence: {@code Step cut}
 * @param problems is told what is wrong
 */
record FileObject(ObjectNode fields, String where, Consumer<String> problems) {

  /** Whether a field is set; null where it is not said. */
  @Nullable Boolean flag(String name) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isBoolean()) {
      problems.accept(where + ": \"" + name + "\" must be true or false.");
      return null;
    }
    return value.asBoolean();
  }

  /** Tells of fields that there are beside the known ones. */
  void refuseOthers(Set<String> known) {
    for (String name : fields.propertyNames()) {
      if (!known.contains(name)) {
        problems.accept(
            where
                + " has a field \""
                + name
                + "\", which is not known"
                + Spelling.end(name, known));
      }
    }
  }
}
