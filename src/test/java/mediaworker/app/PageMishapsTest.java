package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import mediaworker.browser.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser where something is out of the ordinary: a worker that is away, texts
 * without end, files that are gone or refused, hundreds of jobs that end at once, a keyboard alone.
 */
class PageMishapsTest {

  private static final Path SHOTS = Path.of("target/screenshots");
  private static final String LIVE = "document.querySelector('.live.on')";
  private static final String FACTS = "(document.querySelector('.facts')?.innerText ?? '')";
  private static final String FOCUS = "document.activeElement";

  @TempDir static Path folder;

  private static ServedStudio studio;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Browser.find();
    if (program.isEmpty()) {
      System.err.println("SKIPPED PageMishapsTest: no Chromium on this machine");
    }
    assumeTrue(program.isPresent(), "no Chromium on this machine");
    studio = new ServedStudio(Files.createDirectory(folder.resolve("studio")), Optional.empty());
    browser = Browser.start(program.get(), Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (studio != null) {
      studio.close();
    }
  }

  @BeforeEach
  void desk() throws Exception {
    browser.scheme("light");
    browser.size(1280, 860, 1, false);
  }

  private static void open(String path) throws Exception {
    browser.open(studio.url + "/" + path);
    browser.await(LIVE);
  }

  private static void shoot(String name) throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      browser.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
      browser.shoot(SHOTS.resolve(name + "-" + scheme + ".png"));
    }
    browser.scheme("light");
  }

  private static String ended(String status, String more, String values) throws Exception {
    return studio.table.one(
        "INSERT INTO jobs (job_type, status, finished_at, "
            + more
            + ") VALUES ('noop', '"
            + status
            + "', datetime('now', 'localtime'), "
            + values
            + ") RETURNING id");
  }

  private static Path still(String name) throws Exception {
    BufferedImage image = new BufferedImage(64, 36, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 36; y++) {
      for (int x = 0; x < 64; x++) {
        image.setRGB(x, y, new Color(0, 177, 64).getRGB());
      }
    }
    Path file = studio.folder.resolve(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void a_job_is_not_said_to_be_gone_while_the_worker_is_away_and_is_shown_once_it_is_back()
      throws Exception {
    String id = ended("completed", "prompt", "'Back again'");
    open("");
    browser.offline(true);
    try {
      browser.eval("location.hash = '#/job/" + id + "'");
      browser.await("document.querySelector('main .reason').innerText.includes('does not answer')");
      assertThat(browser.text("main"))
          .contains("Job " + id, "shown once it does")
          .doesNotContain("There is no job", "The log has no line");
      shoot("job-away");
    } finally {
      browser.offline(false);
    }
    browser.await(FACTS + ".includes('Completed')");
    assertThat(browser.text("main")).contains("Back again").doesNotContain("does not answer");
  }

  @Test
  void a_job_that_was_opened_before_signing_in_is_shown_after_it() throws Exception {
    String token = "a-token-for-the-page";
    try (ServedStudio other =
        new ServedStudio(Files.createDirectory(folder.resolve("other")), Optional.of(token))) {
      String id =
          other.table.one(
              "INSERT INTO jobs (job_type, status, prompt) VALUES ('noop', 'completed', 'Locked"
                  + " away') RETURNING id");
      browser.open(other.url + "/#/job/" + id);
      browser.await("document.querySelector('dialog[open] #token')");
      browser.await("document.querySelector('main').innerText.includes('signed in')");
      assertThat(browser.text("main")).doesNotContain("There is no job");
      browser.click("#token");
      browser.type(token);
      browser.press("Sign in");
      browser.await(FACTS + ".includes('Completed')");
    }
  }

  @Test
  void texts_without_a_break_or_an_end_do_not_stretch_a_job() throws Exception {
    String clip = "c".repeat(78) + ".mp4";
    String id =
        ended(
            "failed",
            "input_data, error_message",
            "json_object('video', 'clips/"
                + clip
                + "', 'list', '"
                + "words and words ".repeat(12_000)
                + "'), '"
                + "e".repeat(8_000)
                + "'");
    studio.table.run(
        "INSERT INTO job_events (job_id, at, what, attempt, message) VALUES ("
            + id
            + ", datetime('now', 'localtime'), 'failed', 1, '"
            + "f".repeat(8_000)
            + "')");
    for (int width : new int[] {390, 1280}) {
      browser.size(width, 844, 1, width < 500);
      open("?" + width + "#/job/" + id);
      browser.await("document.querySelector('.stage-note')?.innerText.includes('" + clip + "')");
      shoot("job-long-" + width);
      assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
          .as("wide")
          .isLessThanOrEqualTo(width);
      assertThat(
              browser
                  .eval(
                      "(() => { const note = document.querySelector('.stage-note'); return"
                          + " note.scrollWidth - note.clientWidth; })()")
                  .asInt())
          .as("the note's words stay within it")
          .isLessThanOrEqualTo(0);
      assertThat(browser.eval("document.documentElement.scrollHeight").asInt())
          .as("tall")
          .isLessThan(8 * 844);
      // All of it can be read, by keyboard too.
      assertThat(
              browser
                  .eval(
                      "[...document.querySelectorAll('.reason, .details pre, .timeline .dim')]"
                          + ".filter(e => e.scrollHeight > e.clientHeight + 1)"
                          + ".map(e => e.tabIndex === 0 && getComputedStyle(e).overflowY === 'auto')")
                  .toString())
          .isEqualTo("[true,true,true]");
    }
  }

  @Test
  void of_several_files_the_refused_one_is_named() throws Exception {
    Path text = studio.folder.resolve("shot list.txt");
    Files.writeString(text, "not a clip");
    open("");
    browser.choose("#file", still("a.png"), text, still("b.png"));
    browser.await("document.querySelector('#dialog').innerText.includes('Saved 2 of 3 files')");
    assertThat(browser.text("#toasts")).contains("shot list.txt", "media file's extension");
    shoot("files-refused");
    browser.press("Only keep");
    browser.await("!document.querySelector('#dialog').open");
  }

  @Test
  void a_file_that_is_gone_is_not_offered_for_download() throws Exception {
    Files.createDirectories(studio.folder.resolve("clips"));
    Files.writeString(studio.folder.resolve("clips/odd.mp4"), "no video");
    String gone = ended("completed", "input_data", "'{\"video\": \"clips/gone.mp4\"}'");
    open("?gone#/job/" + gone);
    browser.await("document.querySelector('.stage-note')?.innerText.includes('gone.mp4')");
    assertThat(browser.text(".stage-note"))
        .contains("is not there any more")
        .doesNotContain("Download");
    shoot("job-file-gone");

    String odd = ended("completed", "input_data", "'{\"video\": \"clips/odd.mp4\"}'");
    open("?odd#/job/" + odd);
    browser.await("document.querySelector('.stage-note')?.innerText.includes('odd.mp4')");
    assertThat(browser.text(".stage-note")).contains("cannot show", "Download it");
  }

  @Test
  void a_still_picture_has_no_choice_of_output() throws Exception {
    still("clips/fox.png");
    open("?still#/playground?file=clips/fox.png");
    browser.await("!document.querySelector('.play-body .primary').disabled");
    browser.await("document.querySelector('#output').disabled");
    assertThat(browser.text("#hint-output")).contains("PNG");
  }

  @Test
  void hundreds_of_ends_at_once_leave_the_page_free_and_what_a_person_did_is_told()
      throws Exception {
    open("?flood");
    browser.await("!document.querySelector('#pause').hidden");
    browser.eval(
        "(() => { window.most = 0; window.others = false; const all ="
            + " document.querySelector('#toasts'); new MutationObserver(() => { most ="
            + " Math.max(most, all.children.length); others ||= /and [0-9,]+"
            + " more/.test(all.textContent); }).observe(all, {childList: true, subtree: true,"
            + " characterData: true}); })()");
    studio.table.run(
        // As after a look that came late: they have ended, and nobody saw them wait.
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO"
            + " jobs (job_type, prompt, input_data, status) SELECT 'noop', 'Of many ' || i, '{}',"
            + " CASE WHEN i = 250 THEN 'failed' ELSE 'completed' END FROM n");
    browser.await("others"); // they may be gone again before anybody looks
    browser.press("Pause");
    browser.await("document.querySelector('#toasts').innerText.includes('Nothing new is begun')");
    shoot("flood");
    browser.await("document.querySelector('.banner')?.innerText.includes('The queue is paused')");
    browser.press("Resume");
    browser.await("document.querySelector('.figure.completed b').innerText >= '299'");
    assertThat(browser.eval("most").asInt()).isBetween(4, 5);
    browser.await("document.querySelector('#toasts').innerText === ''");
    studio.table.run("DELETE FROM jobs WHERE prompt LIKE 'Of many %'", "DELETE FROM pauses");
  }

  @Test
  void the_keyboard_stays_where_it_was_when_what_it_was_at_is_gone() throws Exception {
    String id = ended("cancelled", "prompt, run_at", "'By keys', '2050-05-04'");
    open("?keys");
    String link = "document.querySelector('.jobs tr[data-key=\"" + id + "\"] a')";
    browser.await(link);
    browser.eval(link + ".focus()");
    browser.key("Enter");
    browser.await(FACTS + ".includes('Cancelled')");
    assertThat(browser.eval(FOCUS + ".id").asString()).isEqualTo("main");
    assertThat(browser.eval(FOCUS + ".ariaLabelledByElements[0].innerText").asString())
        .isEqualTo("By keys");
    browser.key("Tab");
    assertThat(browser.eval(FOCUS + ".innerText").asString()).isEqualTo("← Queue");

    studio.table.run("INSERT INTO pauses (scope) VALUES ('all')");
    try {
      browser.eval(
          "[...document.querySelectorAll('.actions button')].find(b => b.innerText ==="
              + " 'Retry').focus()");
      browser.key("Enter");
      browser.await(FACTS + ".includes('Queued')");
      assertThat(browser.eval(FOCUS + ".className").asString()).isEqualTo("row actions");
      browser.key("Tab");
      assertThat(browser.eval(FOCUS + ".innerText").asString()).isEqualTo("Cancel");
    } finally {
      studio.table.run(
          "UPDATE jobs SET status = 'cancelled' WHERE id = " + id, "DELETE FROM pauses");
    }
  }

  @Test
  void the_link_that_skips_to_the_content_leaves_the_view_as_it_is() throws Exception {
    String id = ended("completed", "prompt", "'Skipped to'");
    open("?skip#/job/" + id);
    browser.await(FACTS + ".includes('Completed')");
    browser.key("Tab");
    assertThat(browser.eval(FOCUS + ".innerText").asString()).isEqualTo("Skip to content");
    browser.key("Enter");
    browser.await(FOCUS + ".id === 'main'");
    assertThat(browser.eval("location.hash").asString()).isEqualTo("#/job/" + id);
    assertThat(browser.text("main h1")).isEqualTo("Skipped to");
  }

  @Test
  void a_row_keeps_the_focus_when_those_above_it_leave_the_list() throws Exception {
    String first = ended("failed", "prompt, error_message", "'Stays', 'x'");
    String second = ended("failed", "prompt, error_message", "'Goes', 'x'");
    studio.table.run(
        "UPDATE jobs SET finished_at = datetime('now', 'localtime', '+1 hour') WHERE id = "
            + second);
    open("?rows#/?show=failed&type=noop");
    String link = "document.querySelector('.jobs tr[data-key=\"%s\"] a')";
    browser.await(link.formatted(first) + " && " + link.formatted(second));
    browser.eval(link.formatted(first) + ".focus()");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + second);
    browser.await("!" + link.formatted(second));
    assertThat(browser.eval(FOCUS + " === " + link.formatted(first)).asBoolean()).isTrue();
  }
}
