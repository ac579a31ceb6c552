package mediaworker.http.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;

/** Server-sent events (HTML Standard, 9.2): a stream that tells what changes in the queue. */
final class EventsApi {

  /** Streams at once: each holds a thread. */
  private static final int MOST = 24;

  /** A client that is gone is found by writing to it. */
  private static final long BEAT_SECONDS = 15;

  private final LiveEvents events;
  private final Semaphore places = new Semaphore(MOST);

  EventsApi(LiveEvents events) {
    this.events = events;
  }

  void addTo(Router router) {
    router.add("GET", "/api/events", this::stream);
  }

  private Reply stream(Request request) throws HttpProblem {
    if (request.method().equals("HEAD")) {
      return Reply.empty(200).with("Content-Type", "text/event-stream");
    }
    // Taken when it is sent, since a client that is gone by then is never sent anything.
    if (places.availablePermits() == 0) {
      throw HttpProblem.unavailable("Too many clients listen to events: close some pages.");
    }
    return new Reply(
        200,
        Map.of("Content-Type", "text/event-stream; charset=utf-8", "X-Accel-Buffering", "no"),
        Reply.UNKNOWN,
        this::send);
  }

  private void send(OutputStream out) throws IOException, InterruptedException {
    write(out, "retry: 2000\n\n");
    if (!places.tryAcquire()) {
      return; // others were quicker; it comes back
    }
    LiveEvents.Subscription subscription = events.subscribe();
    try {
      while (!subscription.isOver()) {
        String event = subscription.next(BEAT_SECONDS);
        write(out, event.isEmpty() ? ": still here\n\n" : event);
      }
    } finally {
      events.unsubscribe(subscription);
      places.release();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
