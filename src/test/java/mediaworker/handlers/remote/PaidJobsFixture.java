package mediaworker.handlers.remote;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Paid jobs through a real worker, a real database and a server that counts what it is asked for.
 */
abstract class PaidJobsFixture {

  /** A picture of one pixel. */
  static final byte[] PNG =
      java.util.Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  @TempDir Path folder;
  final MockWebServer server = new MockWebServer();
  final List<String> creates = new CopyOnWriteArrayList<>();
  final List<String> finds = new CopyOnWriteArrayList<>();
  final List<String> deletes = new CopyOnWriteArrayList<>();
  final Map<String, String> tasks = new ConcurrentHashMap<>();
  final Map<String, String> byMarker = new ConcurrentHashMap<>();
  volatile Function<String, MockResponse> create = this::accept;
  volatile Function<String, MockResponse> look =
      id -> json(tasks.getOrDefault(id, "{\"status\": \"running\"}"));
  volatile Function<String, MockResponse> find =
      marker -> {
        String id = byMarker.get(marker);
        return json(id == null ? "{}" : "{\"id\": \"" + id + "\"}");
      };
  volatile Function<String, MockResponse> cancel = id -> json("{}");
  volatile Function<String, MockResponse> download =
      path -> new MockResponse.Builder().body(new Buffer().write(PNG)).build();
  PaidStudio studio;
  PlainProvider provider;

  @BeforeEach
  void open() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            if (path.equals("/create")) {
              String body = request.getBody().utf8();
              creates.add(body);
              return create.apply(body);
            }
            if (path.startsWith("/tasks/") && request.getMethod().equals("DELETE")) {
              deletes.add(path.substring(7));
              return cancel.apply(path.substring(7));
            }
            if (path.startsWith("/tasks/")) {
              return look.apply(path.substring(7));
            }
            if (path.startsWith("/find/")) {
              finds.add(path.substring(6));
              return find.apply(path.substring(6));
            }
            return download.apply(path);
          }
        });
    server.start();
    studio = new PaidStudio(folder);
    provider = new PlainProvider("kling", server.url("/"), false);
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    server.close();
  }

  static MockResponse json(String json) {
    return new MockResponse.Builder().body(json).build();
  }

  MockResponse accept(String body) {
    String id = "t" + (creates.indexOf(body) + 1); // others may have come meanwhile
    byMarker.put(marker(body), id);
    return json("{\"id\": \"" + id + "\"}");
  }

  private static String marker(String body) {
    return JsonMapper.shared().readTree(body).get("marker").asString();
  }

  void succeed(String id) {
    tasks.put(id, "{\"status\": \"succeeded\", \"url\": \"" + server.url("/out/" + id) + "\"}");
  }

  long queue(String prompt) throws Exception {
    return studio.table.insert(
        "image_generation", "{\"prompt\": \"" + prompt + "\", \"provider\": \"kling\"}");
  }

  void start() throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 0)));
  }

  SqliteCallDesk desk() throws Exception {
    return new SqliteCallDesk(database(), Clock.systemDefaultZone());
  }

  SqliteJobDesk queueDesk() throws Exception {
    return SqliteJobDesk.open(database(), Clock.systemDefaultZone(), 0);
  }

  private SqliteDatabase database() throws StoreException {
    return SqliteDatabase.existing(
        studio.folder.resolve("jobs.db"), SqliteDatabase.Durability.FULL);
  }

  /** A worker, and a job whose task the provider has accepted. */
  long startWithTaskUnderWay() throws Exception {
    start();
    long id = queue("a fox");
    studio.await("SELECT state FROM paid_calls", "accepted");
    return id;
  }
}
