#!/usr/bin/env python3
"""Speed and quality of keying a clip to VP9 WebM with alpha.

    bench/keying-encode/study.py CLIP [--ffmpeg FFMPEG] [--compare] [--memory] [--job] [--standin]
                                      [--grid] [--animations]

--compare  the whole job beside the stand-in, by turns in one run (--rounds, 2): clock and processor
           seconds of both and their ratios, sizes, and PSNR and SSIM of every 10th picture of each
           against the key it was encoded from: over a gradient, and of alpha alone. The job once with
           the start and end of its worker, and as the first and the third job of a worker that runs
           already, from started_at to finished_at
--memory   the most memory that the worker and all its child processes have at once (sum of their
           resident sizes, looked at 50 times a second) during the job of the clip, and of the same
           clip scaled to 1920x1080 in each format (--outputs webm,mp4 for some); MP4 over a colour
--job      the whole job through bin/worker: a row in a fresh jobs.db, run --drain
--standin  what a usual OpenCV worker does with the same clip: each frame decoded, an HSV range mask
           opened, closed, eroded, dilated and blurred, two passes of desaturation near it, written
           as a PNG (OpenCV's defaults), then libvpx-vp9 yuva420p at ffmpeg's defaults from the PNGs.
           Needs Python's cv2 and numpy, as --compare does:
           python3 -m venv VENV && VENV/bin/pip install opencv-python-headless numpy
--grid     settings of VP9 against each other, from the key as raw pictures: wall and processor
           seconds, most memory, size, and PSNR and SSIM of every 10th picture against the raw ones: over
           a gradient, and of alpha alone. About five minutes; --only REGEX takes some of the settings
--animations
           settings of GIF (480 pixels wide) and animated WebP (720) in the same way, three seconds of
           the key over grey; of WebP one picture is compared, since FFmpeg cannot read its animations

Without an option all of them. Times are of the better of two runs. FFMPEG needs libvpx and, for
--memory, libopenh264: the embedded one does, which bin/worker doctor names (on Linux set
LD_LIBRARY_PATH to its folder).
"""
import argparse, glob, os, re, resource, shutil, sqlite3, statistics, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
WORKER = os.path.join(HERE, "..", "..", "bin", "worker")
VP9 = "-c:v libvpx-vp9 -pix_fmt yuva420p -auto-alt-ref 0 -threads 2 "
REALTIME = "-b:v 0 -deadline realtime -lag-in-frames 0 -row-mt 1 "
GRID = {
    "ffmpeg's defaults": "",
    "good, cpu-used 5, crf 24": "-crf 24 -b:v 0 -deadline good -cpu-used 5 -row-mt 1",
    "the worker's (speed 9, crf 18, screen)": REALTIME + "-speed 9 -crf 18 -tune-content screen",
    "8, crf 20": REALTIME + "-cpu-used 8 -crf 20 -tune-content screen",
    "7": REALTIME + "-cpu-used 7 -crf 20 -tune-content screen",
    "two columns": REALTIME + "-cpu-used 8 -crf 20 -tune-content screen -tile-columns 1",
    "four columns, no rows": REALTIME + "-cpu-used 8 -crf 20 -tune-content screen -row-mt 0 -tile-columns 2",
    "crf 24": REALTIME + "-cpu-used 8 -crf 24 -tune-content screen",
    "static 100": REALTIME + "-cpu-used 8 -crf 20 -tune-content screen -static-thresh 100",
    "one thread, no rows": REALTIME + "-cpu-used 8 -crf 20 -tune-content screen -row-mt 0 -threads 1",
    "not screen": REALTIME + "-cpu-used 8 -crf 20",
    "aq-mode 3": REALTIME + "-cpu-used 8 -crf 20 -tune-content screen -aq-mode 3",
}
PALETTE = ("split[a][b];[a]select='not(mod(n,3))',palettegen=reserve_transparent=1{gen}[p];"
           "[b][p]paletteuse={use}:alpha_threshold=128")
GIF = {
    **{f"bayer {n}": ("", f"dither=bayer:bayer_scale={n}") for n in (2, 3, 4, 5)},
    "none": ("", "dither=none"),
    "sierra2_4a": ("", "dither=sierra2_4a"),
    "sierra2_4a, changed part": ("", "dither=sierra2_4a:diff_mode=rectangle"),
    "bayer 4, colours of what moves": (":stats_mode=diff", "dither=bayer:bayer_scale=4"),
    "bayer 4, 128 colours": (":max_colors=128", "dither=bayer:bayer_scale=4"),
}
WEBP = {
    **{f"quality {q}, compression {c}": f"-quality {q} -compression_level {c}"
       for q, c in ((80, 0), (80, 1), (80, 2), (80, 4), (75, 1), (85, 1), (90, 1))},
    "quality 80, compression 2, drawing": "-quality 80 -compression_level 2 -preset drawing",
}


def run(command, **more):
    """Runs a command; answers (processor seconds, wall seconds, its standard error)."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.time()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(command[:3])} … failed:\n{done.stderr[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.time() - began, done.stderr


def job(clip, folder, output="webm"):
    shutil.copy(clip, os.path.join(folder, "in.mp4"))
    database = os.path.join(folder, "jobs.db")
    if not os.path.exists(database):
        run([WORKER, "init", "--db", database])
    rows = sqlite3.connect(database)
    behind = ', "background": "#3060a0"' if output == "mp4" else ""
    rows.execute("INSERT INTO jobs (job_type, input_data) VALUES ('keying', ?)",
                 ('{"video": "in.mp4", "output": "%s"%s}' % (output, behind),))
    rows.commit()
    cpu, wall, _ = run([WORKER, "run", "--drain", "--db", database])
    result, note = rows.execute(
        "SELECT result_data, COALESCE(error_message, progress_message) FROM jobs ORDER BY id DESC").fetchone()
    rows.close()
    if not result:
        sys.exit(f"the job failed: {note}")
    return cpu, wall, os.path.join(folder, result), note


def processor(pid):
    """Processor seconds of a process and of its children that have ended."""
    words = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


def running(clip, folder, jobs=3):
    """Jobs one after the other in a worker that runs already: (clock, processor seconds) of each."""
    folder = os.path.join(folder, "running")
    os.makedirs(folder)
    shutil.copy(clip, os.path.join(folder, "in.mp4"))
    database = os.path.join(folder, "jobs.db")
    run([WORKER, "init", "--db", database])
    rows, found = sqlite3.connect(database, timeout=30), []
    worker = subprocess.Popen([WORKER, "run", "--db", database],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not rows.execute("SELECT count(*) FROM workers").fetchone()[0]:
            time.sleep(0.1)
        time.sleep(2)  # until it has nothing more to prepare
        for _ in range(jobs):
            before = processor(worker.pid)
            row = rows.execute("INSERT INTO jobs (job_type, input_data) VALUES"
                               " ('keying', '{\"video\": \"in.mp4\", \"output\": \"webm\"}')").lastrowid
            rows.commit()
            status = ""
            while status not in ("completed", "failed"):
                time.sleep(0.2)
                status, seconds, note = rows.execute(
                    "SELECT status, (julianday(finished_at) - julianday(started_at)) * 86400,"
                    " COALESCE(error_message, progress_message) FROM jobs WHERE id = ?", (row,)).fetchone()
            if status == "failed":
                sys.exit(f"the job failed: {note}")
            found.append((seconds, processor(worker.pid) - before))
    finally:
        worker.terminate()
        worker.wait()
        rows.close()
    shutil.rmtree(folder)
    return found


def standin(clip, folder, ffmpeg):
    import cv2, numpy as np
    began, before = time.time(), time.process_time()
    capture = cv2.VideoCapture(clip)
    rate, count = capture.get(cv2.CAP_PROP_FPS), 0
    square = np.ones((3, 3), np.uint8)
    while True:
        there, picture = capture.read()
        if not there:
            break
        hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
        mask = cv2.inRange(hsv, np.array([35, 50, 50], np.uint8), np.array([85, 255, 255], np.uint8))
        mask = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_OPEN, square), cv2.MORPH_CLOSE, square)
        alpha = cv2.dilate(cv2.erode(255 - mask, square, iterations=2), square, iterations=1)
        alpha = cv2.GaussianBlur(alpha, (5, 5), 0)
        near = cv2.dilate(mask, square, iterations=2) > 0
        for _ in range(2):
            hsv = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
            green = near & (hsv[..., 0] >= 35) & (hsv[..., 0] <= 85)
            hsv[..., 1] = np.where(green, hsv[..., 1] // 2, hsv[..., 1])
            picture = cv2.cvtColor(hsv, cv2.COLOR_HSV2BGR)
        cv2.imwrite(os.path.join(folder, "%05d.png" % count), np.dstack([picture, alpha]))
        count += 1
    masked, own = time.time() - began, time.process_time() - before
    out = os.path.join(folder, "standin.webm")
    cpu, wall, _ = run([ffmpeg, "-v", "error", "-y", "-framerate", str(rate), "-i",
                        os.path.join(folder, "%05d.png"), "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p", out])
    print(f"stand-in: {count} pictures, masks and PNGs {masked:.1f} s ({own:.1f} s of processor), VP9 {wall:.1f} s"
          f" ({cpu:.1f}), in all {masked + wall:.1f} s ({own + cpu:.1f}), {count / (masked + wall):.2f} fps,"
          f" {os.path.getsize(out) // 1000} kB", flush=True)
    return own + cpu, masked + wall, out


def compare(clip, folder, ffmpeg, rounds):
    jobs, firsts, thirds, others = [], [], [], []
    for number in range(rounds):
        cpu, wall, webm, note = job(clip, folder)
        print(f"job: {wall:.1f} s ({cpu:.1f} s of processor), start of the worker included,"
              f" {os.path.getsize(webm) // 1000} kB. {note}", flush=True)
        jobs.append((wall, cpu))
        within = running(clip, folder)
        print("jobs of a running worker: " + ", ".join(f"{wall:.1f} s ({cpu:.1f})" for wall, cpu in within), flush=True)
        firsts.append(within[0])
        thirds.append(within[-1])
        cpu, wall, standin_webm = standin(clip, folder, ffmpeg)
        others.append((wall, cpu))
    for name, own in (("the job with its worker's start", jobs), ("a running worker's first job", firsts),
                      ("its third job", thirds)):
        for what, index in (("the clock", 0), ("the processor", 1)):
            ratios = sorted(other[index] / one[index] for one, other in zip(own, others))
            print(f"{name} takes 1/{statistics.median(ratios):.1f} of the stand-in's time by {what}"
                  f" ({', '.join(f'{ratio:.1f}' for ratio in ratios)})", flush=True)
    raw, size = keyed(clip, folder, ffmpeg)
    pictures = os.path.join(folder, "pictures.raw")  # as the encoder had them
    run([ffmpeg, "-v", "error", "-y", "-i", os.path.join(folder, "%05d.png"), "-pix_fmt", "yuva420p",
         "-f", "rawvideo", pictures])
    print("encoded | kB | PSNR, SSIM over a gradient | PSNR, SSIM of alpha")
    for name, source, coded in (("the job's", raw, webm),
                                ("the stand-in's", [*raw[:-1], pictures], standin_webm)):
        values = quality(ffmpeg, source, size, coded)
        print(f"{name} | {os.path.getsize(coded) // 1000} | {', '.join(values[:2])} | {', '.join(values[2:])}",
              flush=True)


def resident(root):
    """Megabytes that a process and all below it have in memory, shared pages counted for each."""
    parents, sizes = {}, {}
    for stat in glob.glob("/proc/[0-9]*/stat"):
        try:
            pid, rest = stat.split("/")[2], open(stat).read().rsplit(")", 1)[1].split()
            parents[pid], sizes[pid] = rest[1], int(rest[21]) * os.sysconf("SC_PAGE_SIZE") / 1048576
        except (OSError, IndexError):
            continue  # it ended meanwhile
    total = 0
    for pid in sizes:
        above = pid
        while above in parents and above != str(root):
            above = parents[above]
        total += sizes[pid] if above == str(root) else 0
    return total


def memory(clip, folder, ffmpeg, outputs):
    hd = os.path.join(folder, "1080p.mp4")
    run([ffmpeg, "-v", "error", "-y", "-i", clip, "-vf", "scale=1920:1080,setsar=1", "-c:v", "libopenh264",
         "-profile:v", "high", "-allow_skip_frames", "0", "-b:v", "12M", "-an", hd])
    for source, output in [(clip, "webm")] + [(hd, output) for output in outputs]:
        most, ended = [0.0], threading.Event()

        def watch():
            while not ended.wait(0.02):
                most[0] = max(most[0], resident(os.getpid()) - resident_alone())
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            cpu, wall, _, _ = job(source, folder, output)
        finally:
            ended.set()
            watcher.join()
        print(f"memory: {os.path.basename(source)} as {output}, {wall:.1f} s ({cpu:.1f} of processor): at most"
              f" {most[0]:.0f} MiB for the worker and all its child processes together", flush=True)


def resident_alone():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1048576


def measured(command, runs=2):
    """The better of some runs: wall seconds, processor seconds, most megabytes."""
    found = []
    for _ in range(runs):
        began = time.time()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        told = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{' '.join(command[:3])} … failed:\n{told[-2000:]}")
        found.append((time.time() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
    return min(found)


def compared(told):
    """The figures that the filters psnr and ssim print, in the order of the graph."""
    found = sorted((int(m[1]), m[2]) for m in
                   re.finditer(r"Parsed_(?:psnr|ssim)_(\d+) .*?(?:average|All):([\d.inf]+)", told))
    return [value for _, value in found]


def quality(ffmpeg, raw, size, coded):
    tenth = "select='not(mod(n,10))',settb=1/30,setpts=N,split"
    same = "setparams=range=tv:colorspace=bt709"
    graph = (f"[0:v]{same},{tenth}[ra][rc];[1:v]{same},{tenth}[da][dc];gradients=s={size}:c0=0xffffff:c1=0x202060:c2=0xe02020:"
             "c3=black:n=4:seed=7:r=30:speed=0.00001,format=yuv420p,split[b1][b2];"
             "[b1][rc]overlay=shortest=1:format=yuv420,split[o1][o2];"
             "[b2][dc]overlay=shortest=1:format=yuv420,split[c1][c2];"
             "[ra]alphaextract,setparams=range=pc,split[x1][x2];[da]alphaextract,setparams=range=pc,split[y1][y2];"
             "[c1][o1]psnr[p];[c2][o2]ssim[q];[y1][x1]psnr[r];[y2][x2]ssim[s]")
    maps = [word for label in "pqrs" for word in ("-map", f"[{label}]")]
    return compared(run([ffmpeg, "-hide_banner", "-nostdin", *raw, "-c:v", "libvpx-vp9", "-i", coded,
                         "-filter_complex", graph, *maps, "-f", "null", "-"])[2])


def keyed(clip, folder, ffmpeg):
    """The key as raw pictures; answers the arguments that open them, and their size."""
    mov, raw = job(clip, folder, "mov")[2], os.path.join(folder, "key.raw")
    told = subprocess.run([ffmpeg, "-hide_banner", "-i", mov], capture_output=True, text=True).stderr
    size, rate = re.search(r"Video: .*?, (\d\d+x\d+)", told)[1], re.search(r"([\d.]+) fps", told)[1]
    run([ffmpeg, "-v", "error", "-y", "-i", mov, "-an", "-pix_fmt", "yuva420p", "-f", "rawvideo", raw])
    return ["-f", "rawvideo", "-pix_fmt", "yuva420p", "-s", size, "-r", rate, "-i", raw], size


def grid(clip, folder, ffmpeg, only):
    raw, size = keyed(clip, folder, ffmpeg)
    coded = os.path.join(folder, "coded.webm")
    print("settings | wall s | processor s | MB | kB | PSNR, SSIM over a gradient | PSNR, SSIM of alpha")
    for name, options in GRID.items():
        if re.search(only, name):
            slow = name.startswith(("ffmpeg", "good"))
            wall, cpu, memory = measured([ffmpeg, "-v", "error", "-y", *raw, *VP9.split(), *options.split(),
                                          "-f", "webm", coded], 1 if slow else 2)
            values = quality(ffmpeg, raw, size, coded)
            print(f"{name} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | {os.path.getsize(coded) // 1000} |"
                  f" {', '.join(values[:2])} | {', '.join(values[2:])}", flush=True)


def small(raw, folder, ffmpeg, width):
    """Three seconds of the key as smaller RGBA pictures; answers the arguments that open them."""
    file = os.path.join(folder, f"{width}.raw")
    rate = raw[raw.index("-r") + 1]
    _, _, told = run([ffmpeg, "-hide_banner", "-y", *raw, "-t", "3", "-vf",
                      f"scale={width}:-2:flags=bicubic+accurate_rnd+full_chroma_int,format=rgba",
                      "-f", "rawvideo", file])
    size = re.findall(r"Video: rawvideo.*?, (\d\d+x\d+)", told)[-1]
    return ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", size, "-r", rate, "-i", file], size


def over_grey(ffmpeg, source, size, coded, pick="null"):
    graph = (f"[0:v]{pick}[r];[1:v]fps={source[source.index('-r') + 1]}:start_time=0,{pick},format=rgba[d];"
             f"color=0x808080:s={size}:r=30,format=gbrp,split[b1][b2];"
             "[b1][r]overlay=shortest=1:format=gbrp,split[o1][o2];"
             "[b2][d]overlay=shortest=1:format=gbrp,split[c1][c2];[c1][o1]psnr[p];[c2][o2]ssim[s]")
    return compared(run([ffmpeg, "-hide_banner", "-nostdin", *source, "-i", coded, "-filter_complex", graph,
                         "-map", "[p]", "-f", "null", "-", "-map", "[s]", "-f", "null", "-"])[2])


def animations(clip, folder, ffmpeg):
    raw, _ = keyed(clip, folder, ffmpeg)
    print("GIF | wall s | processor s | kB | PSNR, SSIM over grey")
    source, size = small(raw, folder, ffmpeg, 480)
    file = os.path.join(folder, "a.gif")
    for name, (gen, use) in GIF.items():
        wall, cpu, _ = measured([ffmpeg, "-v", "error", "-y", *source, "-filter_complex",
                                 PALETTE.format(gen=gen, use=use), "-c:v", "gif", "-loop", "0", file])
        values = over_grey(ffmpeg, source, size, file, "select='not(mod(n,6))',settb=1/30,setpts=N")
        print(f"{name} | {wall:.1f} | {cpu:.1f} | {os.path.getsize(file) // 1000} | {', '.join(values)}", flush=True)
    print("WebP | wall s | processor s | MB | kB | PSNR, SSIM of one picture over grey")
    source, size = small(raw, folder, ffmpeg, 720)
    file, one = os.path.join(folder, "a.webp"), os.path.join(folder, "one.webp")
    for name, options in WEBP.items():
        pixels = ["-vf", "format=bgra", "-c:v"]
        wall, cpu, memory = measured([ffmpeg, "-v", "error", "-y", *source, *pixels, "libwebp_anim",
                                      *options.split(), "-loop", "0", "-f", "webp", file])
        first = ["-ss", "1", *source]
        run([ffmpeg, "-v", "error", "-y", *first, "-frames:v", "1", *pixels, "libwebp", *options.split(), one])
        values = over_grey(ffmpeg, first, size, one)
        print(f"{name} | {wall:.1f} | {cpu:.1f} | {memory:.0f} | {os.path.getsize(file) // 1000} |"
              f" {', '.join(values)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip")
    parser.add_argument("--ffmpeg", default="ffmpeg", help="for the stand-in and the grid")
    parser.add_argument("--only", default="", help="settings of the grid whose name this is found in")
    parser.add_argument("--outputs", default="webm,mp4,mov,png,gif,webp", help="formats of --memory")
    parser.add_argument("--rounds", type=int, default=2, help="of --compare")
    for part in ("compare", "memory", "job", "standin", "grid", "animations"):
        parser.add_argument("--" + part, action="store_true")
    chosen = parser.parse_args()
    every = not (chosen.compare or chosen.memory or chosen.job or chosen.standin or chosen.grid
                 or chosen.animations)
    clip = os.path.abspath(chosen.clip)
    with tempfile.TemporaryDirectory() as folder:
        if every or chosen.compare:
            compare(clip, folder, chosen.ffmpeg, chosen.rounds)
        if every or chosen.memory:
            memory(clip, folder, chosen.ffmpeg, chosen.outputs.split(","))
        if every or chosen.job:
            for _ in range(3):
                cpu, wall, result, note = job(clip, folder)
                print(f"job: {wall:.1f} s ({cpu:.1f} s of processor), start of the worker included,"
                      f" {os.path.getsize(result) // 1000} kB. {note}", flush=True)
        if every or chosen.standin:
            standin(clip, folder, chosen.ffmpeg)
        if every or chosen.grid:
            grid(clip, folder, chosen.ffmpeg, chosen.only)
        if every or chosen.animations:
            animations(clip, folder, chosen.ffmpeg)


if __name__ == "__main__":
    main()
