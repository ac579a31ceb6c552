package mediaworker.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.QueueState;

/**
 * How full a lane is.
 *
 * @param lane its name; a provider's where it is one's
 * @param places how many jobs it takes at once
 * @param busy jobs in it now, of all workers on the database
 * @param waiting jobs that could run but for a place or a thread
 */
record LaneLook(String lane, long places, long busy, long waiting) {

  /**
   * All lanes.
   *
   * @param providers the places of each provider that is in use, by name
   */
  static List<LaneLook> of(Lanes lanes, Map<String, Integer> providers, QueueState state) {
    List<LaneLook> looks = new ArrayList<>();
    for (Lanes.Limit limit : lanes.limits()) {
      long busy = 0;
      long waiting = 0;
      for (QueueState.Depth depth : state.depths()) {
        if (limit.covers(depth.kind())) {
          busy += depth.running();
          waiting += depth.ready();
        }
      }
      looks.add(new LaneLook(limit.lane().replace(' ', '_'), limit.places(), busy, waiting));
    }
    Map<String, Integer> underWay = new TreeMap<>();
    state.providers().forEach(use -> underWay.put(use.name(), use.underWay()));
    new TreeMap<>(providers)
        .forEach(
            (name, places) ->
                looks.add(
                    new LaneLook(
                        name,
                        places,
                        underWay.getOrDefault(name, 0),
                        state.heldBack().getOrDefault(name, 0L))));
    return looks;
  }
}
