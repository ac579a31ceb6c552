package mediaworker.providers;

/** A key. Prints as ***, so that it reaches no log by accident. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The key itself, for a request's header alone. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
