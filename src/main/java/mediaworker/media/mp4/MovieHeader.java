package mediaworker.media.mp4;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * Writes the tables of a joined file (ISO/IEC 14496-12, section 8). The movie counts time as its
 * pictures do.
 */
final class MovieHeader {

  private static final int[] NOT_TURNED = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

  private final List<TrackPlan> tracks;
  private final long scale;
  private final boolean wide;

  /**
   * Tables to be.
   *
   * @param tracks the pictures first
   * @param wide whether chunks lie beyond 4 GB
   */
  MovieHeader(List<TrackPlan> tracks, boolean wide) {
    this.tracks = tracks;
    this.scale = tracks.get(0).model().timeScale();
    this.wide = wide;
  }

  /**
   * The tables.
   *
   * @param chunks for each track, in order: numbers of samples in each chunk
   * @param offsets for each track, in order: where a chunk begins in the file
   */
  byte[] bytes(List<int[]> chunks, List<IntToLongFunction> offsets) {
    List<byte[]> boxes = new ArrayList<>();
    boxes.add(movie());
    for (int i = 0; i < tracks.size(); i++) {
      boxes.add(track(i + 1, tracks.get(i), chunks.get(i), offsets.get(i)));
    }
    return box("moov", boxes);
  }

  private byte[] movie() {
    long length = tracks.stream().mapToLong(this::shown).max().orElseThrow();
    return box(
        "mvhd",
        out -> {
          ints(out, 0, 0, 0, (int) scale, (int) length, 0x10000);
          out.writeShort(0x100);
          out.write(new byte[10]);
          ints(out, NOT_TURNED);
          out.write(new byte[24]);
          out.writeInt(tracks.size() + 1);
        });
  }

  /** How long a track plays, in units of the movie's time. */
  private long shown(TrackPlan track) {
    return inMovie(track, track.length() + Math.min(0, track.first()))
        + Math.max(0, inMovie(track, track.first()));
  }

  private long inMovie(TrackPlan track, long units) {
    return Math.round(units * (double) scale / track.model().timeScale());
  }

  private byte[] track(int number, TrackPlan track, int[] chunks, IntToLongFunction offsets) {
    Mp4Track.Headers model = track.model().headers();
    byte[] geometry = new byte[model.geometry().remaining()];
    model.geometry().slice().get(geometry);
    byte[] header =
        box(
            "tkhd",
            out -> {
              ints(out, 3, 0, 0, number, 0, (int) shown(track), 0, 0);
              out.write(geometry);
            });
    return box("trak", List.of(header, edits(track), media(track, chunks, offsets)));
  }

  private byte[] edits(TrackPlan track) {
    long wait = inMovie(track, Math.max(0, track.first()));
    // What is shown first need not be what is decoded first.
    long begin =
        track.model().headers().sound()
            ? Math.max(0, -track.first())
            : track.model().leastComposition();
    return box(
        "edts",
        List.of(
            box(
                "elst",
                out -> {
                  ints(out, 0, wait > 0 ? 2 : 1);
                  if (wait > 0) {
                    ints(out, (int) wait, -1, 0x10000);
                  }
                  ints(out, (int) (shown(track) - wait), (int) begin, 0x10000);
                })));
  }

  private byte[] media(TrackPlan track, int[] chunks, IntToLongFunction offsets) {
    Mp4Track.Headers model = track.model().headers();
    byte[] header =
        box(
            "mdhd",
            out -> {
              ints(out, 0, 0, 0, (int) model.timeScale(), (int) track.length());
              out.writeShort(model.language());
              out.writeShort(0);
            });
    byte[] handler =
        box(
            "hdlr",
            out -> {
              ints(out, 0, 0);
              out.writeBytes(model.sound() ? "soun" : "vide");
              out.write(new byte[12]);
              out.writeBytes(model.sound() ? "SoundHandler" : "VideoHandler");
              out.write(0);
            });
    byte[] kind =
        model.sound()
            ? box("smhd", out -> ints(out, 0, 0))
            : box("vmhd", out -> ints(out, 1, 0, 0));
    byte[] here = box("url ", out -> out.writeInt(1));
    byte[] references =
        box(
            "dref",
            out -> {
              ints(out, 0, 1);
              out.write(here);
            });
    byte[] information =
        box(
            "minf",
            List.of(kind, box("dinf", List.of(references)), tables(track, chunks, offsets)));
    return box("mdia", List.of(header, handler, information));
  }

  private byte[] tables(TrackPlan track, int[] chunks, IntToLongFunction offsets) {
    List<byte[]> boxes = new ArrayList<>();
    boxes.add(box("stsd", out -> out.write(track.model().headers().entries().bytes())));
    boxes.add(runs("stts", 0, track, track::duration));
    if (!track.model().headers().sound() && reorders(track)) {
      boxes.add(runs("ctts", 1, track, (run, sample) -> run.track().composition(sample)));
    }
    keys(track, boxes);
    boxes.add(sizes(track));
    boxes.add(chunkLengths(chunks));
    boxes.add(
        box(
            wide ? "co64" : "stco",
            out -> {
              ints(out, 0, chunks.length);
              for (int i = 0; i < chunks.length; i++) {
                long offset = offsets.applyAsLong(i);
                if (wide) {
                  out.writeLong(offset);
                } else {
                  out.writeInt((int) offset);
                }
              }
            }));
    return box("stbl", boxes);
  }

  private static boolean reorders(TrackPlan track) {
    for (SampleRun run : track.runs()) {
      for (int i = run.from(); i < run.to(); i++) {
        if (run.track().composition(i) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static void keys(TrackPlan track, List<byte[]> boxes) {
    List<Integer> keys = new ArrayList<>();
    int number = 0;
    for (SampleRun run : track.runs()) {
      for (int i = run.from(); i < run.to(); i++) {
        number++;
        if (run.track().isKey(i)) {
          keys.add(number);
        }
      }
    }
    if (keys.size() < number) {
      boxes.add(
          box(
              "stss",
              out -> {
                ints(out, 0, keys.size());
                for (int key : keys) {
                  out.writeInt(key);
                }
              }));
    }
  }

  private static byte[] sizes(TrackPlan track) {
    return box(
        "stsz",
        out -> {
          ints(out, 0, 0, track.count());
          for (SampleRun run : track.runs()) {
            for (int i = run.from(); i < run.to(); i++) {
              out.writeInt(run.track().size(i));
            }
          }
        });
  }

  private static byte[] chunkLengths(int[] chunks) {
    List<int[]> runs = new ArrayList<>();
    for (int i = 0; i < chunks.length; i++) {
      if (i == 0 || chunks[i] != chunks[i - 1]) {
        runs.add(new int[] {i + 1, chunks[i], 1});
      }
    }
    return box(
        "stsc",
        out -> {
          ints(out, 0, runs.size());
          for (int[] run : runs) {
            ints(out, run);
          }
        });
  }

  @FunctionalInterface
  private interface OfSample {
    int value(SampleRun run, int sample);
  }

  private static byte[] runs(String type, int version, TrackPlan track, OfSample of) {
    List<int[]> runs = new ArrayList<>();
    for (SampleRun run : track.runs()) {
      for (int i = run.from(); i < run.to(); i++) {
        int value = of.value(run, i);
        if (!runs.isEmpty() && runs.get(runs.size() - 1)[1] == value) {
          runs.get(runs.size() - 1)[0]++;
        } else {
          runs.add(new int[] {1, value});
        }
      }
    }
    return box(
        type,
        out -> {
          ints(out, version << 24, runs.size());
          for (int[] run : runs) {
            ints(out, run);
          }
        });
  }

  @FunctionalInterface
  private interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] box(String type, List<byte[]> children) {
    return box(
        type,
        out -> {
          for (byte[] child : children) {
            out.write(child);
          }
        });
  }

  private static byte[] box(String type, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0);
      out.writeBytes(type);
      body.write(out);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot be written", e);
    }
    byte[] box = bytes.toByteArray();
    java.nio.ByteBuffer.wrap(box).putInt(0, box.length);
    return box;
  }

  private static void ints(DataOutputStream out, int... values) throws IOException {
    for (int value : values) {
      out.writeInt(value);
    }
  }
}
