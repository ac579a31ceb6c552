package mediaworker.app;

import java.time.InstantSource;
import java.util.List;
import mediaworker.assets.AssetLibrary;
import mediaworker.config.LaneSettings;
import mediaworker.handlers.FrameExtractionHandler;
import mediaworker.handlers.KeyingHandler;
import mediaworker.handlers.NoopHandler;
import mediaworker.handlers.StitchingHandler;
import mediaworker.handlers.TrimHandler;
import mediaworker.handlers.command.CommandHandler;
import mediaworker.handlers.command.GpuPins;
import mediaworker.handlers.parents.AvatarHandler;
import mediaworker.handlers.parents.BatchComparisonHandler;
import mediaworker.handlers.parents.BoomerangHandler;
import mediaworker.handlers.parents.PipelineHandler;
import mediaworker.handlers.parents.ProductShootHandler;
import mediaworker.handlers.parents.ProgramFields;
import mediaworker.handlers.parents.UpscaleHandler;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.jobs.Children;
import mediaworker.jobs.JobHandler;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;

/** Makes the handlers of an installation's job types, but for those that providers do. */
final class JobHandlers {

  private JobHandlers() {}

  /** Job types that are made of other jobs. */
  static List<JobHandler<?>> parents(
      AppSettings settings, AssetLibrary assets, Ffmpeg ffmpeg, Children children) {
    LaneSettings lanes = settings.extensions().lanes();
    ProgramFields programs = ProgramFields.of(settings.extensions().programs());
    return List.of(
        new BoomerangHandler(
            animation ->
                RemoteJobs.check(
                    animation, settings.paid().providers(), settings.paid().remote().preferred()),
            assets,
            ffmpeg,
            children),
        new PipelineHandler(children),
        new UpscaleHandler(assets, ffmpeg, children, lanes.upscaleWith(), programs),
        new AvatarHandler(
            assets, ffmpeg, children, lanes.avatarWith(), lanes.avatarPace(), programs),
        new BatchComparisonHandler(assets, children),
        new ProductShootHandler(assets, ffmpeg, children, InstantSource.system()));
  }

  /** Job types that this machine does by itself. */
  static List<JobHandler<?>> local(
      AppSettings settings,
      AssetLibrary assets,
      Ffmpeg ffmpeg,
      ProcessRunner processes,
      GpuPins gpus) {
    return List.of(
        new KeyingHandler(ffmpeg, assets),
        new StitchingHandler(assets, ffmpeg),
        new TrimHandler(assets, ffmpeg),
        new FrameExtractionHandler(assets, ffmpeg),
        new NoopHandler(),
        new CommandHandler(settings.extensions().programs(), assets, processes, gpus));
  }
}
