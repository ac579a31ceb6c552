package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.http.HttpSettings;
import mediaworker.http.RawHttp;
import mediaworker.http.Router;
import mediaworker.http.api.Api;
import mediaworker.http.api.Backend;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The description of the API says what is true: every route, and every field of its answers. */
class OpenApiTest {

  @TempDir static Path folder;

  private static ServedStudio studio;
  private static JsonNode description;

  @BeforeAll
  static void start() throws Exception {
    studio = ServedStudio.withClips(Files.createDirectory(folder.resolve("studio")));
    studio.fill();
    description = new YAMLMapper().readTree(studio.http.ask("GET /api/openapi.yaml").text());
  }

  @AfterAll
  static void stop() throws Exception {
    studio.close();
  }

  @Test
  void it_has_every_route_and_no_other() throws Exception {
    Set<String> served = new TreeSet<>(Set.of("POST /api/session")); // the server's own
    try (SqliteJobDesk desk =
        SqliteJobDesk.open(
            SqliteDatabase.existing(
                studio.folder.resolve("jobs.db"), SqliteDatabase.Durability.FULL),
            java.time.Clock.systemDefaultZone(),
            0)) {
      HttpSettings how = new HttpSettings("127.0.0.1", 0, Optional.empty(), Set.of(), folder, 1, 0);
      Api api = new Api(new Backend(desk, null, null, null, how, java.time.Clock.systemUTC()));
      for (Router.Route route : api.router().routes()) {
        served.add(route.method() + " " + route.path().replaceFirst("^/page/.*", "/page/{name}"));
        JsonNode security =
            description.at(
                "/paths/"
                    + route.path().replaceFirst("^/page/.*", "/page/{name}").replace("/", "~1")
                    + "/"
                    + route.method().toLowerCase(java.util.Locale.ROOT)
                    + "/security");
        assertThat(!security.isMissingNode()).as(route + " is open").isEqualTo(route.open());
      }
    }
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        if (!method.equals("parameters")) {
          described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    assertThat(described).isEqualTo(served);
  }

  @Test
  void answers_have_the_fields_it_tells_of_and_no_others() throws Exception {
    long id =
        studio
            .done("{\"job_type\": \"keying\", \"input_data\": {\"video\": \"clips/kite.mp4\"}}")
            .path("job_id")
            .asLong();
    long failed = Long.parseLong(studio.table.one("SELECT id FROM jobs WHERE status = 'failed'"));
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, model, operation, state, marker, intended_at,"
            + " cost, cost_unit) VALUES ("
            + id
            + ", 'kling', 'kling-3.0', 'animation', 'delivered', 'm-9', strftime('%Y-%m-%d"
            + " %H:%M:%f000', 'now', 'localtime'), 0.5, 'USD')",
        "INSERT INTO jobs (job_type, status, parent_job_id, outputs) VALUES ('noop', 'completed', "
            + id
            + ", '[\"output/a.mp4\"]')");
    String job = "/api/jobs/" + id;

    check("get", "/api/v1/queue/info", "");
    check("get", "/api/v1/status/queue", "");
    check(
        "post", "/api/queue/pause", "{\"scope\": \"type\", \"name\": \"trim\", \"reason\": \"x\"}");
    check("get", "/api/queue", "");
    check("post", "/api/queue/resume", "{\"scope\": \"type\", \"name\": \"trim\"}");
    check("get", "/api/jobs", "");
    check("get", "/api/jobs", "", "?status=queued,keying_queued&order=claim");
    check("get", "/api/jobs", "", "?order=best");
    check("post", "/api/jobs", "{\"job_type\": \"noop\"}");
    check("post", "/api/jobs", "{\"job_type\": \"noop\"}", "?wait=30");
    check("post", "/api/jobs", "{}");
    check("post", "/api/jobs", "{\"job_type\": \"noop\", \"reuse\": true}");
    check(
        "post",
        "/api/pipelines",
        "{\"pipeline\": {\"parameters\": {\"n\": null}, \"steps\": [{\"name\": \"a\", \"job\":"
            + " \"noop\", \"input\": {\"seconds\": \"${n}\"}}]}, \"parameters\": {\"n\": 0}}");
    check("post", "/api/pipelines", "{\"pipeline\": \"steps: []\"}");
    String once =
        "{\"pipeline\": \"steps: [{name: a, job: noop}]\", \"unique_key\": \"once\","
            + " \"priority\": null, \"run_at\": null, \"parent_job_id\": null}";
    check("post", "/api/pipelines", once);
    check("post", "/api/pipelines", once);
    check("get", "/api/jobs/{id}", "", job);
    check("get", "/api/jobs/{id}", "", "/api/jobs/999999");
    check("get", "/api/jobs/{id}/log", "", job + "/log");
    check("post", "/api/jobs/{id}/cancel", "{}", job + "/cancel");
    check("post", "/api/jobs/{id}/decide", "{\"action\": \"drop\"}", job + "/decide");
    check("post", "/api/jobs/{id}/retry", "{}", "/api/jobs/" + failed + "/retry");
    check("post", "/api/jobs/{id}/priority", "{\"priority\": 1}", job + "/priority");
    check("post", "/api/jobs/retry", "{\"job_type\": \"trim\"}");
    check("get", "/api/preview/info", "", "/api/preview/info?file=clips/kite.mp4");
    check("get", "/api/worker", "");
    check("get", "/health", "");
    check("get", "/health/live", "");
    check("post", "/api/files", "bytes", "/api/files?name=a.mp4");
    check("post", "/api/session", "{\"token\": \"any\"}");
  }

  /**
   * @param at the real path, or a query behind the described one; without it, the described one
   */
  private static void check(String method, String path, String body, String... at)
      throws Exception {
    String real = at.length == 0 ? path : at[0].startsWith("?") ? path + at[0] : at[0];
    String line = method.toUpperCase(java.util.Locale.ROOT) + " " + real;
    RawHttp.Answer answer =
        body.isEmpty()
            ? studio.http.ask(line)
            : studio.http.send(line, body, "Content-Type: application/json");
    JsonNode response =
        resolved(
            description
                .path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(String.valueOf(answer.status())));
    assertThat(response.isMissingNode())
        .as(line + " → " + answer.status() + answer.text())
        .isFalse();
    if (answer.bytes().length == 0) {
      assertThat(response.has("content")).as(line).isFalse();
      return;
    }
    String type = answer.header("Content-Type");
    JsonNode schema = response.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode()).as(line + " answers " + type).isFalse();
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.set("components", description.path("components"));
    root.set("allOf", JsonMapper.shared().createArrayNode().add(schema));
    Schema validator =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(root);
    List<String> problems = new ArrayList<>();
    validator
        .validate(answer.text(), InputFormat.JSON)
        .forEach(error -> problems.add(error.toString()));
    assertThat(problems).as(line + "\n" + answer.text()).isEmpty();
  }

  private static JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? description.at(node.path("$ref").asString().substring(1)) : node;
  }
}
