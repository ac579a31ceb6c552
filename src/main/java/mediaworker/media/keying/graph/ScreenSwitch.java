package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.media.keying.analysis.ScreenStretch;

/**
 * One graph for a clip that shows several screens. Of the graphs of each, which are the same but
 * for numbers, every filter that differs becomes a row of filters, one for each screen, of which
 * FFmpeg's timeline enables the one whose screen is shown; the others hand on their first input as
 * it is. So the change falls between two pictures, in one run, whatever the output. Pure.
 */
final class ScreenSwitch {

  /** A picture's time may be rounded on its way, so a stretch counts from a little earlier. */
  private static final double EARLIER = 0.0005;

  /** Labels in, filters, labels out. */
  private static final Pattern CHAIN =
      Pattern.compile("((?:\\[[^\\]]*])*)(.*?)((?:\\[[^\\]]*])*)", Pattern.DOTALL);

  private static final Pattern LABEL = Pattern.compile("\\[([^\\]]*)]");

  /** A comma, but not within quotes. */
  private static final Pattern COMMA = Pattern.compile(",(?=(?:[^']*'[^']*')*[^']*$)");

  private final List<String> when;

  /**
   * Of some screens.
   *
   * @param stretches of the clip, in order
   * @param screens number of the screen that each shows, counted from 0
   */
  ScreenSwitch(List<ScreenStretch> stretches, List<Integer> screens) {
    List<String> times = new ArrayList<>(Collections.nCopies(1 + Collections.max(screens), ""));
    for (int i = 0; i < screens.size(); i++) {
      List<String> bounds = new ArrayList<>();
      if (i > 0) {
        bounds.add("gte(t,%s)".formatted(seconds(stretches.get(i))));
      }
      if (i + 1 < screens.size()) {
        bounds.add("lt(t,%s)".formatted(seconds(stretches.get(i + 1))));
      }
      String before = times.get(screens.get(i));
      times.set(screens.get(i), (before.isEmpty() ? "" : before + "+") + String.join("*", bounds));
    }
    when = times;
  }

  /**
   * The graph.
   *
   * @param graphs chains for each screen
   */
  List<String> chains(List<List<String>> graphs) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < graphs.get(0).size(); i++) {
      int chain = i;
      List<String> forms = graphs.stream().map(graph -> graph.get(chain)).toList();
      if (new HashSet<>(forms).size() == 1) {
        all.add(forms.get(0));
      } else {
        all.addAll(switched(forms));
      }
    }
    return all;
  }

  private List<String> switched(List<String> forms) {
    List<Matcher> parts = forms.stream().map(ScreenSwitch::parts).toList();
    List<List<String>> filters =
        parts.stream().map(part -> List.of(COMMA.split(part.group(2), -1))).toList();
    List<String> chains = new ArrayList<>();
    String in = parts.get(0).group(1);
    List<String> inputs = LABEL.matcher(in).results().map(label -> label.group(1)).toList();
    List<String> row = new ArrayList<>();
    for (int at = 0; at < filters.get(0).size(); at++) {
      int filter = at;
      List<String> own = filters.stream().map(list -> list.get(filter)).toList();
      if (new HashSet<>(own).size() == 1) {
        row.add(own.get(0));
      } else if (at == 0 && inputs.size() == 2) {
        // Each needs the second input.
        String second = inputs.get(1);
        chains.add("[%s]split=%d%s".formatted(second, own.size(), labels(second, 0, own.size())));
        for (int screen = 0; screen < own.size() - 1; screen++) {
          chains.add(
              in(inputs, screen)
                  + enabled(own.get(screen), screen)
                  + "["
                  + inputs.get(0)
                  + "till"
                  + screen
                  + "]");
        }
        in = in(inputs, own.size() - 1);
        row.add(enabled(own.get(own.size() - 1), own.size() - 1));
      } else {
        for (int screen = 0; screen < own.size(); screen++) {
          row.add(enabled(own.get(screen), screen));
        }
      }
    }
    chains.add(in + String.join(",", row) + parts.get(0).group(3));
    return chains;
  }

  /** The inputs of a screen's filter: what the one before it hands on, and its second input. */
  private static String in(List<String> inputs, int screen) {
    String first = inputs.get(0) + (screen == 0 ? "" : "till" + (screen - 1));
    return "[" + first + "]" + labels(inputs.get(1), screen, screen + 1);
  }

  private static String labels(String label, int from, int end) {
    StringBuilder labels = new StringBuilder();
    for (int screen = from; screen < end; screen++) {
      labels.append('[').append(label).append("of").append(screen).append(']');
    }
    return labels.toString();
  }

  private String enabled(String filter, int screen) {
    return filter + (filter.contains("=") ? ":" : "=") + "enable='" + when.get(screen) + "'";
  }

  private static Matcher parts(String chain) {
    Matcher parts = CHAIN.matcher(chain);
    if (!parts.matches()) {
      throw new IllegalStateException("A chain of filters cannot be told apart.");
    }
    return parts;
  }

  private static String seconds(ScreenStretch stretch) {
    return String.format(Locale.ROOT, "%.6f", stretch.from() - EARLIER);
  }
}
