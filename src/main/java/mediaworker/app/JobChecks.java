package mediaworker.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.handlers.command.Gpus;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.Stage;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import mediaworker.text.Spelling;

/** Looks at jobs before they are queued, as the worker will when it takes them. */
public final class JobChecks {

  /** A reference as an element of a list. */
  private static final Pattern LIST_OF_RESULTS =
      Pattern.compile("[\\[,]\"\\$\\{job\\.[^\"]*\"\\s*[,\\]]");

  private final Map<String, JobHandler<?>> handlers = new TreeMap<>();

  /** Knows the job types that a worker with these settings serves. */
  public JobChecks(AppSettings settings) {
    AssetLibrary assets = new FileAssetLibrary(settings.assets());
    ProcessRunner processes = new ProcessRunner();
    Ffmpeg ffmpeg = new Ffmpeg(settings.ffmpeg(), processes);
    List<JobHandler<?>> all =
        new ArrayList<>(App.handlers(settings, assets, ffmpeg, processes, Gpus.NONE));
    all.addAll(App.parents(settings, assets, ffmpeg, parent -> List.of()));
    all.forEach(handler -> handler.kinds().forEach(kind -> handlers.put(kind, handler)));
    handlers.remove(Job.KEYING_LAP);
  }

  /**
   * What is wrong with a job, as far as can be told without its files, other jobs' results and, for
   * paid types, their provider.
   *
   * @return a sentence; empty where nothing is
   */
  public Optional<String> problem(String jobType, String inputData) {
    JobHandler<?> handler = handlers.get(jobType);
    if (handler == null) {
      return RemoteJobs.jobTypes().contains(jobType)
          ? Optional.empty()
          : Optional.of("the job type \"" + jobType + "\" is not known" + meant(jobType));
    }
    if (LIST_OF_RESULTS.matcher(inputData).find()) {
      return Optional.empty(); // how many there will be is not known yet
    }
    try {
      handler.decode(new Job(0, jobType, Stage.MAIN, inputData, null, null, 1, 1));
      return Optional.empty();
    } catch (JobFailure e) {
      return Optional.of(e.sentence());
    }
  }

  private String meant(String jobType) {
    List<String> all = new ArrayList<>(handlers.keySet());
    all.addAll(RemoteJobs.jobTypes());
    return Spelling.nearest(jobType, all)
        .map(near -> "; is " + near + " meant?")
        .orElse(". Known are: " + String.join(", ", all) + ".");
  }
}
