package mediaworker.media;

import java.util.HashMap;
import java.util.Map;

/**
 * How FFmpeg is to take its memory, said to glibc in the child's environment.
 *
 * <p>By itself glibc maps each plane of a picture by itself, in pages of 4 KiB, of which a 1080p
 * clip touches tens of thousands, and looks up addresses in all of them for each filter. From one
 * heap in huge pages (2 MiB) the keying filters took a quarter less of the processor
 * (docs/keying-measurements.md). Where the system has none to give (transparent_hugepage is
 * "never", another libc, another system) nothing but the one heap is left of it.
 *
 * <p>Source of the names: the GNU C library's manual, "Memory Allocation Tunables". A name that an
 * older glibc does not know it passes over.
 */
final class FfmpegMemory {

  static final String NAME = "GLIBC_TUNABLES";

  private static final int MIB = 1 << 20;

  private static final String TUNABLES =
      String.join(
          ":",
          // Ask for huge pages, as "madvise" in /sys/kernel/mm/transparent_hugepage/enabled wants.
          "glibc.malloc.hugetlb=1",
          // One heap for all threads: those of the others are of 64 MiB each and get none.
          "glibc.malloc.arena_max=1",
          // Planes of up to 8K come from the heap; 32 MiB is the most that glibc takes here.
          "glibc.malloc.mmap_threshold=" + 32 * MIB,
          // A heap that grows by a plane at a time would have a huge page's rest between them.
          "glibc.malloc.top_pad=" + 16 * MIB,
          // What is free stays for the next picture; the process does not live long.
          "glibc.malloc.trim_threshold=" + 4096L * MIB);

  private FfmpegMemory() {}

  /**
   * A child's environment with it.
   *
   * @param own the worker's environment: what it says of this holds for children too
   * @param added what the child gets beside that
   */
  static Map<String, String> in(Map<String, String> own, Map<String, String> added) {
    Map<String, String> all = new HashMap<>(added);
    all.put(NAME, own.getOrDefault(NAME, TUNABLES));
    return Map.copyOf(all);
  }
}
