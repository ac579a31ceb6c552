package mediaworker.webhooks;

import java.util.Optional;

/**
 * How notices are sent.
 *
 * @param secret what they are signed with; empty to send them unsigned
 * @param allowPrivate whether they may go to this machine and to private networks
 */
public record WebhookSettings(Optional<String> secret, boolean allowPrivate) {

  /** Secrets are not for printing. */
  @Override
  public String toString() {
    return "WebhookSettings[signed " + secret.isPresent() + "]";
  }
}
