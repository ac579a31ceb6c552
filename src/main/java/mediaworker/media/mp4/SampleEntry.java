package mediaworker.media.mp4;

import static mediaworker.media.mp4.Unusual.require;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The one sample entry of a track: what its decoder is told (ISO/IEC 14496-12, 8.5.2).
 *
 * @param form all of it but what differs from file to file without meaning, such as bit rates;
 *     equal for tracks that one decoder can play without a break
 * @param setup the decoder's own header, for sound; empty for pictures
 */
record SampleEntry(String form, ByteBuffer setup) {

  /** Codecs whose headers stand in the file's own, not among the pictures. */
  private static final Set<String> PICTURES = Set.of("avc1", "hvc1", "av01", "mp4v");

  /** Fields of a picture's sample entry before the boxes in it (ISO/IEC 14496-12, 12.1.3). */
  private static final int PICTURE_FIELDS = 78;

  /** Fields of a sound's sample entry before the boxes in it, version 0 (12.2.3). */
  private static final int SOUND_FIELDS = 28;

  /** Decoders' headers beyond this are something else. */
  private static final int MOST_HEADERS = 64 << 10;

  private static Box onlyEntry(Box entries) {
    require(entries.body().remaining() <= MOST_HEADERS);
    ByteBuffer content = entries.content();
    content.getInt();
    require(content.getInt() == 1);
    return Box.in(content).get(0);
  }

  /** Reads that of pictures: the decoder's own header is among the form. */
  static SampleEntry ofPictures(Box entries) {
    Box entry = onlyEntry(entries);
    require(PICTURES.contains(entry.type()));
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(entry.type().getBytes(StandardCharsets.ISO_8859_1));
    form.write(entry.bytes(), 0, PICTURE_FIELDS);
    for (Box box : Box.in(entry.content().position(PICTURE_FIELDS))) {
      if (box.type().equals("esds")) {
        form.writeBytes(decoderSetup(box));
      } else if (!box.type().equals("btrt")) {
        form.writeBytes(box.type().getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(box.bytes());
      }
    }
    return new SampleEntry(text(form), ByteBuffer.allocate(0));
  }

  /** A box in that of pictures. */
  static Optional<Box> inPictures(Box entries, String type) {
    return Box.in(onlyEntry(entries).content().position(PICTURE_FIELDS)).stream()
        .filter(box -> box.type().equals(type))
        .findFirst();
  }

  /** Reads that of AAC sound. */
  static SampleEntry ofSound(Box entries) {
    Box entry = onlyEntry(entries);
    require(entry.type().equals("mp4a"));
    require(entry.content().getShort(8) == 0); // QuickTime's later versions have more fields
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.write(entry.bytes(), 0, SOUND_FIELDS);
    Optional<byte[]> setup = Optional.empty();
    for (Box box : Box.in(entry.content().position(SOUND_FIELDS))) {
      if (box.type().equals("esds")) {
        setup = Optional.of(decoderSetup(box));
        form.writeBytes(setup.get());
      } else if (!box.type().equals("btrt")) {
        form.writeBytes(box.type().getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(box.bytes());
      }
    }
    return new SampleEntry(text(form), ByteBuffer.wrap(setup.orElseThrow(Unusual::new)));
  }

  /** The decoder's own header in an elementary stream descriptor (ISO/IEC 14496-1, 7.2.6). */
  private static byte[] decoderSetup(Box box) {
    ByteBuffer content = box.content();
    content.getInt();
    require(descriptor(content, 3) > 0);
    content.getShort();
    require(content.get() == 0);
    require(descriptor(content, 4) > 13);
    byte kind = content.get();
    content.position(content.position() + 12); // buffer size and bit rates: different in each file
    int length = descriptor(content, 5);
    require(length <= content.remaining());
    byte[] setup = new byte[length + 1];
    setup[0] = kind;
    content.get(setup, 1, setup.length - 1);
    return setup;
  }

  private static int descriptor(ByteBuffer content, int tag) {
    require(content.get() == tag);
    int length = 0;
    for (int i = 0; i < 4; i++) {
      int part = content.get() & 0xff;
      length = (length << 7) | (part & 0x7f);
      if (part < 0x80) {
        return length;
      }
    }
    throw new Unusual();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
