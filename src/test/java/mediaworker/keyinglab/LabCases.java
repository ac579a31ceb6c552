package mediaworker.keyinglab;

import java.util.List;

/** The clips of the lab: those that may be tuned on, and those held out. */
final class LabCases {

  private static final Rgb BROWN = Rgb.of(0x3a2416);
  private static final Rgb BLOND = Rgb.of(0xcaa46a);
  private static final Rgb GREY = Rgb.of(0x8c9096);

  private LabCases() {}

  static List<LabCase> all() {
    return List.of(
        tuning(
            "flat: hair, veil, glass, wires",
            StudioScreen.flat(0x00b140).noisy(1.5),
            Part.wires(0.06, 4),
            Part.person(0.3, Rgb.of(0x8b2f38), BROWN, 320, 0.04),
            Part.veil(0.52, 0.2, 0.72, 0.95, PAPER, 0.4),
            Part.glass(0.76, 0.3, 0.96, 0.7, Rgb.of(0xd08a30)),
            Part.ball(0.5, 26, Rgb.of(0xe0e0e4), 44)),
        tuning(
            "uneven light, wrinkles, soft shadow, noise",
            StudioScreen.flat(0x12b84a).uneven(0.45, 0.05).shaded(0.3).noisy(4),
            Part.person(0.62, Rgb.of(0x2c3c6a), BLOND, 320, 0.05),
            Part.lattice(0.08, 0.2, 0.4, Rgb.of(0x202024), 3),
            Part.bokeh(0.2, 0.8, 60, 40, Rgb.of(0xe8d0a0))),
        tuning(
            "bounce light on white paper",
            StudioScreen.flat(0x08c44c).uneven(0.25, 0.02).noisy(1.5),
            Part.paperBird(0.45, 0.5, PAPER, 0.42)),
        tuning(
            "bounce light on skin and grey",
            StudioScreen.flat(0x10a83c).uneven(0.3, 0.02).noisy(2),
            Part.person(0.36, GREY, BROWN, 200, 0.26),
            Part.prop(0.68, 0.35, 0.86, 0.9, SKIN, 0.3)),
        tuning(
            "near-key props: teal, olive",
            StudioScreen.flat(0x00b140).uneven(0.2, 0.02).noisy(1.5),
            Part.person(0.35, Rgb.of(0x2f7d78), BROWN, 200, 0.04),
            Part.prop(0.66, 0.3, 0.88, 0.92, Rgb.of(0x6f7a34), 0.04)),
        tuning(
            "moving light, pan",
            StudioScreen.flat(0x18b048).uneven(0.5, 0.05).moving(0.12, 9).noisy(2),
            Part.person(0.5, Rgb.of(0x5a3a70), BLOND, 280, 0.05),
            Part.ball(0.35, 22, Rgb.of(0xd04030), 40)),
        tuning(
            "blue: hair, veil, glass",
            StudioScreen.flat(0x1048c0).uneven(0.25, 0.02).noisy(2),
            Part.person(0.34, Rgb.of(0xb0702c), BLOND, 320, 0.06),
            Part.veil(0.6, 0.25, 0.78, 0.95, Rgb.of(0xe0d8d0), 0.42),
            Part.lattice(0.8, 0.12, 0.25, Rgb.of(0xd8d8d8), 2.5)),
        tuning(
            "dim and dark",
            StudioScreen.flat(0x0a5a24).uneven(0.4, 0.03).noisy(3),
            Part.person(0.55, Rgb.of(0x4a3030), Rgb.of(0x241810), 260, 0.05),
            Part.wires(0.1, 2)),
        tuning(
            "yellowish AI green",
            StudioScreen.flat(0x6cd43a).uneven(0.15, 0.01).noisy(1),
            Part.person(0.4, Rgb.of(0xc8b8a8), BROWN, 260, 0.1),
            Part.veil(0.62, 0.15, 0.82, 0.9, PAPER, 0.35)),
        tuning(
            "saturated AI green, subject over the border",
            StudioScreen.flat(0x02f80a).uneven(0.05, 0).noisy(1),
            Part.person(0.16, Rgb.of(0x303038), BLOND, 260, 0.12),
            Part.prop(0.82, -0.1, 1.1, 1.1, Rgb.of(0xa85030), 0.12)),
        tuning(
            "screen fills a part of the frame",
            StudioScreen.flat(0x10b040).uneven(0.2, 0.02).noisy(2).within(0.13),
            Part.person(0.5, Rgb.of(0x7a2f5a), BROWN, 240, 0.05)),
        tuning(
            "blond hair, violet glass, dark bokeh",
            StudioScreen.flat(0x08b83c).noisy(2),
            Part.wires(0.12, 2),
            Part.person(0.6, Rgb.of(0x445a80), BLOND, 340, 0.05),
            Part.glass(0.08, 0.2, 0.3, 0.62, Rgb.of(0x7a50a8)),
            Part.bokeh(0.2, 0.82, 48, 46, Rgb.of(0x281c20))),
        tuning(
            "bounce light on kraft paper and skin, blue",
            StudioScreen.flat(0x1450c8).uneven(0.2, 0.02).noisy(1.5),
            Part.person(0.32, Rgb.of(0xc8c8c4), BROWN, 240, 0.22),
            Part.paperBird(0.74, 0.35, Rgb.of(0xd8c4a0), 0.38)),
        tuning(
            "near-key props: sage, aqua",
            StudioScreen.flat(0x04b444).uneven(0.2, 0.02).noisy(2),
            Part.person(0.36, Rgb.of(0x98a47c), BROWN, 200, 0.05),
            Part.prop(0.68, 0.3, 0.88, 0.9, Rgb.of(0x9ad4c4), 0.05)),
        heldOut(
            "flat: hair, glass, bokeh",
            11,
            StudioScreen.flat(0x06a63a).noisy(2),
            Part.person(0.68, Rgb.of(0x30507a), BLOND, 360, 0.05),
            Part.glass(0.1, 0.15, 0.34, 0.6, Rgb.of(0x4060c0)),
            Part.bokeh(0.25, 0.8, 50, 50, Rgb.of(0x302018)),
            Part.wires(0.7, 3)),
        heldOut(
            "uneven, shadow, noise",
            12,
            StudioScreen.flat(0x28c060).uneven(0.55, 0.06).shaded(0.35).noisy(5),
            Part.person(0.38, Rgb.of(0x903018), BROWN, 300, 0.05),
            Part.veil(0.66, 0.1, 0.86, 0.8, Rgb.of(0x202028), 0.4)),
        heldOut(
            "bounce light on paper, blue",
            13,
            StudioScreen.flat(0x0c3cb4).uneven(0.3, 0.03).noisy(2),
            Part.paperBird(0.55, 0.45, Rgb.of(0xf6efe0), 0.4)),
        heldOut(
            "bounce light on white shirt and skin",
            14,
            StudioScreen.flat(0x20d050).uneven(0.15, 0.01).noisy(1.5),
            Part.person(0.6, Rgb.of(0xdcdce0), BROWN, 240, 0.3),
            Part.ball(0.25, 30, Rgb.of(0xf0f0f0), 36)),
        heldOut(
            "near-key props: khaki, mint",
            15,
            StudioScreen.flat(0x0cbc48).uneven(0.25, 0.02).noisy(2),
            Part.person(0.64, Rgb.of(0x7c8048), BLOND, 200, 0.05),
            Part.prop(0.1, 0.35, 0.3, 0.95, Rgb.of(0x8fc8b0), 0.05)),
        heldOut(
            "moving light and camera, blue",
            16,
            StudioScreen.flat(0x1850d0).uneven(0.45, 0.04).moving(0.15, -11).noisy(2),
            Part.person(0.42, Rgb.of(0x8a6a20), BROWN, 280, 0.05),
            Part.lattice(0.72, 0.2, 0.4, Rgb.of(0xc0b090), 3)),
        heldOut(
            "dark blue, noise",
            17,
            StudioScreen.flat(0x081c5c).uneven(0.35, 0.03).noisy(3.5),
            Part.person(0.5, Rgb.of(0x603828), Rgb.of(0x302018), 260, 0.05)),
        heldOut(
            "lime AI green, portrait",
            18,
            StudioScreen.flat(0x58e030).uneven(0.1, 0.01).noisy(1),
            Part.veil(0.12, 0.1, 0.4, 0.7, Rgb.of(0xf0e8f0), 0.4),
            Part.person(0.5, Rgb.of(0x40404c), BROWN, 260, 0.12)),
        heldOut(
            "part of the frame, uneven",
            19,
            StudioScreen.flat(0x14a848).uneven(0.35, 0.04).noisy(2.5).within(0.2),
            Part.person(0.48, Rgb.of(0xb8a898), BLOND, 240, 0.08)),
        heldOut(
            "coloured grain, yellow and navy",
            20,
            StudioScreen.flat(0x14803c).uneven(0.35, 0.03).noisy(3).grainy(6),
            Part.person(0.36, Rgb.of(0x2c3c6a), BROWN, 260, 0.05),
            Part.prop(0.68, 0.3, 0.88, 0.92, Rgb.of(0xd8b030), 0.05)));
  }

  private static LabCase tuning(String name, StudioScreen screen, Part... parts) {
    return new LabCase(name, false, 1280, 720, screen, List.of(parts), name.hashCode());
  }

  private static LabCase heldOut(String name, long seed, StudioScreen screen, Part... parts) {
    boolean portrait = name.contains("portrait");
    return new LabCase(
        name, true, portrait ? 720 : 1280, portrait ? 1280 : 720, screen, List.of(parts), seed);
  }

  private static final Rgb PAPER = Part.PAPER;
  private static final Rgb SKIN = Part.SKIN;
}
