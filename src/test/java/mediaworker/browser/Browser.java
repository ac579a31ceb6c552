package mediaworker.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mediaworker.process.ChildProcesses;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One page in a headless Chromium of its own, steered over the Chrome DevTools Protocol
 * (https://chromedevtools.github.io/devtools-protocol/). Used by one thread.
 */
public final class Browser implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long PATIENCE_SECONDS = 120;

  private final Process process;
  private final Path profile;
  private final OkHttpClient client = new OkHttpClient();
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<String> complaints = java.util.Collections.synchronizedList(new ArrayList<>());
  private final WebSocket socket;
  private final String session;

  /** The browser of this machine: BROWSER names one, else the usual names are looked for. */
  public static Optional<Path> find() {
    String named = System.getenv("BROWSER");
    if (named != null && Files.isExecutable(Path.of(named))) {
      return Optional.of(Path.of(named));
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      for (String name : NAMES) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  /** Starts it with an empty profile. */
  public static Browser start(Path program, Path profile) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless=new",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "--no-first-run",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--force-color-profile=srgb",
                "--autoplay-policy=no-user-gesture-required",
                "about:blank"));
    if ("root".equals(System.getProperty("user.name"))) {
      command.add(1, "--no-sandbox"); // which root may not have; the page is our own
    }
    Process process =
        ChildProcesses.start(
            new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    return new Browser(process, profile, address(process));
  }

  private static String address(Process process) throws IOException {
    BufferedReader err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      said.append(line).append('\n');
      Matcher match = LISTENING.matcher(line);
      if (match.find()) {
        Thread drain =
            new Thread(
                () -> {
                  try {
                    while (err.readLine() != null) {
                      // What it says further is of no interest, but its pipe must not fill.
                    }
                  } catch (IOException e) {
                    // It has ended.
                  }
                },
                "browser-err");
        drain.setDaemon(true);
        drain.start();
        return match.group(1);
      }
    }
    throw new IOException("The browser did not start:\n" + said);
  }

  private Browser(Process process, Path profile, String address) throws Exception {
    this.process = process;
    this.profile = profile;
    this.socket =
        client.newWebSocket(
            new Request.Builder().url(address.replace("ws://", "http://")).build(), new Listener());
    ObjectNode target = JsonMapper.shared().createObjectNode().put("url", "about:blank");
    String id = send(null, "Target.createTarget", target).path("targetId").asString();
    ObjectNode attach =
        JsonMapper.shared().createObjectNode().put("targetId", id).put("flatten", true);
    this.session = send(null, "Target.attachToTarget", attach).path("sessionId").asString();
    call("Page.enable", Map.of());
    call("Runtime.enable", Map.of());
    call("Log.enable", Map.of());
  }

  private final class Listener extends WebSocketListener {
    @Override
    public void onMessage(WebSocket from, String text) {
      JsonNode message = JsonMapper.shared().readTree(text);
      if (message.has("id")) {
        CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asLong());
        if (answer != null) {
          answer.complete(message);
        }
        return;
      }
      String method = message.path("method").asString("");
      JsonNode params = message.path("params");
      if (method.equals("Runtime.exceptionThrown")) {
        complaints.add(params.path("exceptionDetails").toString());
      } else if (method.equals("Log.entryAdded")
          && params.path("entry").path("level").asString("").equals("error")) {
        complaints.add(
            params.path("entry").path("text").asString("")
                + " "
                + params.path("entry").path("url").asString(""));
      }
    }

    @Override
    public void onFailure(WebSocket from, Throwable thrown, Response response) {
      asked.values().forEach(answer -> answer.completeExceptionally(thrown));
    }
  }

  private JsonNode send(String to, String method, JsonNode params) throws Exception {
    long id = ids.incrementAndGet();
    ObjectNode message = JsonMapper.shared().createObjectNode().put("id", id).put("method", method);
    message.set("params", params);
    if (to != null) {
      message.put("sessionId", to);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.send(JsonMapper.shared().writeValueAsString(message));
    try {
      JsonNode node = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (node.has("error")) {
        throw new IOException(method + ": " + node.path("error"));
      }
      return node.path("result");
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("The browser did not answer to " + method, e);
    }
  }

  /** Calls a method of the protocol for the page. */
  public JsonNode call(String method, Map<String, ?> params) throws Exception {
    return send(session, method, JsonMapper.shared().valueToTree(params));
  }

  /** What the page's console complained of: errors of scripts, of the policy, of loading. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Opens an address; the page may still be filling itself. */
  public void open(String url) throws Exception {
    call("Page.navigate", Map.of("url", url));
    await("document.readyState === 'complete' && location.href.startsWith('http')");
  }

  /** The size of the window, in CSS pixels. */
  public void size(int width, int height, double scale, boolean mobile) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
  }

  /** Light or dark, as the system would say. */
  public void scheme(String name) throws Exception {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", name))));
  }

  /** The value of an expression. */
  public JsonNode eval(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression",
                expression,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "userGesture",
                true));
    if (answer.has("exceptionDetails")) {
      throw new IOException(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true, looking at each picture the browser draws. */
  public void await(String condition) throws Exception {
    String script =
        "new Promise((done, no) => { const end = Date.now() + 90000; const look = () => { let is ="
            + " false; try { is = Boolean("
            + condition
            + "); } catch (e) {} if (is) done(true); else if (Date.now() > end) done(false); else"
            + " setTimeout(look, 30); }; look(); })";
    if (!eval(script).asBoolean(false)) {
      throw new AssertionError(
          "It did not come true: "
              + condition
              + "\nThe page says:\n"
              + text("body")
              + "\n"
              + complaints);
    }
  }

  /** The text of the first element that a selector finds. */
  public String text(String selector) throws Exception {
    return eval("document.querySelector(" + quoted(selector) + ")?.innerText ?? ''").asString("");
  }

  /** Clicks with the mouse, where the element is. */
  public void click(String selector) throws Exception {
    JsonNode box =
        eval(
            "(() => { const e = document.querySelector("
                + quoted(selector)
                + "); if (!e) return null; e.scrollIntoView({block: 'center'}); const r ="
                + " e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()");
    if (!box.isArray()) {
      throw new AssertionError("There is no " + selector + " to click");
    }
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              box.get(0).asDouble(),
              "y",
              box.get(1).asDouble(),
              "button",
              type.equals("mouseMoved") ? "none" : "left",
              "clickCount",
              1));
    }
  }

  /** Clicks the button with these words. */
  public void press(String label) throws Exception {
    String mark = "pressed-" + ids.get();
    await(
        "(() => { const e = [...document.querySelectorAll('button, a.button')].find(b =>"
            + " b.innerText.trim() === "
            + quoted(label)
            + " && b.offsetParent); if (e) e.dataset.press = "
            + quoted(mark)
            + "; return e; })()");
    click("[data-press=\"" + mark + "\"]");
  }

  /** Presses a key: "Tab", "Enter", "ArrowRight". */
  public void key(String name) throws Exception {
    Map<String, Integer> codes =
        Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowRight", 39, "ArrowLeft", 37);
    String text = name.equals("Enter") ? "\r" : "";
    call(
        "Input.dispatchKeyEvent",
        Map.of(
            "type",
            "keyDown",
            "key",
            name,
            "code",
            name,
            "windowsVirtualKeyCode",
            codes.get(name),
            "text",
            text));
    call(
        "Input.dispatchKeyEvent",
        Map.of(
            "type", "keyUp", "key", name, "code", name, "windowsVirtualKeyCode", codes.get(name)));
  }

  /** Types into what has the focus. */
  public void type(String text) throws Exception {
    call("Input.insertText", Map.of("text", text));
  }

  /** Chooses files for a file field. */
  public void choose(String selector, Path... files) throws Exception {
    JsonNode root = call("DOM.getDocument", Map.of()).path("root");
    long id =
        call(
                "DOM.querySelector",
                Map.of("nodeId", root.path("nodeId").asLong(), "selector", selector))
            .path("nodeId")
            .asLong();
    call(
        "DOM.setFileInputFiles",
        Map.of(
            "nodeId",
            id,
            "files",
            Stream.of(files).map(file -> file.toAbsolutePath().toString()).toList()));
  }

  /** Cuts the page off from its server, or lets it have it again. */
  public void offline(boolean off) throws Exception {
    call("Network.enable", Map.of());
    call(
        "Network.emulateNetworkConditions",
        Map.of("offline", off, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  /** Writes what is seen as a PNG. */
  public void shoot(Path png) throws Exception {
    Files.createDirectories(png.toAbsolutePath().getParent());
    String data =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", false))
            .path("data")
            .asString();
    Files.write(png, Base64.getDecoder().decode(data));
  }

  private static String quoted(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  /** Ends it with its children and removes the profile. */
  @Override
  public void close() throws Exception {
    try {
      send(null, "Browser.close", JsonMapper.shared().createObjectNode());
    } catch (IOException e) {
      // It may be gone before it answers.
    }
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      ChildProcesses.end(process);
    }
    socket.cancel();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    try (var files = Files.walk(profile)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
