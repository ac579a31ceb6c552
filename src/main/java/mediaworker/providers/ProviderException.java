package mediaworker.providers;

/** A request that cannot be made or was refused, with its {@link Fault}. */
public final class ProviderException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  public ProviderException(Fault fault) {
    super(fault.sentence());
    this.fault = fault;
  }

  /** The request is wrong; nothing was sent. */
  public static ProviderException invalid(String sentence) {
    return new ProviderException(Fault.of(FailureClass.INVALID_INPUT, sentence));
  }

  /** What went wrong. */
  public Fault fault() {
    return fault;
  }
}
