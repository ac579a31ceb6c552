package mediaworker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The options of a command line that say where settings are, read before it is parsed.
 *
 * @param arguments the command line
 */
record EarlyArguments(List<String> arguments) {

  /** What is given for an option that counts once: the first value. */
  Optional<String> value(String option) {
    return values(option).stream().findFirst();
  }

  /** What follows each {@code --set}: "kling.model=…". */
  List<String> set() {
    return values("--set");
  }

  private List<String> values(String option) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(option + "=")) {
        found.add(argument.substring(option.length() + 1));
      } else if (argument.equals(option) && i + 1 < arguments.size()) {
        found.add(arguments.get(i + 1));
      }
    }
    return found;
  }
}
