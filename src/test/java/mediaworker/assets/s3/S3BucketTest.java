package mediaworker.assets.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import mediaworker.assets.AssetException;
import mediaworker.concurrent.Cancellation;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads, against a server that checks what it is sent. */
class S3BucketTest {

  private static final byte[] PNG =
      "\u0089PNG\r\n\u001a\nmore".getBytes(StandardCharsets.ISO_8859_1);

  @TempDir Path folder;
  private final Cancellation cancellation = new Cancellation();
  private final List<Double> progress = new ArrayList<>();
  private FakeS3 server;
  private Path file;

  @BeforeEach
  void start() throws Exception {
    server = new FakeS3();
    file = Files.write(folder.resolve("a.png"), PNG);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void the_server_of_these_tests_signs_as_amazon_documents_it() throws Exception {
    Map<String, String> headers = new LinkedHashMap<>();
    String hash = SignatureV4.sha256("Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8));
    headers.put("date", "Fri, 24 May 2013 00:00:00 GMT");
    headers.put("host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", hash);
    headers.put("x-amz-date", "20130524T000000Z");
    headers.put("x-amz-storage-class", "REDUCED_REDUNDANCY");

    assertThat(
            SignatureV4.of(
                "PUT",
                "/test%24file.text",
                headers,
                hash,
                "20130524T000000Z",
                "us-east-1",
                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        .isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void a_file_is_put_under_its_own_key_with_its_type() throws Exception {
    String url = upload("output/Käse & co+1.png");

    assertThat(url)
        .isEqualTo("https://cdn.example/made/here/7-c1/output/K%C3%A4se%20%26%20co%2B1.png");
    FakeS3.Stored stored =
        server.objects().get("/studio/made/here/7-c1/output/K%C3%A4se%20%26%20co%2B1.png");
    assertThat(stored.contentType()).isEqualTo("image/png");
    assertThat(stored.bytes()).isEqualTo(PNG);
    assertThat(progress).endsWith(1.0);
  }

  @Test
  void temporary_keys_come_with_their_token() throws Exception {
    S3Settings lasting = server.settings(true);
    S3Settings temporary =
        new S3Settings(
            lasting.place(),
            new S3Settings.Credentials(FakeS3.KEY_ID, FakeS3.SECRET, "token"),
            "",
            null,
            true);

    String url =
        new S3Bucket(temporary, Clock.systemUTC(), Duration.ZERO)
            .upload(file, "7-c1", "output/a.png", progress::add, cancellation);

    assertThat(url).isEqualTo(server.endpoint() + "/studio/7-c1/output/a.png");
    assertThat(server.objects()).containsOnlyKeys("/studio/7-c1/output/a.png");
    assertThat(server.token()).isEqualTo("token");
  }

  @Test
  void a_key_that_no_header_takes_is_in_no_exception() {
    S3Settings lasting = server.settings(true);
    S3Settings torn =
        new S3Settings(
            lasting.place(),
            new S3Settings.Credentials(FakeS3.KEY_ID, FakeS3.SECRET, "EXAMPLE…token"),
            "",
            null,
            true);

    Throwable thrown =
        catchThrowable(() -> new S3Bucket(torn, Clock.systemUTC(), Duration.ZERO).check());

    assertThat(thrown).hasMessageContaining("X-Amz-Security-Token").hasNoCause();
    assertThat(thrown.getMessage()).doesNotContain("EXAMPLE");
  }

  @Test
  void a_busy_server_is_asked_again() throws Exception {
    server.fail(503, "SlowDown");
    server.fail(500, "InternalError");
    server.answer(
        new MockResponse.Builder()
            .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
            .build());

    upload("output/a.png");

    assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(server.objects()).hasSize(1);
  }

  @Test
  void a_server_that_stays_busy_is_given_up_for_now() {
    for (int i = 0; i < 4; i++) {
      server.fail(503, "SlowDown");
    }

    AssetException e = failure();

    assertThat(e.worthRetrying()).isTrue();
    assertThat(e.sentence()).isEqualTo("the bucket studio answered 503 SlowDown (request R1)");
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void wrong_keys_are_told_at_once_and_never_shown() {
    server.fail(403, "InvalidAccessKeyId");

    AssetException e = failure();

    assertThat(e.sentence())
        .startsWith("the bucket studio answered 403 InvalidAccessKeyId (request R1): check AWS_")
        .doesNotContain(FakeS3.KEY_ID, FakeS3.SECRET);
    assertThat(server.requests()).hasSize(1);
    assertThat(server.settings(true).toString()).doesNotContain(FakeS3.KEY_ID, FakeS3.SECRET);
  }

  @Test
  void a_clock_that_is_wrong_and_keys_that_have_expired_are_told_as_such() {
    server.fail(403, "RequestTimeTooSkewed");
    assertThat(failure().sentence())
        .isEqualTo(
            "the bucket studio answered 403 RequestTimeTooSkewed (request R1): set this machine's"
                + " clock");

    server.fail(400, "ExpiredToken");
    AssetException expired = failure();
    assertThat(expired.sentence())
        .isEqualTo(
            "the bucket studio answered 400 ExpiredToken (request R1): the temporary keys have"
                + " expired; set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew");
    assertThat(expired.worthRetrying()).isFalse();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void a_region_that_stands_in_the_answer_s_text_alone_is_told_too() {
    server.answer(
        new MockResponse.Builder()
            .code(400)
            .body(
                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message>"
                    + "<Region>us-west-2</Region></Error>")
            .build());

    assertThat(failure().sentence())
        .isEqualTo(
            "the bucket studio answered 400 AuthorizationHeaderMalformed: it lies in us-west-2, so"
                + " set AWS_REGION to that");
  }

  @Test
  void a_bucket_of_another_region_is_told_with_its_region() {
    server.answer(
        new MockResponse.Builder()
            .code(301)
            .addHeader("x-amz-bucket-region", "us-west-2")
            .addHeader("Location", "http://elsewhere.invalid/")
            .build());

    assertThat(failure().sentence())
        .isEqualTo(
            "the bucket studio answered 301: it lies in us-west-2, so set AWS_REGION to that");
  }

  @Test
  void a_file_that_no_request_can_hold_is_refused_before_it_is_sent() throws Exception {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(S3Bucket.MOST_BYTES + 1);
    }

    assertThat(failure().sentence()).contains("larger than 5 GiB");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void a_cancelled_job_is_not_uploaded_any_further() {
    server.fail(503, "SlowDown");
    server.onRequest(() -> cancellation.cancel(Cancellation.Reason.TAKEN_BACK));

    assertThatThrownBy(() -> upload("output/a.png")).isInstanceOf(CancellationException.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void the_check_asks_for_the_bucket_itself() throws Exception {
    bucket().check();
    assertThat(server.requests()).containsExactly("HEAD /studio");

    server.fail(404, "");
    assertThatThrownBy(() -> bucket().check()).hasMessageContaining("check S3_BUCKET_NAME");
    server.fail(400, "");
    assertThatThrownBy(() -> bucket().check())
        .hasMessageContaining("check AWS_REGION, and whether AWS_SESSION_TOKEN has expired");
    server.close();
    assertThatThrownBy(() -> bucket().check())
        .hasMessage("the connection to localhost could not be made or broke");
  }

  @Test
  void amazons_buckets_have_hosts_of_their_own_but_for_dots() {
    assertThat(amazon("studio").objectUrl("a b"))
        .isEqualTo("https://studio.s3.eu-west-1.amazonaws.com/a%20b");
    assertThat(amazon("my.studio").publicUrl("a"))
        .isEqualTo("https://s3.eu-west-1.amazonaws.com/my.studio/a");
  }

  @Test
  void our_own_urls_lead_back_to_local_places() {
    S3Address address = new S3Address(server.settings(true));
    String url = address.publicUrl(address.key("7-c1", "output/Käse +1.png"));

    assertThat(address.upload(url + "?a=b"))
        .contains(new S3Address.Upload("made/here/7-c1/output/Käse +1.png", "output/Käse +1.png"));
    assertThat(address.upload("https://cdn.example/else/7-c1/output/a.png")).isEmpty();
    assertThat(address.upload(url + "?versionId=3")).isEmpty();
    assertThat(address.key("7-c1", "/mnt/disk/a.png")).isEqualTo("made/here/7-c1/a.png");
  }

  private static S3Address amazon(String bucket) {
    return new S3Address(
        new S3Settings(
            new S3Settings.Place(bucket, "eu-west-1", null),
            new S3Settings.Credentials("a", "b", null),
            "",
            null,
            true));
  }

  private S3Bucket bucket() {
    return new S3Bucket(server.settings(true), Clock.systemUTC(), Duration.ofMillis(1));
  }

  private String upload(String place) throws Exception {
    return bucket().upload(file, "7-c1", place, progress::add, cancellation);
  }

  private AssetException failure() {
    return catchThrowableOfType(AssetException.class, () -> upload("output/a.png"));
  }
}
