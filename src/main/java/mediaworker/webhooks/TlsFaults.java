package mediaworker.webhooks;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Why a receiver could not be told over HTTPS, in words for a person: the library's are not. */
final class TlsFaults {

  private TlsFaults() {}

  /**
   * The sentence for a connection that TLS did not let come about.
   *
   * @param url where it was to lead
   * @param e what the TLS library or the look at the certificate's names said
   */
  static String sentence(HttpUrl url, SSLException e) {
    String certificate = "The certificate of " + url.host();
    // The dates first: a path that cannot be built may have one that is over as its cause.
    if (has(e, CertificateExpiredException.class)) {
      return certificate + " has expired. It has to be renewed there.";
    }
    if (has(e, CertificateNotYetValidException.class)) {
      return certificate + " is not valid yet. Is the clock of this machine right?";
    }
    if (has(e, SSLPeerUnverifiedException.class)) {
      return certificate
          + " is for other names. Write one of them in callback_url, or give the server a"
          + " certificate for this one.";
    }
    if (has(e, CertPathBuilderException.class)) {
      return certificate
          + " is not signed by an authority that this machine trusts, or the server does not send"
          + " the certificates between the two.";
    }
    if (has(e, CertificateException.class)) {
      return certificate + " is not accepted: " + e.getMessage() + ".";
    }
    return "No secure connection to "
        + url.host()
        + " could be made ("
        + e.getMessage()
        + "). If it speaks no HTTPS at port "
        + url.port()
        + ", write http:// in callback_url.";
  }

  private static boolean has(Throwable e, Class<? extends Throwable> type) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }
}
