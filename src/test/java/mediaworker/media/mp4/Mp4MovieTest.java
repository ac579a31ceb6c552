package mediaworker.media.mp4;

import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which files are read by their tables, and which are left to FFmpeg: one test for each refusal.
 */
class Mp4MovieTest {

  private static final String PICTURES = "moov/trak/mdia/minf/stbl/";
  private static final String SOUND = "moov/trak:1/mdia/minf/stbl/";

  @TempDir static Path made;
  private static Path clip;

  @TempDir Path dir;

  @BeforeAll
  static void one_second_of_pictures_and_sound() throws Exception {
    clip = h264WithTone(made.resolve("clip.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
  }

  @Test
  void a_plain_clip_is_read() throws Exception {
    Mp4Movie movie = read(patch()).orElseThrow();
    Mp4Track pictures = movie.picture().orElseThrow();
    assertThat(pictures.count()).isEqualTo(30);
    assertThat(pictures.codec()).isEqualTo("avc1");
    assertThat(pictures.timeScale()).isEqualTo(15_360);
    assertThat(pictures.isKey(0)).isTrue();
    assertThat(pictures.isKey(1)).isFalse();
    assertThat(movie.sound().orElseThrow().codec()).isEqualTo("mp4a");
    assertThat(movie.form()).isPresent();
    assertThat(movie.start()).isZero();
  }

  @Test
  void boxes_that_nobody_knows_do_no_harm() throws Exception {
    assertThat(read(patch().append("moov", "what").append(PICTURES, "ever").append("", "free")))
        .isPresent();
  }

  // The file as a whole

  @Test
  void a_file_that_does_not_begin_with_its_type_is_refused() throws Exception {
    assertRefused(patch().rename("ftyp", "free"));
  }

  @Test
  void a_quicktime_file_is_refused_by_its_brand() throws Exception {
    assertRefused(patch().put("ftyp", 0, (byte) 'q', (byte) 't', (byte) ' ', (byte) ' '));
  }

  @Test
  void an_empty_file_and_one_of_three_bytes_are_refused() throws Exception {
    assertThat(Mp4Movie.read(Files.write(dir.resolve("empty.mp4"), new byte[0]))).isEmpty();
    assertThat(Mp4Movie.read(Files.write(dir.resolve("three.mp4"), new byte[3]))).isEmpty();
  }

  @Test
  void a_file_without_tables_is_refused() throws Exception {
    assertRefused(patch().rename("moov", "free"));
  }

  @Test
  void two_sets_of_tables_are_refused() throws Exception {
    assertRefused(patch().twice("moov"));
  }

  @Test
  void a_fragment_beside_the_tables_is_refused() throws Exception {
    assertRefused(patch().append("", "moof"));
  }

  @Test
  void tables_that_announce_fragments_are_refused() throws Exception {
    assertRefused(patch().append("moov", "mvex"));
  }

  @Test
  void a_box_that_says_it_is_longer_than_the_file_is_refused() throws Exception {
    assertRefused(patch().append("", "free", ints(-1)).putInt("free:1", -8, 1 << 30));
  }

  @Test
  void tables_that_say_they_are_longer_than_all_tables_of_a_real_clip_are_not_read()
      throws Exception {
    Path large = patch().rename("moov", "free").append("", "moov").write(dir.resolve("large.mp4"));
    long begin = Files.size(large) - 8;
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(begin + Mp4Movie.MOST_TABLES + 1); // a hole in the file, not bytes on the disk
      file.seek(begin);
      file.writeInt(Mp4Movie.MOST_TABLES + 1);
    }
    assertThat(Mp4Movie.read(large)).isEmpty();
  }

  @Test
  void a_file_of_ten_thousand_boxes_is_not_looked_through() throws Exception {
    ByteBuffer boxes = ByteBuffer.allocate(8 * 10_000);
    while (boxes.hasRemaining()) {
      boxes.putInt(8).putInt(0x66726565);
    }
    byte[] plain = Files.readAllBytes(clip);
    Path many = Files.write(dir.resolve("many.mp4"), plain);
    Files.write(many, boxes.array(), java.nio.file.StandardOpenOption.APPEND);
    assertThat(Mp4Movie.read(many)).isEmpty();
  }

  @Test
  void samples_beyond_the_end_of_the_file_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stco", 8, 1 << 30));
  }

  // The movie

  @Test
  void a_movie_that_is_turned_as_a_whole_is_refused() throws Exception {
    String matrix = "moov/mvhd";
    assertRefused(
        patch()
            .putInt(matrix, 36, 0)
            .putInt(matrix, 40, 0x10000)
            .putInt(matrix, 48, -0x10000)
            .putInt(matrix, 52, 0));
  }

  @Test
  void a_movie_without_units_of_time_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/mvhd", 12, 0));
  }

  @Test
  void a_third_track_is_refused() throws Exception {
    Path three =
        make(
            dir.resolve("three.mp4"),
            List.of("-i", "file:" + clip),
            List.of("-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy"));
    assertThat(Mp4Movie.read(three)).isEmpty();
  }

  @Test
  void two_tracks_of_pictures_are_refused() throws Exception {
    Path two =
        make(
            dir.resolve("two.mp4"),
            List.of("-i", "file:" + clip),
            List.of("-map", "0:v", "-map", "0:v", "-c", "copy"));
    assertThat(Mp4Movie.read(two)).isEmpty();
  }

  @Test
  void tables_without_a_track_are_refused() throws Exception {
    assertRefused(patch().rename("moov/trak", "free").rename("moov/trak", "free"));
  }

  // A track

  @Test
  void a_track_that_is_switched_off_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/tkhd", 0, 2));
  }

  @Test
  void a_track_of_something_else_than_pictures_and_sound_is_refused() throws Exception {
    assertRefused(
        patch().put("moov/trak:1/mdia/hdlr", 8, (byte) 't', (byte) 'm', (byte) 'c', (byte) 'd'));
  }

  @Test
  void a_track_without_units_of_time_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/mdia/mdhd", 12, 0));
  }

  @Test
  void data_in_another_file_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/mdia/minf/dinf/dref/url ", 0, 0));
  }

  @Test
  void data_in_several_places_is_refused() throws Exception {
    String references = "moov/trak/mdia/minf/dinf/dref";
    assertRefused(patch().twice(references + "/url ").putInt(references, 4, 2));
  }

  @Test
  void pictures_that_are_only_nearly_key_pictures_are_refused() throws Exception {
    assertRefused(patch().append(PICTURES, "stps", ints(0, 1, 5)));
  }

  @Test
  void two_ways_of_coding_in_a_track_are_refused() throws Exception {
    assertRefused(patch().twice(PICTURES + "stsd/avc1").putInt(PICTURES + "stsd", 4, 2));
  }

  @Test
  void samples_of_a_second_way_of_coding_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stsc", 16, 2));
  }

  @Test
  void headers_of_more_bytes_than_a_decoder_takes_are_refused() throws Exception {
    assertRefused(patch().append(PICTURES + "stsd/avc1", "free", new byte[64 << 10]));
  }

  @Test
  void pictures_whose_headers_may_lie_among_them_are_refused() throws Exception {
    assertRefused(patch().rename(PICTURES + "stsd/avc1", "avc3"));
  }

  @Test
  void encrypted_pictures_and_sound_are_refused() throws Exception {
    assertRefused(patch().rename(PICTURES + "stsd/avc1", "encv"));
    assertRefused(patch().rename(SOUND + "stsd/mp4a", "enca"));
  }

  @Test
  void sound_other_than_aac_is_refused() throws Exception {
    Path flac =
        make(
            dir.resolve("flac.mp4"),
            List.of("-i", "file:" + clip),
            List.of("-c:v", "copy", "-c:a", "flac", "-strict", "-2"));
    assertThat(Mp4Movie.read(flac)).isEmpty();
  }

  @Test
  void sound_described_in_quicktimes_later_way_is_refused() throws Exception {
    assertRefused(patch().putShort(SOUND + "stsd/mp4a", 8, 1));
  }

  @Test
  void sound_without_its_decoders_header_is_refused() throws Exception {
    assertRefused(patch().rename(SOUND + "stsd/mp4a/esds", "free"));
  }

  @Test
  void a_decoders_header_that_is_none_is_refused() throws Exception {
    String header = SOUND + "stsd/mp4a/esds";
    assertThat(patch().get(header, 4)).isEqualTo((byte) 3);
    assertRefused(patch().put(header, 4, (byte) 6));
    assertRefused(patch().put(header, 5, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff));
  }

  // Its samples

  @Test
  void a_track_without_samples_is_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stsz", 8, 0));
  }

  @Test
  void more_samples_than_two_hours_hold_are_refused_before_room_is_made_for_them()
      throws Exception {
    // All of one size, so that no table of theirs limits them: room for them would be gigabytes.
    assertRefused(patch().putInt(PICTURES + "stsz", 4, 1).putInt(PICTURES + "stsz", 8, 1 << 30));
    assertRefused(patch().putInt(PICTURES + "stsz", 8, -1));
  }

  @Test
  void more_samples_than_the_table_has_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stsz", 8, 400_000));
  }

  @Test
  void samples_of_no_bytes_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stsz", 12, 0));
  }

  @Test
  void times_of_more_or_fewer_samples_than_there_are_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stts", 8, 29));
    assertRefused(patch().putInt(PICTURES + "stts", 8, 31));
    assertRefused(patch().putInt(PICTURES + "stts", 4, Integer.MAX_VALUE));
  }

  @Test
  void times_that_run_backwards_are_refused() throws Exception {
    // Players differ in what they make of it.
    assertRefused(patch().putInt(PICTURES + "stts", 12, -512).rename("moov/trak/edts", "free"));
  }

  @Test
  void key_pictures_that_are_not_there_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stss", 8, 31));
    assertRefused(patch().putInt(PICTURES + "stss", 8, 0));
    assertRefused(patch().putInt(PICTURES + "stss", 4, 1 << 30));
  }

  @Test
  void chunks_of_more_samples_than_there_are_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stsc", 12, 1 << 20));
  }

  @Test
  void chunks_of_no_samples_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stsc", 12, 0));
  }

  @Test
  void chunks_that_are_described_backwards_are_refused() throws Exception {
    assertThat(patch().getInt(SOUND + "stsc", 4)).as("runs of chunks").isGreaterThan(2);
    assertRefused(patch().putInt(SOUND + "stsc", 32, 1));
  }

  @Test
  void fewer_chunks_than_the_samples_need_are_refused() throws Exception {
    assertRefused(patch().putInt(PICTURES + "stco", 4, 29));
  }

  // Its edit list

  @Test
  void a_list_that_hides_the_first_pictures_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/edts/elst", 12, 512));
  }

  @Test
  void a_list_that_hides_the_last_picture_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/edts/elst", 8, 1000 - 34));
  }

  @Test
  void a_list_rounded_to_less_than_a_picture_is_read() throws Exception {
    assertThat(read(patch().putInt("moov/trak/edts/elst", 8, 1000 - 10))).isPresent();
  }

  @Test
  void a_list_that_cuts_more_of_the_sound_than_its_first_packet_is_refused() throws Exception {
    assertThat(patch().getInt("moov/trak:1/edts/elst", 12)).isEqualTo(1024);
    assertRefused(patch().putInt("moov/trak:1/edts/elst", 12, 1025));
  }

  @Test
  void a_list_that_cuts_the_sounds_last_packets_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak:1/edts/elst", 8, 950));
  }

  @Test
  void a_list_that_plays_at_another_speed_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/edts/elst", 16, 0x8000));
  }

  @Test
  void a_list_of_several_parts_is_refused() throws Exception {
    assertRefused(
        patch()
            .putInt("moov/trak/edts/elst", 4, 3)
            .insert("moov/trak/edts/elst", ints(500, 0, 0x10000, 500, 7680, 0x10000)));
    assertRefused(
        patch()
            .putInt("moov/trak/edts/elst", 4, 2)
            .insert("moov/trak/edts/elst", ints(500, 7680, 0x10000)));
  }

  @Test
  void a_list_of_nothing_is_refused() throws Exception {
    assertRefused(patch().putInt("moov/trak/edts/elst", 4, 0));
    assertRefused(patch().putInt("moov/trak/edts/elst", 12, -1));
  }

  // What its form tells

  @Test
  void a_file_of_sound_alone_and_one_of_uneven_pictures_have_no_form() throws Exception {
    Path sound = make(dir.resolve("sound.mp4"), lavfi("sine=d=1"), List.of("-c:a", "aac"));
    assertThat(Mp4Movie.read(sound).orElseThrow().form()).isEmpty();
    Path uneven =
        make(
            dir.resolve("uneven.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=2,select='not(mod(n,3))+not(mod(n,7))'"),
            List.of("-fps_mode", "vfr", "-c:v", "libopenh264", "-b:v", "1M"));
    assertThat(Mp4Movie.read(uneven).orElseThrow().form()).isEmpty();
  }

  @Test
  void clips_that_are_turned_or_counted_differently_have_different_forms() throws Exception {
    String form = read(patch()).orElseThrow().form().orElseThrow();
    assertThat(read(patch().putInt("moov/trak/tkhd", 40, -0x10000)).orElseThrow().form())
        .isPresent()
        .isNotEqualTo(Optional.of(form));
    assertThat(read(patch().putInt("moov/trak/mdia/mdhd", 12, 15_000)).flatMap(Mp4Movie::form))
        .isNotEqualTo(Optional.of(form));
  }

  @Test
  void what_a_file_takes_in_memory_is_its_tables_entries_not_their_boxes() throws Exception {
    // Four megabytes that say nothing: they must not stay for as long as the clip is used.
    Mp4Movie movie = read(patch().append("moov", "free", new byte[4 << 20])).orElseThrow();
    Mp4Track.Headers headers = movie.picture().orElseThrow().headers();
    assertThat(headers.entries().body().array().length).isLessThan(1000);
    assertThat(headers.geometry().array().length).isLessThan(1000);
  }

  @Test
  void pictures_that_begin_late_begin_when_their_list_says() throws Exception {
    Mp4Movie movie =
        read(patch()
                .rename("moov/trak/edts/elst", "free")
                .append("moov/trak/edts", "elst", ints(0, 2, 250, -1, 0x10000, 1000, 0, 0x10000)))
            .orElseThrow();
    assertThat(movie.picture().orElseThrow().start(0)).isCloseTo(0.25, within(1e-9));
  }

  private static Mp4Patch patch() throws Exception {
    return Mp4Patch.of(clip);
  }

  private Optional<Mp4Movie> read(Mp4Patch patch) throws Exception {
    return Mp4Movie.read(patch.write(dir.resolve("patched.mp4")));
  }

  private void assertRefused(Mp4Patch patch) throws Exception {
    assertThat(read(patch)).isEmpty();
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }
}
