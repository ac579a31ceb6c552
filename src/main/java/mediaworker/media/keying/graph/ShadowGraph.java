package mediaworker.media.keying.graph;

import java.util.List;

/**
 * The part of the graph that lays black under the subject, as opaque as the shadow there is deep.
 *
 * <p>From {@code [cy]}, {@code [cu]}, {@code [cv]}, {@code [alpha]} and {@code [shadow]} to {@code
 * [by]}, {@code [bu]}, {@code [bv]} and {@code [opaque]}.
 */
final class ShadowGraph {

  private ShadowGraph() {}

  static List<String> chains(PlaneSizes sizes) {
    return List.of(
        "[alpha]split=2[front][front2]",
        "[front][shadow]blend=all_mode=screen,split=2[opaque][opaque2]",
        "[front2][opaque2]lut2=c0='if(gt(y,0),clip(255*x/y,0,255),255)',split=2[light][light2]",
        "[light2]" + sizes.chroma().scale("bilinear") + ",split=2[light3][light4]",
        "[cy][light]lut2=c0='16+(x-16)*y/255'[by]",
        "[cu][light3]lut2=c0='128+(x-128)*y/255'[bu]",
        "[cv][light4]lut2=c0='128+(x-128)*y/255'[bv]");
  }
}
