package mediaworker.handlers.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary.Shelf;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.assets.Output;
import mediaworker.assets.s3.FakeS3;
import mediaworker.assets.s3.S3Bucket;
import mediaworker.assets.s3.UploadedAssets;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.RemoteJobHandler;
import mediaworker.jobs.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The upload as a job's last phase, with real files and a server that checks what it is sent. */
class UploadsTest {

  @TempDir Path folder;
  private FakeS3 server;
  private UploadedAssets assets;
  private Uploads uploads;
  private int runs;
  private int claims;
  private String input = "{}";
  private String createdAt = "2026-01-31 18:30:00.000000";
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    folder = folder.toRealPath();
    server = new FakeS3();
    build(true);
  }

  private void build(boolean keepLocal) {
    AssetSettings places =
        new AssetSettings(
            folder,
            folder.resolve("output"),
            folder.resolve("static/library"),
            List.of(),
            false,
            1 << 20,
            Duration.ofMinutes(1));
    S3Bucket bucket = new S3Bucket(server.settings(keepLocal));
    assets = new UploadedAssets(new FileAssetLibrary(places), server.settings(keepLocal), bucket);
    uploads =
        new Uploads(
            assets,
            bucket,
            new Uploads.Folders(
                folder, List.of(folder.resolve("output")), folder.resolve("notes"), keepLocal),
            Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void every_published_file_is_uploaded_and_urls_take_the_places_of_paths() throws Exception {
    JobResult.Finished finished =
        run(
            context ->
                new JobResult.Finished(publish(context, "a"), "Also: " + publish(context, "b")));

    assertThat(finished.result()).isEqualTo("https://cdn.example/made/here/7-claim-1/output/a.txt");
    assertThat(finished.note())
        .isEqualTo("Also: https://cdn.example/made/here/7-claim-1/output/b.txt");
    assertThat(server.objects())
        .containsOnlyKeys(
            "/studio/made/here/7-claim-1/output/a.txt", "/studio/made/here/7-claim-1/output/b.txt");
    assertThat(server.objects().values())
        .allMatch(stored -> stored.contentType().equals("text/plain; charset=utf-8"));
    assertThat(folder.resolve("output/a.txt")).hasContent("a");
    assertThat(folder.resolve("notes")).isEmptyDirectory();
    assertThat(progress).contains("uploading a.txt: 100 %");
  }

  @Test
  void texts_and_nothing_are_left_as_they_are() throws Exception {
    assertThat(run(context -> new JobResult.Finished("a blue\noutput/a.txt", "")).result())
        .isEqualTo("a blue\noutput/a.txt");
    assertThat(run(context -> new JobResult.Finished("worker.properties", "")).result())
        .isEqualTo("worker.properties");
    assertThat(run(context -> new JobResult.Finished(null, "")).result()).isNull();
    assertThat(server.requests()).isEmpty();
    assertThat(folder.resolve("notes")).doesNotExist();
  }

  @Test
  void after_a_failed_upload_only_what_is_missing_is_done() throws Exception {
    Work work =
        context -> {
          String first = publish(context, "a");
          String second = publish(context, "b");
          return new JobResult.Finished(
              first, "", List.of(first, second), "{\"extra_files\":[\"" + second + "\"]}");
        };
    server.onRequest(() -> failAfterFirst());

    JobFailure failure = catchThrowableOfType(JobFailure.class, () -> run(work));

    assertThat(failure.kind()).isEqualTo(JobFailure.Kind.TRANSIENT);
    assertThat(failure.sentence())
        .startsWith("The work is done and output/b.txt is here, but it could not be uploaded: the")
        .contains("403 AccessDenied")
        .endsWith("Another try uploads it without doing the work again.");
    server.onRequest(() -> {});
    JobResult.Finished finished = run(work);
    assertThat(runs).isEqualTo(1);
    assertThat(finished.outputs())
        .containsExactly(
            "https://cdn.example/made/here/7-claim-1/output/a.txt",
            "https://cdn.example/made/here/7-claim-2/output/b.txt");
    assertThat(finished.findings())
        .isEqualTo("{\"extra_files\":[\"https://cdn.example/made/here/7-claim-2/output/b.txt\"]}");
    assertThat(server.requests()).hasSize(3);
    assertThat(folder.resolve("notes")).isEmptyDirectory();
  }

  private void failAfterFirst() {
    if (server.requests().size() == 2) {
      server.fail(403, "AccessDenied");
    }
  }

  @Test
  void the_work_is_done_again_where_the_row_or_the_files_have_changed() throws Exception {
    Work work = context -> new JobResult.Finished(publish(context, "a"), "");
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    input = "{\"other\": 1}";
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    assertThat(runs).isEqualTo(2);
    Files.delete(folder.resolve("output/a-2.txt"));
    run(work);
    assertThat(runs).isEqualTo(3);
    run(work);
    assertThat(runs).as("after a success").isEqualTo(4);
  }

  @Test
  void the_work_is_done_again_where_a_file_that_the_row_names_has_changed() throws Exception {
    Files.writeString(folder.resolve("in.txt"), "one");
    input = "{\"clips\": [{\"path\": \"in.txt\"}], \"title\": \"nothing\"}";
    Work work =
        context ->
            new JobResult.Finished(
                publish(context, Files.readString(folder.resolve("in.txt"))), "");
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    assertThat(runs).as("the same file").isEqualTo(1);

    Files.writeString(folder.resolve("in.txt"), "another");

    assertThat(run(work).result()).endsWith("/output/another.txt");
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void the_work_is_not_done_again_where_a_file_that_the_row_names_is_gone() throws Exception {
    Files.writeString(folder.resolve("in.txt"), "one");
    input = "{\"path\": \"in.txt\", \"title\": \"" + "a long title ".repeat(30) + "\"}";
    Work work = context -> new JobResult.Finished(publish(context, "a"), "");
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    Files.delete(folder.resolve("in.txt"));

    assertThat(run(work).result()).endsWith("/output/a.txt");
    assertThat(runs).isEqualTo(1);
  }

  @Test
  void a_file_that_changes_during_the_work_is_not_taken_for_what_was_worked_on() throws Exception {
    Files.writeString(folder.resolve("in.txt"), "one");
    input = "{\"path\": \"in.txt\"}";
    Work work =
        context -> {
          String place = publish(context, "a");
          Files.writeString(folder.resolve("in.txt"), "another");
          return new JobResult.Finished(place, "");
        };
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    run(work);

    assertThat(runs).isEqualTo(2);
  }

  @Test
  void the_work_is_done_again_for_another_row_of_the_same_id() throws Exception {
    Work work = context -> new JobResult.Finished(publish(context, "a"), "");
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    createdAt = "2026-01-31 18:30:00.000001";

    assertThat(run(work).result()).endsWith("/output/a-2.txt");
    assertThat(runs).isEqualTo(2);
  }

  @Test
  void a_note_of_an_earlier_version_that_names_neither_row_nor_files_counts() throws Exception {
    Work work = context -> new JobResult.Finished(publish(context, "a"), "");
    server.fail(403, "AccessDenied");
    catchThrowableOfType(JobFailure.class, () -> run(work));
    Path note = folder.resolve("notes/job-7.json");
    JsonMapper json = JsonMapper.shared();
    ObjectNode all = (ObjectNode) json.readTree(Files.readString(note));
    all.remove(List.of("row", "inputs"));
    Files.writeString(note, json.writeValueAsString(all));

    assertThat(run(work).result()).endsWith("/output/a.txt");
    assertThat(runs).isEqualTo(1);
  }

  @Test
  void local_files_may_go_once_the_row_is_recorded() throws Exception {
    build(false);
    run(context -> new JobResult.Finished(publish(context, "a"), ""));
    assertThat(folder.resolve("output/a.txt")).exists();

    uploads.close();

    assertThat(folder.resolve("output/a.txt")).doesNotExist();
    assertThat(server.objects()).hasSize(1);
  }

  @Test
  void a_url_of_ours_is_read_from_the_local_file() throws Exception {
    String url = run(context -> new JobResult.Finished(publish(context, "a"), "")).result();

    assertThat(assets.fetch(url, folder, new Cancellation()))
        .isEqualTo(folder.resolve("output/a.txt"));
  }

  @Test
  void a_url_of_ours_is_not_answered_with_another_upload_s_local_file() throws Exception {
    Work work = context -> new JobResult.Finished(publish(context, "a"), "");
    String first = run(work).result();
    Files.delete(folder.resolve("output/a.txt"));
    Files.writeString(folder.resolve("output/a.txt"), "b");

    assertThatThrownBy(() -> assets.fetch(first, folder, new Cancellation()))
        .as("asked of where the URL points")
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("cdn.example");
  }

  @Test
  void objects_of_another_s_upload_and_gone_ones_are_asked_of_where_the_url_points()
      throws Exception {
    String url = run(context -> new JobResult.Finished(publish(context, "a"), "")).result();

    assertThatThrownBy(
            () -> assets.fetch(url.replace("claim-1", "claim-9"), folder, new Cancellation()))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("claim-9");
  }

  @Test
  void a_local_file_is_told_by_its_object_s_etag_where_the_object_says_no_more() throws Exception {
    String url = run(context -> new JobResult.Finished(publish(context, "a"), "")).result();
    server.objects().replaceAll((key, it) -> new FakeS3.Stored(it.contentType(), it.bytes(), ""));

    assertThat(assets.fetch(url, folder, new Cancellation()))
        .isEqualTo(folder.resolve("output/a.txt"));
  }

  @Test
  void a_local_file_that_is_to_go_is_not_taken_for_its_url() throws Exception {
    build(false);
    String url = run(context -> new JobResult.Finished(publish(context, "a"), "")).result();

    assertThatThrownBy(() -> assets.fetch(url, folder, new Cancellation()))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("cdn.example");
  }

  @Test
  void steps_of_remote_jobs_stay_their_own_and_waiting_is_no_end() throws Exception {
    JobResult waiting = new JobResult.Waiting(Instant.EPOCH, 0.5, "at the provider");
    Remote remote = new Remote(waiting);

    @SuppressWarnings("unchecked")
    RemoteJobHandler<String> handler = (RemoteJobHandler<String>) uploads.after(remote);

    assertThat(handler.kinds()).containsExactly("test");
    assertThat(handler.advance("", new Context())).isSameAs(waiting);
    assertThat(handler.run("", new Context())).isSameAs(waiting);
    assertThat(handler.timeLimit("")).isGreaterThan(remote.timeLimit(""));
  }

  private String publish(JobContext context, String name) throws AssetException, IOException {
    try (Output output = assets.newOutput(Shelf.OUTPUT, name, "txt", null, context.claimName())) {
      Files.writeString(output.part(), name);
      return output.publish();
    }
  }

  private JobResult.Finished run(Work work) throws Exception {
    @SuppressWarnings("unchecked")
    JobHandler<String> handler = (JobHandler<String>) uploads.after(new Local(work));
    return (JobResult.Finished) handler.run("", new Context());
  }

  private interface Work {
    JobResult run(JobContext context) throws AssetException, IOException;
  }

  private final class Local implements JobHandler<String> {
    private final Work work;

    Local(Work work) {
      this.work = work;
    }

    @Override
    public Set<String> kinds() {
      return Set.of("test");
    }

    @Override
    public String decode(Job job) {
      return "";
    }

    @Override
    public JobResult run(String payload, JobContext context) throws IOException {
      runs++;
      try {
        return work.run(context);
      } catch (AssetException e) {
        throw new IOException(e);
      }
    }
  }

  private static final class Remote implements RemoteJobHandler<String> {
    private final JobResult result;

    Remote(JobResult result) {
      this.result = result;
    }

    @Override
    public Set<String> kinds() {
      return Set.of("test");
    }

    @Override
    public String decode(Job job) {
      return "";
    }

    @Override
    public JobResult run(String payload, JobContext context) {
      return result;
    }

    @Override
    public JobResult advance(String payload, JobContext context) {
      return result;
    }
  }

  private final class Context implements JobContext {
    private final Job job =
        new Job(7, "test", Stage.MAIN, input, null, null, 1, 3, false, createdAt);
    private final Claim claim = new Claim(job, "claim-" + ++claims);

    @Override
    public Claim claim() {
      return claim;
    }

    @Override
    public Path workDir() throws IOException {
      return Files.createDirectories(folder.resolve("work"));
    }

    @Override
    public Cancellation cancellation() {
      return new Cancellation();
    }

    @Override
    public synchronized void progress(double fraction, String message) {
      progress.add(message);
    }
  }
}
