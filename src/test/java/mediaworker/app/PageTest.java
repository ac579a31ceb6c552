package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.browser.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The page in a real browser, over a real worker. What it looks like is written to
 * target/screenshots.
 */
class PageTest {

  private static final Path SHOTS = Path.of("target/screenshots");
  private static final String ROWS = "document.querySelectorAll('.jobs tbody tr').length";

  /** What has the focus: its text, whether that is seen, whether it is the first once more. */
  private static final String FOCUSED =
      """
      (() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        const first = 'first' in e.dataset;
        if (!document.querySelector('[data-reached]')) e.dataset.first = '';
        e.dataset.reached = '';
        const looks = [e, ...e.parentElement.querySelectorAll('*')];
        const seen = looks.some(one => [null, '::after'].some(part =>
          getComputedStyle(one, part).outlineStyle !== 'none'
            && parseFloat(getComputedStyle(one, part).outlineWidth) >= 2));
        return [e.outerHTML.slice(0, 200), seen, first];
      })()""";

  private static final String UNREACHED =
      """
      [...document.querySelectorAll('a[href], button, input, select, textarea, video[controls]')]
        .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0)
        .filter(e => !('reached' in e.dataset))
        .map(e => e.outerHTML.slice(0, 200))""";

  @TempDir static Path folder;

  private static ServedStudio studio;
  private static Browser browser;

  /** Jobs that tests have deleted while the page showed them. */
  private static final List<String> deleted = new ArrayList<>();

  private static long keyed;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Browser.find();
    if (program.isEmpty()) {
      System.err.println(
          "SKIPPED PageTest: no Chromium on this machine (apt-get install chromium, or set BROWSER)");
    }
    assumeTrue(program.isPresent(), "no Chromium on this machine");
    studio = ServedStudio.withClips(Files.createDirectory(folder.resolve("studio")));
    studio.fill();
    JsonNode job =
        studio.done(
            "{\"job_type\": \"keying\", \"prompt\": \"Jellyfish, take 3\", \"input_data\":"
                + " {\"video\": \"clips/jellyfish.mp4\"}}");
    assertThat(job.path("status").asString()).isEqualTo("completed");
    keyed = job.path("job_id").asLong();
    Files.createDirectories(studio.folder.resolve("logs"));
    Files.writeString(
        studio.folder.resolve("logs/worker.log"),
        """
        2026-05-04 12:00:00.998 INFO  [Thread-main] Worker studio-1 takes jobs with 2 threads
        2026-05-04 12:00:01.123 INFO  [job %1$d] [Thread-main] Submitted job %1$d to worker thread pool (1/2 active)
        2026-05-04 12:00:01.125 INFO  [job %1$d] [Thread-JobWorker-0] Processing job %1$d...
        2026-05-04 12:00:01.300 INFO  [job %1$d1] [Thread-JobWorker-1] Processing job %1$d1...
        2026-05-04 12:00:04.480 INFO  [job %1$d] [Thread-main] Completed job %1$d (keying) in 3.4 s: output/keyed_%1$d.webm
          with a line that belongs to it
        2026-05-04 12:00:05.000 INFO  [Thread-main] Nothing to do
        """
            .formatted(keyed));
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

  @AfterEach
  void nothing_is_left_running() throws Exception {
    studio.table.run(
        "UPDATE jobs SET status = 'cancelled' WHERE job_type = 'noop'", "DELETE FROM pauses");
  }

  private static void open(String path) throws Exception {
    browser.open("about:blank".equals(path) ? path : studio.url + "/" + path);
  }

  private static long noop(String note, int seconds) throws Exception {
    return Long.parseLong(
        studio.table.one(
            "INSERT INTO jobs (job_type, prompt, input_data) VALUES ('noop', '"
                + note
                + "', '{\"seconds\": "
                + seconds
                + "}') RETURNING id"));
  }

  private static String row(long id) {
    return "(document.querySelector('.jobs tr[data-key=\"" + id + "\"]')?.innerText ?? '')";
  }

  @Test
  void rows_of_any_program_appear_run_and_end_without_a_reload() throws Exception {
    open("");
    browser.await("document.querySelector('.live.on') && " + ROWS + " > 5");

    long id = noop("Put in by another program", 600);

    browser.await(row(id) + ".includes('Put in by another program')");
    browser.await(row(id) + ".includes('Running')");
    browser.await(
        "document.querySelector('.cards [data-key=\"" + id + "\"] .meter').ariaValueNow !== null");
    studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    browser.await(row(id) + ".includes('Cancelled')");
    browser.await("!document.querySelector('.cards [data-key=\"" + id + "\"]')");
  }

  @Test
  void figures_filter_and_words_search() throws Exception {
    open("");
    browser.await(ROWS + " > 5");

    browser.click(".figure.failed");
    browser.await(
        "[...document.querySelectorAll('.jobs tbody .chip')].every(c => c.innerText === 'Failed') && "
            + ROWS
            + " === 1");
    assertThat(browser.text(".jobs .c-note.error")).contains("No green or blue screen");

    browser.click(".figure.all");
    browser.click("input[type=search]");
    browser.type("jellyfish, TAKE 3");
    browser.await(ROWS + " === 1 && " + row(keyed) + ".includes('Jellyfish')");
    assertThat(browser.eval("location.hash").asString()).contains("q=jellyfish");

    open("#/?show=decide");
    browser.await(ROWS + " === 1 && document.body.innerText.includes('Kite over the bay')");
  }

  @Test
  void a_file_that_is_chosen_is_sent_queued_and_keyed() throws Exception {
    open("");
    browser.await("document.querySelector('.live.on')");

    browser.choose("#file", studio.folder.resolve("clips/kite.mp4"));
    browser.press("Queue keying");

    browser.await("document.querySelector('#toasts').innerText.includes('Queued as job')");
    String id = studio.table.one("SELECT max(id) FROM jobs");
    assertThat(studio.table.one("SELECT input_data FROM jobs WHERE id = " + id))
        .isEqualTo("{\"video\":\"uploads/kite.mp4\"}");
    browser.await(row(Long.parseLong(id)) + ".includes('Completed')");
  }

  @Test
  void questions_about_files_are_asked_one_after_another_and_outlive_an_escape() throws Exception {
    open("");
    browser.await("document.querySelector('.live.on')");
    browser.eval(
        """
        (() => {
          const send = XMLHttpRequest.prototype.send;
          window.held = [];
          XMLHttpRequest.prototype.send = function (body) {
            held.push(() => send.call(this, body));
          };
        })()""");
    browser.choose("#file", studio.folder.resolve("clips/kite.mp4"));
    browser.await("held.length === 1 && document.querySelector('#dialog progress')");
    browser.key("Escape");
    browser.await("!document.querySelector('#dialog').open");
    browser.choose("#file", studio.folder.resolve("clips/jellyfish.mp4"));
    browser.eval("held[0]()");

    String question = "document.querySelector('#dialog[open]').innerText.includes('%s')";
    browser.await(question.formatted("Saved as uploads/kite"));
    browser.press("Only keep");
    browser.await("held.length === 2");
    browser.eval("held[1]()");
    browser.await(question.formatted("Saved as uploads/jellyfish"));
    browser.press("Only keep");
    browser.await("!document.querySelector('#dialog').open");
  }

  @Test
  void failed_jobs_are_all_queued_again_only_by_who_has_seen_how_many() throws Exception {
    long id =
        Long.parseLong(
            studio.table.one(
                "INSERT INTO jobs (job_type, status, input_data, error_message, finished_at) VALUES"
                    + " ('noop', 'failed', '{\"seconds\": 600}', 'It broke.',"
                    + " datetime('now', 'localtime')) RETURNING id"));
    String again =
        "[...document.querySelectorAll('button')].find(b => b.textContent === 'Retry all failed')";
    open("#/?show=failed&type=noop&q=broke");
    browser.await(ROWS + " === 1");
    browser.await(again + ".hidden");

    open("#/?show=failed&type=noop");
    browser.await(ROWS + " === 1 && !" + again + ".hidden");
    browser.press("Retry all failed");
    browser.await("document.querySelector('#dialog[open]').innerText.includes('1 failed job')");
    assertThat(browser.text("#dialog")).contains("noop", "paid");
    browser.press("Keep it");
    browser.await("!document.querySelector('#dialog').open");
    assertThat(studio.table.one("SELECT status FROM jobs WHERE id = " + id)).isEqualTo("failed");

    browser.press("Retry all failed");
    browser.press("Queue again");
    browser.await("document.querySelector('#toasts').innerText.includes('queued again')");
    assertThat(studio.table.one("SELECT status <> 'failed' FROM jobs WHERE id = " + id))
        .isEqualTo("1");
  }

  @Test
  void a_job_shows_before_and_after_with_one_time_for_both() throws Exception {
    open("#/job/" + keyed);
    String both = "[...document.querySelectorAll('.stage video')]";
    browser.await(both + ".length === 2 && " + both + ".every(v => v.readyState >= 2)");
    browser.await("document.querySelector('.timeline').innerText.includes('ompleted')");

    browser.eval(
        "(() => { const t = document.querySelector('.scrub'); t.value = '1.2'; t.dispatchEvent(new"
            + " Event('input')); })()");
    browser.await(both + ".every(v => Math.abs(v.currentTime - 1.2) < 0.05 && !v.seeking)");
    assertThat(browser.text(".job-body aside")).contains("clips/jellyfish.mp4");
    browser.await("document.querySelector('.log').innerText.includes('belongs to it')");
    assertThat(browser.text(".log").lines()).hasSize(4).noneMatch(line -> line.contains("Nothing"));

    browser.eval("document.querySelector('.wipe').focus()");
    browser.key("ArrowLeft");
    browser.await("document.querySelector('.frame').style.getPropertyValue('--wipe') === '49.5%'");
    browser.press("After");
    browser.await("getComputedStyle(document.querySelector('.before')).visibility === 'hidden'");
  }

  @Test
  void buttons_pause_prioritize_cancel_and_retry() throws Exception {
    open("");
    browser.await("document.querySelector('.live.on')");
    browser.press("Pause");
    browser.await("document.querySelector('.banner')?.innerText.includes('The queue is paused')");
    long id = noop("Held back", 600);

    open("#/job/" + id);
    browser.await("document.querySelector('.facts').innerText.includes('Queued')");
    browser.eval(
        "(() => { const p = document.querySelector('.actions input'); p.value = '7';"
            + " p.dispatchEvent(new Event('change')); })()");
    browser.await("document.querySelector('.facts').innerText.includes('priority 7')");
    assertThat(studio.table.one("SELECT priority FROM jobs WHERE id = " + id)).isEqualTo("7");

    browser.press("Cancel");
    browser.await("document.querySelector('.facts').innerText.includes('Cancelled')");
    browser.press("Retry");
    browser.await("document.querySelector('.facts').innerText.includes('Queued')");
    browser.eval("document.querySelector('.banner button').click()");
    browser.await("document.querySelector('.facts').innerText.includes('Running')");
    assertThat(studio.table.all("SELECT * FROM pauses")).isEmpty();
  }

  @Test
  void a_job_that_was_put_off_says_until_when_and_goes_on_at_once() throws Exception {
    long id =
        Long.parseLong(
            studio.table.one(
                "INSERT INTO jobs (job_type, run_at, input_data) VALUES ('noop',"
                    + " '2050-05-04 10:00:00', '{\"seconds\": 600}') RETURNING id"));
    open("#/job/" + id);
    browser.await("document.querySelector('.facts').innerText.includes('not before')");
    browser.press("Go on now");
    browser.await(
        "document.getElementById('toasts').innerText.includes('Job "
            + id
            + " waits for its time no more.')");
    browser.await("document.querySelector('.facts').innerText.includes('Running')");
    assertThat(studio.table.one("SELECT run_at FROM jobs WHERE id = " + id)).isNull();
  }

  /** A page that shows the job asks for it once more, in vain. */
  private static void delete(String id) throws Exception {
    deleted.add(id);
    studio.table.run("DELETE FROM jobs WHERE id = " + id);
  }

  private static String panel(String name) {
    return "([...document.querySelectorAll('.panel')].find(one =>"
        + " one.querySelector('h2').textContent === '"
        + name
        + "')?.innerText ?? '')";
  }

  @Test
  void a_job_shows_what_it_still_needs_and_then_the_input_as_it_ran() throws Exception {
    String put = "INSERT INTO jobs (job_type, run_at) VALUES ('noop', '2050-05-04') RETURNING id";
    String need = studio.table.one(put);
    String id =
        studio.table.one(
            "INSERT INTO jobs (job_type, depends_on, input_data) VALUES ('noop', '["
                + need
                + "]', '{\"seconds\": \"${job."
                + need
                + ".result}\"}') RETURNING id");
    open("#/job/" + id);
    browser.await(panel("Still needs") + ".includes('Job " + need + "')");
    browser.await(panel("Still needs") + ".includes('Queued')");
    browser.await(panel("Input") + ".includes('${job." + need + ".result}')");
    assertThat(browser.eval(panel("Input as it ran")).asString()).isEmpty();

    studio.table.run(
        "UPDATE jobs SET status = 'completed', result_data = '0.25', run_at = NULL WHERE id = "
            + need);

    browser.await(panel("Input as it ran") + ".includes('\"seconds\": \"0.25\"')");
    browser.await(panel("Still needs") + " === ''");
    browser.await("document.querySelector('.facts').innerText.includes('Completed')");
    assertThat(browser.eval(panel("Input")).asString()).contains("${job." + need + ".result}");
    delete(need);
    delete(id);
  }

  @Test
  void a_job_shows_which_of_its_fields_are_left_aside_before_it_runs() throws Exception {
    String id =
        studio.table.one(
            "INSERT INTO jobs (job_type, run_at, input_data) VALUES ('noop', '2050-05-04',"
                + " '{\"secnods\": 3}') RETURNING id");
    open("#/job/" + id);
    browser.await(
        "document.querySelector('.remarks')?.innerText ==="
            + " 'Not known and left aside: \"secnods\" (is seconds meant?).'");
    // No news of the queue helps: it has been told whole, and an input is no part of it.
    browser.eval(
        "(() => { window.quiet = 0; const events = new EventSource('/api/events');"
            + " events.addEventListener('queue', () => { window.quiet = 0; });"
            + " events.addEventListener('looked', () => { window.quiet++; }); })()");
    browser.await("window.quiet >= 2");
    studio.table.run("UPDATE jobs SET input_data = '{\"seconds\": 3}' WHERE id = " + id);
    browser.await("document.querySelector('.remarks').hidden");
    delete(id);
  }

  @Test
  void a_job_that_is_deleted_by_hand_is_shown_as_gone() throws Exception {
    String id =
        studio.table.one(
            "INSERT INTO jobs (job_type, run_at) VALUES ('noop', '2050-05-04') RETURNING id");
    open("#/job/" + id);
    browser.await("document.querySelector('.facts')?.innerText.includes('not before')");
    delete(id);
    browser.await("document.querySelector('.empty')?.innerText === 'There is no job " + id + ".'");
  }

  @Test
  void what_is_left_aside_of_a_job_that_the_page_queues_is_said() throws Exception {
    open("");
    browser.await("document.querySelector('.live.on')");
    // The page itself knows all fields, so one is put in on the way.
    browser.eval(
        "(() => { const send = window.fetch; window.fetch = (path, how) => send(path, path =="
            + " '/api/jobs' ? {...how, body: how.body.replace('\"video\":',"
            + " '\"tolerence\":2,\"video\":')} : how); })()");
    browser.choose("#file", studio.folder.resolve("clips/kite.mp4"));
    browser.press("Queue keying");

    browser.await(
        "document.querySelector('#toasts').innerText.includes('Not known and left aside:"
            + " \"tolerence\" (is tolerance meant?).')");
    String id = studio.table.one("SELECT max(id) FROM jobs");
    browser.await(row(Long.parseLong(id)) + ".includes('Completed')");
  }

  @Test
  void a_lane_is_paused_and_goes_on() throws Exception {
    open("");
    browser.await("document.querySelector('.lanes button')?.innerText === 'Pause'");
    assertThat(browser.text(".lanes li")).startsWith("Lane cpu");
    browser.eval("document.querySelector('.lanes button').click()");
    browser.await(
        "document.querySelector('.banner')?.innerText.includes('The lane cpu is paused')");
    browser.await("document.querySelector('.lanes').innerText.includes('paused')");
    assertThat(studio.table.all("SELECT scope, name FROM pauses")).containsExactly("lane|cpu");
    browser.eval("document.querySelector('.lanes button').click()");
    browser.await("document.querySelector('.banner') === null");
    assertThat(studio.table.all("SELECT scope, name FROM pauses")).isEmpty();
  }

  @Test
  void a_paused_provider_is_shown_and_goes_on() throws Exception {
    studio.table.run(
        "INSERT INTO providers (name, paused_until, paused_reason) VALUES ('fal', '2099-01-01"
            + " 00:00:00', 'The credit is used up.')");
    open("");
    String providers = "document.querySelector('.lanes[aria-label=Providers]')";
    browser.await(providers + ".innerText.includes('Provider fal')");
    browser.await(providers + ".innerText.includes('0 under way · paused')");
    browser.await(providers + ".querySelector('button').innerText === 'Resume'");
    browser.eval(providers + ".querySelector('button').click()");
    browser.await(providers + ".hidden");
    assertThat(studio.table.all("SELECT name FROM providers WHERE paused_until > '2090'"))
        .isEmpty();
  }

  @Test
  void everything_is_reached_by_tab_and_shows_that_it_has_the_focus() throws Exception {
    for (String view : List.of("", "#/job/" + keyed, "#/playground?file=clips/jellyfish.mp4")) {
      open("?tab" + view);
      browser.await("document.querySelector('.live.on') && document.querySelector('main h1')");
      // What the first event brings is there too: else it comes where the walk has been.
      browser.await("!document.querySelector('#pause').hidden");
      browser.await("!document.querySelector('.job-stage:empty')");
      browser.await("!document.querySelector('[aria-busy=true]')");
      // The playground's button to queue waits for its clip.
      browser.await("!document.querySelector('.play-body button:disabled')");
      List<String> unseen = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        browser.key("Tab");
        JsonNode at = browser.eval(FOCUSED);
        if (!at.isArray() || (i > 0 && at.get(2).asBoolean())) {
          break;
        }
        if (!at.get(1).asBoolean()) {
          unseen.add(at.get(0).asString());
        }
      }
      assertThat(unseen).as("shows no focus in " + view).isEmpty();
      assertThat(browser.eval(UNREACHED).toString()).as("not reached in " + view).isEqualTo("[]");
    }
  }

  @Test
  void what_cannot_be_taken_back_is_asked_before() throws Exception {
    long id = noop("To be forgotten", 0);
    open("#/job/" + id);
    browser.await("document.querySelector('.facts').innerText.includes('Completed')");

    browser.press("Delete");
    browser.press("Keep it");
    assertThat(studio.table.one("SELECT count(*) FROM jobs WHERE id = " + id)).isEqualTo("1");
    browser.press("Delete");
    browser.await("document.querySelector('dialog[open]')");
    browser.click("dialog .danger");

    browser.await("location.hash === '#/'");
    assertThat(studio.table.one("SELECT count(*) FROM jobs WHERE id = " + id)).isEqualTo("0");
  }

  @Test
  void the_playground_keys_one_picture_and_queues_the_job_with_its_settings() throws Exception {
    open("#/playground?file=clips/jellyfish.mp4");
    String canvas = "document.querySelector('canvas')";
    browser.await(canvas + ".dataset.shown === 'result keyed'");
    assertThat(browser.text(".note")).contains("Key colour #");
    // The screen is gone: the corner is empty, while the picture as it is has it green.
    String corner = "[..." + canvas + ".getContext('2d').getImageData(8, 8, 1, 1).data]";
    assertThat(browser.eval(corner + "[3]").asInt()).isLessThan(20);
    browser.press("Matte");
    browser.await(canvas + ".dataset.shown === 'matte keyed'");
    assertThat(browser.eval(corner + ".join()").asString()).matches("(\\d|1\\d),.*,255");
    browser.press("Source");
    browser.await(canvas + ".dataset.shown === 'source keyed'");
    assertThat(browser.eval(corner + "[1] - " + corner + "[0]").asInt()).isGreaterThan(60);

    // Being busy may be over before it is looked at, so it is noted.
    browser.eval(
        "(() => { window.busy = []; const stage = document.querySelector('.stage'); new"
            + " MutationObserver(() => window.busy.push(stage.ariaBusy)).observe(stage, {attributes:"
            + " true, attributeFilter: ['aria-busy']}); for (const [name, value] of [['tolerance',"
            + " '2'], ['edge_offset', '-3']]) { const"
            + " dial = document.querySelector('#dial-' + name); dial.value = value;"
            + " dial.dispatchEvent(new Event('input')); } })()");
    browser.press("Result");
    browser.await("window.busy.includes('true') && window.busy.at(-1) === 'false'");
    browser.press("Queue with these settings");

    browser.await("location.hash.startsWith('#/job/')");
    assertThat(studio.table.one("SELECT input_data FROM jobs ORDER BY id DESC LIMIT 1"))
        .isEqualTo("{\"video\":\"clips/jellyfish.mp4\",\"tolerance\":2,\"edge_offset\":-3}");
    browser.await("document.querySelector('.facts').innerText.includes('Completed')");
  }

  @Test
  void ten_thousand_jobs_are_shown_in_pages() throws Exception {
    studio.table.run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT"
            + " INTO jobs (job_type, status, prompt, run_at) SELECT 'noop', 'queued', 'One of many, '"
            + " || i, datetime('now', 'localtime', '+2 hours') FROM n");
    open("#/?show=queued");
    browser.await(ROWS + " === 50 && document.body.innerText.includes('of 10,000')");

    assertThat(browser.eval("document.querySelectorAll('*').length").asInt()).isLessThan(1500);
    browser.press("Next →");
    browser.await("document.body.innerText.includes('51–100 of 10,000')");
    assertThat(browser.text(".jobs tbody tr")).contains("place 51");
    browser.click("input[type=search]");
    browser.type("many, 9999");
    browser.await(ROWS + " === 1");
    studio.table.run("DELETE FROM jobs WHERE prompt LIKE 'One of many, %'");
  }

  @Test
  void everything_has_a_name_for_screen_readers_and_is_reached_by_the_keyboard() throws Exception {
    for (String view : List.of("", "#/job/" + keyed, "#/playground?file=clips/jellyfish.mp4")) {
      open(view);
      browser.await("document.querySelector('.live.on') && document.querySelector('main h1')");
      browser.await("!document.querySelector('.job-stage:empty')");
      List<String> nameless = new ArrayList<>();
      for (JsonNode node : browser.call("Accessibility.getFullAXTree", Map.of()).path("nodes")) {
        String role = node.path("role").path("value").asString("");
        boolean named = !node.path("name").path("value").asString("").isBlank();
        if (!node.path("ignored").asBoolean(false)
            && !named
            && Set.of(
                    "button",
                    "link",
                    "textbox",
                    "searchbox",
                    "slider",
                    "combobox",
                    "checkbox",
                    "spinbutton",
                    "image",
                    "progressbar",
                    "Video",
                    "ColorWell")
                .contains(role)) {
          nameless.add(role + " " + node);
        }
      }
      assertThat(nameless).as(view).isEmpty();
      assertThat(browser.eval("document.querySelectorAll('main h1').length").asInt()).isEqualTo(1);
    }
    open("");
    browser.await(ROWS + " > 0");
    browser.key("Tab");
    assertThat(browser.eval("document.activeElement.textContent").asString())
        .isEqualTo("Skip to content");
    browser.eval("document.querySelector('.jobs tr[data-key=\"" + keyed + "\"] a').focus()");
    browser.key("Enter");
    browser.await("location.hash === '#/job/" + keyed + "'");
  }

  @Test
  void it_looks_right_in_light_and_dark_at_the_desk_and_on_a_phone() throws Exception {
    noop("Kite over the bay, loop", 60);
    noop("Jellyfish, take 4", 150);
    studio.table.run(
        "UPDATE jobs SET input_data = '{\"seconds\": 60, \"video\": \"clips/kite.mp4\"}' WHERE prompt"
            + " = 'Kite over the bay, loop'",
        "UPDATE jobs SET input_data = '{\"seconds\": 150, \"video\": \"clips/jellyfish.mp4\"}' WHERE"
            + " prompt = 'Jellyfish, take 4'");
    for (String note : List.of("Paper crane, take 1", "Paper crane, take 2", "City in the rain")) {
      noop(note, 600);
    }
    browser.await("true");
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      shoot("queue-" + scheme, "", ".cards .card:nth-child(2)");
      shoot("job-" + scheme, "#/job/" + keyed, ".stage video");
      shoot(
          "playground-" + scheme,
          "#/playground?file=clips/jellyfish.mp4",
          "canvas[data-shown='result keyed']");
    }
    browser.scheme("light");
    browser.size(390, 844, 2, true);
    for (String scheme : List.of("light", "dark")) {
      browser.scheme(scheme);
      shoot("phone-queue-" + scheme, "", ".cards .card:nth-child(2)");
      shoot("phone-job-" + scheme, "#/job/" + keyed, ".stage video");
      shoot(
          "phone-playground-" + scheme,
          "#/playground?file=clips/jellyfish.mp4",
          "canvas[data-shown='result keyed']");
    }
  }

  private static void shoot(String name, String path, String shown) throws Exception {
    open("?" + name + path);
    browser.await(
        "document.querySelector('.live.on') && document.querySelector(\"" + shown + "\")");
    browser.await("[...document.querySelectorAll('.stage video')].every(v => v.readyState >= 2)");
    browser.eval(
        "(() => { const t = document.querySelector('.job-stage .scrub'); if (t) { t.value = '1.1';"
            + " t.dispatchEvent(new Event('input')); } })()");
    browser.await(
        "[...document.querySelectorAll('video')].every(v => !v.seeking) &&"
            + " [...document.images].every(i => i.complete)");
    browser.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    browser.shoot(SHOTS.resolve(name + ".png"));
    assertThat(browser.eval("document.documentElement.scrollWidth - innerWidth").asInt())
        .as(name + " is not wider than the window")
        .isLessThanOrEqualTo(0);
  }

  @Test
  void nothing_is_refused_by_the_policy_or_missing() throws Exception {
    open("#/job/" + keyed);
    browser.await("document.querySelectorAll('.stage video').length === 2");

    assertThat(browser.complaints())
        .filteredOn(text -> !text.contains("/thumbnail")) // of files that are not there
        .filteredOn(
            text ->
                deleted.stream()
                    .noneMatch(id -> text.matches(".*404.*/api/jobs/" + id + "(/log.*)?")))
        .filteredOn(text -> !text.contains("/api/session") && !text.contains("401"))
        .isEmpty();
  }

  @Test
  void a_worker_with_a_token_asks_for_it_once() throws Exception {
    String token = "a-token-for-the-page";
    try (ServedStudio other =
        new ServedStudio(Files.createDirectory(folder.resolve("other")), Optional.of(token))) {
      browser.open(other.url + "/");
      browser.await("document.querySelector('dialog[open] #token')");
      browser.click("#token");
      browser.type("wrong");
      browser.press("Sign in");
      browser.await(
          "document.querySelector('dialog .error').innerText.includes('not this worker')");
      browser.eval("document.querySelector('#token').value = ''");
      browser.click("#token");
      browser.type(token);
      browser.press("Sign in");
      browser.await(
          "!document.querySelector('dialog[open]') && document.querySelector('.live.on')");

      browser.open(other.url + "/?again");
      browser.await("document.querySelector('.live.on')");
      assertThat(browser.eval("Boolean(document.querySelector('dialog[open]'))").asBoolean())
          .isFalse();
    }
  }
}
