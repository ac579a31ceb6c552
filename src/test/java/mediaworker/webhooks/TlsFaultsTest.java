package mediaworker.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import mediaworker.jobs.Notice;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real handshakes with receivers whose certificates are wrong in one way each. */
class TlsFaultsTest {

  private static final String PASSWORD = "changeit";

  @TempDir Path folder;

  @Test
  void a_certificate_of_an_authority_that_is_not_trusted_is_told_as_such() throws Exception {
    KeyStore keys = certificate("localhost", "-1d");
    try (MockWebServer secure = secure(keys)) {
      Delivery.Outcome outcome = send("https://localhost:" + secure.getPort() + "/told");

      assertThat(outcome)
          .isEqualTo(
              new Delivery.Outcome.Refused(
                  "The certificate of localhost is not signed by an authority that this machine"
                      + " trusts, or the server does not send the certificates between the two.",
                  null,
                  false));
    }
  }

  @Test
  void a_receiver_that_speaks_no_https_is_told_as_such() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 8, InetAddress.getByName("localhost"))) {
      Thread answering = new Thread(() -> answerInPlainText(plain));
      answering.start();

      Delivery.Outcome outcome = send("https://localhost:" + plain.getLocalPort() + "/told");

      assertThat(outcome)
          .isInstanceOfSatisfying(
              Delivery.Outcome.Refused.class,
              refused ->
                  assertThat(refused.sentence())
                      .startsWith("No secure connection to localhost could be made (")
                      .endsWith(
                          "If it speaks no HTTPS at port "
                              + plain.getLocalPort()
                              + ", write http:// in callback_url."));
    }
  }

  @Test
  void a_certificate_that_has_expired_is_told_as_such() throws Exception {
    assertThat(refusal(certificate("localhost", "-30d")))
        .isEqualTo("The certificate of localhost has expired. It has to be renewed there.");
  }

  @Test
  void a_certificate_that_is_not_valid_yet_is_told_as_such() throws Exception {
    assertThat(refusal(certificate("localhost", "+10d")))
        .isEqualTo(
            "The certificate of localhost is not valid yet. Is the clock of this machine right?");
  }

  @Test
  void a_certificate_for_other_names_is_told_as_such() throws Exception {
    assertThat(refusal(certificate("hooks.example", "-1d")))
        .startsWith("The certificate of localhost is for other names.");
  }

  private static void answerInPlainText(ServerSocket plain) {
    try {
      while (true) {
        try (Socket client = plain.accept()) {
          client.getInputStream().read(new byte[5]);
          client
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException e) {
      // The test has closed it.
    }
  }

  private static Delivery.Outcome send(String url) {
    Notice notice =
        new Notice(
            1,
            2,
            "noop",
            "completed",
            url,
            null,
            new Notice.Result(null, null, null, null, null),
            Instant.parse("2026-01-01T00:00:00Z"),
            1);
    return new Delivery(new WebhookSettings(Optional.empty(), true)).send(notice, Instant.now());
  }

  /** The sentence for a receiver with this certificate, whose authority is trusted. */
  private static String refusal(KeyStore keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", keys.getCertificate("authority"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    OkHttpClient client =
        new OkHttpClient.Builder()
            .sslSocketFactory(
                context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0])
            .build();
    try (MockWebServer secure = secure(keys)) {
      HttpUrl url = HttpUrl.get("https://localhost:" + secure.getPort() + "/told");
      SSLException e =
          catchThrowableOfType(
              SSLException.class,
              () -> client.newCall(new Request.Builder().url(url).build()).execute().close());
      return TlsFaults.sentence(url, e);
    }
  }

  private static MockWebServer secure(KeyStore keys) throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "receiver",
        keys.getKey("receiver", PASSWORD.toCharArray()),
        PASSWORD.toCharArray(),
        keys.getCertificateChain("receiver"));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(own, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    MockWebServer server = new MockWebServer();
    server.useHttps(context.getSocketFactory());
    server.start();
    return server;
  }

  /**
   * A certificate and its authority, made with the JDK's own tool.
   *
   * @param host the one it is for
   * @param from when it begins to hold, from now on, for five days
   */
  private KeyStore certificate(String host, String from) throws Exception {
    Path request = folder.resolve("receiver.csr");
    Path signed = folder.resolve("receiver.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "authority",
        "-dname",
        "CN=Authority",
        "-keyalg",
        "EC",
        "-ext",
        "bc:critical=ca:true",
        "-startdate",
        "-60d",
        "-validity",
        "120");
    keytool("-genkeypair", "-alias", "receiver", "-dname", "CN=" + host, "-keyalg", "EC");
    keytool("-certreq", "-alias", "receiver", "-file", request.toString());
    keytool(
        "-gencert",
        "-alias",
        "authority",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString(),
        "-rfc",
        "-ext",
        "san=dns:" + host,
        "-startdate",
        from,
        "-validity",
        "5");
    keytool("-importcert", "-noprompt", "-alias", "receiver", "-file", signed.toString());
    return KeyStore.getInstance(folder.resolve("keys.p12").toFile(), PASSWORD.toCharArray());
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", folder.resolve("keys.p12").toString()));
    Path output = folder.resolve("keytool.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
  }
}
