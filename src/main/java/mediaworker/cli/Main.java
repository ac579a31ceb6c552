package mediaworker.cli;

import java.util.List;

/** Probe. */
public final class Main {
  private Main() {}

  /** Probe. */
  public static void main(String[] args) {
    System.out.println(List.of(args));
  }
}
