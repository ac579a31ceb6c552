package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import mediaworker.http.RawHttp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files that are served, taken and keyed over HTTP. */
class HttpFilesTest extends HttpApiFixture {

  @Test
  void a_sharp_or_question_mark_in_a_files_name_is_a_part_of_it() throws Exception {
    for (String name : new String[] {"take #1.mp4", "what?.mp4"}) {
      Files.writeString(studio.folder.resolve("clips").resolve(name), name);
      long id =
          Long.parseLong(
              studio.table.one(
                  "INSERT INTO jobs (job_type, status, input_data) VALUES ('keying', 'cancelled',"
                      + " json_object('video', 'clips/"
                      + name
                      + "')) RETURNING id"));

      JsonNode job = studio.get("/api/jobs/" + id);

      assertThat(job.path("title").asString()).isEqualTo(name);
      assertThat(job.path("files").findValuesAsString("name")).containsExactly(name);
      assertThat(studio.http.ask("GET /api/jobs/" + id + "/files/input").text()).isEqualTo(name);
      studio.table.run(
          "UPDATE jobs SET input_data = json_object('video', 'https://a.example/b.mp4?c=d.png#e')"
              + " WHERE id = "
              + id);
      assertThat(studio.get("/api/jobs/" + id).path("title").asString()).isEqualTo("b.mp4");
      studio.table.run("DELETE FROM jobs WHERE id = " + id);
    }
  }

  @Test
  void files_that_rows_name_are_served_only_where_rows_may_read() throws Exception {
    Files.writeString(studio.folder.resolve(".env"), "OPENAI_API_KEY=secret");
    Files.writeString(folder.resolve("outside.mp4"), "secret");
    Files.createSymbolicLink(studio.folder.resolve("link.mp4"), folder.resolve("outside.mp4"));
    Files.createSymbolicLink(studio.folder.resolve("env.mp4"), studio.folder.resolve(".env"));

    for (String path :
        new String[] {
          ".env",
          "../outside.mp4",
          "/etc/passwd",
          "link.mp4",
          "env.mp4",
          "jobs.db",
          folder.resolve("outside.mp4").toString(),
          "%2e%2e/outside.mp4",
          "clips/../../outside.mp4"
        }) {
      studio.table.run(
          "INSERT INTO jobs (job_type, status, result_data) VALUES ('noop', 'completed', '"
              + path
              + "')");
      String job = "/api/jobs/" + studio.table.one("SELECT max(id) FROM jobs");
      for (String place : new String[] {"/files/result", "/thumbnail", "/files/..%2f..%2f.env"}) {
        RawHttp.Answer answer = studio.http.ask("GET " + job + place);
        assertThat(answer.status()).as(path + place).isIn(403, 404, 422);
        assertThat(answer.text()).doesNotContain("secret");
      }
    }
  }

  @Test
  void a_small_picture_is_made_of_clips() throws Exception {
    long id =
        queued(
            "{\"job_type\": \"keying\", \"input_data\": {\"video\": \"clips/kite.mp4\"},"
                + " \"run_at\": \"2999-01-01T00:00:00Z\"}");

    RawHttp.Answer picture = studio.http.ask("GET /api/jobs/" + id + "/thumbnail");

    assertThat(picture.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(picture.bytes()).startsWith(0xff, 0xd8).hasSizeLessThan(60_000);
    assertThat(studio.http.ask("GET /api/jobs/" + id + "/thumbnail?place=keyed").status())
        .isEqualTo(404);
  }

  @Test
  void files_are_taken_under_names_of_their_own() throws Exception {
    JsonNode first = upload("my clip (1).MP4", "0123456789");
    JsonNode second = upload("my clip (1).MP4", "other");

    assertThat(first.path("path").asString()).isEqualTo("uploads/my clip _1_.mp4");
    assertThat(second.path("path").asString()).isEqualTo("uploads/my clip _1_-2.mp4");
    assertThat(Files.readString(studio.folder.resolve(first.path("path").asString())))
        .isEqualTo("0123456789");
    assertThat(upload("cafe\u0301 हिन्दी.mp4", "x").path("path").asString())
        .isEqualTo("uploads/caf\u00e9 हिन्दी.mp4");
    assertThat(upload("../../evil.mp4", "x").path("path").asString()).isEqualTo("uploads/evil.mp4");
    assertThat(upload("..\\..\\.mp4.mp4", "x").path("path").asString())
        .isEqualTo("uploads/_mp4.mp4");
    for (String name : new String[] {"a.html", "a.svg", ".mp4", "a", "", ".env"}) {
      assertThat(studio.http.send("POST /api/files?name=" + name, "x").status())
          .as(name)
          .isEqualTo(400);
    }
    assertThat(
            studio
                .http
                .exactly(
                    "POST /api/files?name=a.mp4 HTTP/1.1\r\nHost: localhost\r\nContent-Length:"
                        + " 9000000\r\n\r\nx")
                .status())
        .isEqualTo(413);
    try (var files = Files.list(studio.folder.resolve("uploads"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("."));
    }
  }

  private static JsonNode upload(String name, String content) throws Exception {
    RawHttp.Answer answer =
        studio.http.send(
            "POST /api/files?name=" + java.net.URLEncoder.encode(name, StandardCharsets.UTF_8),
            content);
    assertThat(answer.status()).as(name + answer.text()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.bytes());
  }

  @Test
  void one_picture_is_keyed_as_settings_say() throws Exception {
    JsonNode info = studio.get("/api/preview/info?file=clips/kite.mp4");
    assertThat(info.path("width").asInt()).isEqualTo(640);
    assertThat(info.path("seconds").asDouble()).isBetween(1.9, 2.1);

    RawHttp.Answer frame = studio.http.ask("GET /api/preview/frame?file=clips/kite.mp4&time=0.5");
    assertThat(frame.bytes()).startsWith(0x89, 'P', 'N', 'G');
    RawHttp.Answer keyed =
        studio.http.send(
            "POST /api/preview/key",
            "{\"file\": \"clips/kite.mp4\", \"time\": \"0.5\", \"settings\": {\"tolerance\": 1.5}}",
            JSON);
    assertThat(keyed.status()).as(keyed.text()).isEqualTo(200);
    assertThat(keyed.header("X-Keying-Note")).isNotEmpty();
    RawHttp.Answer wrong =
        studio.http.send(
            "POST /api/preview/key",
            "{\"file\": \"clips/kite.mp4\", \"settings\": {\"tolerance\": 99}}",
            JSON);
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.text()).contains("tolerance", "between 0.2 and 4");
    // What a view has seen does not stand in the way of what it asks for next.
    for (String view : List.of("a page", "a page")) {
      RawHttp.Answer next =
          studio.http.send(
              "POST /api/preview/key",
              "{\"file\": \"clips/kite.mp4\", \"time\": \"0.5\", \"view\": \"" + view + "\"}",
              JSON);
      assertThat(next.status()).as(next.text()).isEqualTo(200);
    }
    assertThat(
            studio
                .http
                .send(
                    "POST /api/preview/key",
                    "{\"file\": \"clips/kite.mp4\", \"view\": \"" + "x".repeat(65) + "\"}",
                    JSON)
                .status())
        .isEqualTo(400);
    assertThat(
            studio
                .json(404, "GET /api/preview/info?file=clips/none.mp4", "")
                .path("detail")
                .asString())
        .contains("does not exist");
    assertThat(studio.http.ask("GET /api/preview/frame?file=clips/kite.mp4&time=99").status())
        .isEqualTo(422);
    assertThat(studio.http.ask("GET /api/preview/info?file=jobs.db").status()).isIn(404, 422);
  }

  @Test
  void large_pictures_are_keyed_as_large_as_they_are_shown_in_their_own_colours() throws Exception {
    BufferedImage drawn = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = drawn.createGraphics();
    pen.setColor(new Color(0x10, 0xa0, 0x40));
    pen.fillRect(0, 0, 1920, 1080);
    pen.setColor(new Color(0xd0, 0x60, 0x80));
    pen.fillOval(700, 300, 500, 500);
    pen.dispose();
    ImageIO.write(drawn, "png", studio.folder.resolve("clips/disc.png").toFile());

    BufferedImage keyed = keyed("{}");
    assertThat(List.of(keyed.getWidth(), keyed.getHeight())).containsExactly(960, 540);
    Color centre = new Color(keyed.getRGB(475, 275), true);
    assertThat(centre.getAlpha()).isGreaterThan(250);
    assertThat(centre.getRed()).isBetween(0xd0 - 4, 0xd0 + 4);
    assertThat(centre.getGreen()).isBetween(0x60 - 4, 0x60 + 4);
    assertThat(centre.getBlue()).isBetween(0x80 - 4, 0x80 + 4);
    assertThat(new Color(keyed.getRGB(50, 50), true).getAlpha()).isZero();
    // Ten pixels of the clip are five of the picture.
    int before = solid(keyed);
    int after = solid(keyed("{\"edge_offset\": -10}"));
    assertThat(before - after).isBetween(8, 12);
  }

  @Test
  void a_large_picture_of_a_clip_comes_from_the_disk_and_for_the_page_no_larger_than_it_shows_it()
      throws Exception {
    BufferedImage drawn = new BufferedImage(1920, 1080, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(drawn, "jpg", studio.folder.resolve("clips/large.jpg").toFile());
    String line = "GET /api/preview/frame?file=clips/large.jpg";

    BufferedImage small =
        ImageIO.read(new ByteArrayInputStream(studio.http.ask(line + "&small=1").bytes()));
    assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(960, 540);
    BufferedImage whole = ImageIO.read(new ByteArrayInputStream(studio.http.ask(line).bytes()));
    assertThat(List.of(whole.getWidth(), whole.getHeight())).containsExactly(1920, 1080);
    RawHttp.Answer part = studio.http.ask(line, "Range: bytes=1-3");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("PNG");
  }

  private BufferedImage keyed(String settings) throws Exception {
    RawHttp.Answer answer =
        studio.http.send(
            "POST /api/preview/key",
            "{\"file\": \"clips/disc.png\", \"settings\": " + settings + "}",
            JSON);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return ImageIO.read(new ByteArrayInputStream(answer.bytes()));
  }

  /** How much of the line through the disc's middle is more solid than not. */
  private static int solid(BufferedImage keyed) {
    return (int)
        IntStream.range(0, keyed.getWidth())
            .filter(x -> new Color(keyed.getRGB(x, 275), true).getAlpha() > 127)
            .count();
  }
}
