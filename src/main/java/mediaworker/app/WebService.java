package mediaworker.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.UploadFolder;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.http.HttpProblem;
import mediaworker.http.HttpSettings;
import mediaworker.http.WebServer;
import mediaworker.http.api.Api;
import mediaworker.http.api.Backend;
import mediaworker.http.api.WorkerDesk;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Stage;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import mediaworker.pipelines.PipelineException;
import mediaworker.pipelines.PipelineFile;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import mediaworker.store.sqlite.desk.SqlitePipelineDesk;
import mediaworker.worker.HandlerRegistry;
import tools.jackson.databind.JsonNode;

/** The HTTP server beside a worker, and what it reaches of it. */
final class WebService implements AutoCloseable {

  private final WebServer server;
  private final Api api;
  private final SqliteJobDesk desk;
  private final SqliteCallDesk calls;
  private final HttpMedia media;

  private WebService(
      WebServer server, Api api, SqliteJobDesk desk, SqliteCallDesk calls, HttpMedia media) {
    this.server = server;
    this.api = api;
    this.desk = desk;
    this.calls = calls;
    this.media = media;
  }

  /**
   * Begins to serve.
   *
   * @throws SetupException when it cannot listen there; nothing is left open then
   */
  static WebService start(App app, HttpSettings settings, Path logDir)
      throws SetupException, StoreException {
    App.Parts parts = app.parts();
    SqliteJobDesk desk =
        SqliteJobDesk.open(parts.database(), parts.clock(), settings.maxQueueSize());
    SqliteCallDesk calls = new SqliteCallDesk(parts.database(), parts.clock());
    AssetSettings assets = app.settings().assets();
    HttpMedia media =
        new HttpMedia(
            assets,
            parts.files(),
            new UploadFolder(assets, settings.uploads(), app.workspace()),
            app.ffmpeg(),
            app.workspace());
    Api api =
        new Api(
            new Backend(
                desk,
                calls,
                media,
                new Desk(app, logDir, settings.maxQueueSize()),
                settings,
                parts.clock()));
    try {
      return new WebService(WebServer.start(settings, api.router()), api, desk, calls, media);
    } catch (HttpProblem e) {
      api.close();
      media.close();
      calls.close();
      desk.close();
      throw new SetupException(e.sentence());
    }
  }

  /** Rows were claimed or ended here, or others have committed. */
  void changed(List<Ending> endings) {
    if (!endings.isEmpty()) {
      api.metrics().ended(endings);
    }
    api.ring();
  }

  InetSocketAddress address() {
    return server.address();
  }

  String url() {
    return server.url();
  }

  @Override
  public void close() {
    api.close();
    media.close(); // previews that nobody will see
    server.close();
    calls.close();
    desk.close();
  }

  /** The worker as the API sees it. */
  private static final class Desk implements WorkerDesk {
    private final App app;
    private final Path logDir;
    private final Map<String, JobHandler<?>> handlers = new TreeMap<>();

    private final long mostWaiting;

    Desk(App app, Path logDir, long mostWaiting) {
      this.mostWaiting = mostWaiting;
      this.app = app;
      this.logDir = logDir;
      for (JobHandler<?> handler : app.parts().handlers()) {
        handler.kinds().forEach(kind -> handlers.put(kind, handler));
      }
    }

    @Override
    public String name() {
      return app.workerName();
    }

    @Override
    public List<String> problems() {
      return app.problems();
    }

    @Override
    public Set<String> jobTypes() {
      Set<String> types = new TreeSet<>(handlers.keySet());
      types.remove(Job.KEYING_LAP);
      return types;
    }

    @Override
    public Set<String> providers() {
      Set<String> names = new TreeSet<>();
      ProviderCatalog.descriptions().forEach(description -> names.add(description.name()));
      return names;
    }

    @Override
    public Optional<String> problem(JobDraft draft) {
      JobHandler<?> handler = handlers.get(draft.type());
      if (handler == null) {
        return Optional.of(HandlerRegistry.unknown(draft.type(), jobTypes()));
      }
      try {
        handler.decode(
            new Job(
                0,
                draft.type(),
                Stage.MAIN,
                draft.inputData(),
                null,
                draft.keyingSettings(),
                1,
                1));
        return Optional.empty();
      } catch (JobFailure e) {
        return Optional.of(e.sentence());
      }
    }

    @Override
    public PipelineText pipeline(String text, Map<String, JsonNode> parameters) {
      try {
        JobChecks checks = new JobChecks(app.settings());
        return new PipelineText(
            PipelineFile.parse(text, "pipeline", parameters, checks::problem), List.of());
      } catch (PipelineException e) {
        return new PipelineText(null, e.problems());
      }
    }

    @Override
    public Submission submit(Pipeline pipeline) throws StoreException {
      try (SqlitePipelineDesk desk =
          new SqlitePipelineDesk(app.parts().database(), app.parts().clock(), mostWaiting)) {
        return desk.submit(pipeline);
      }
    }

    @Override
    public List<String> log(long jobId, int most) throws IOException {
      return new JobLog(logDir, jobId).glance(most);
    }

    @Override
    public Map<String, Integer> providerPlaces() {
      return app.parts().remote().map(RemoteJobs::places).orElse(Map.of());
    }

    @Override
    public long walBytes() {
      Path wal = Path.of(app.parts().database().file() + "-wal");
      try {
        return Files.size(wal);
      } catch (IOException e) {
        return 0; // it comes and goes with the connections
      }
    }
  }
}
