#!/usr/bin/env python3
"""Speed and quality of keying a clip to VP9 WebM with alpha.

    bench/keying-encode/study.py CLIP [--ffmpeg FFMPEG] [--job] [--standin] [--grid]

--job      the whole job through bin/worker: a row in a fresh jobs.db, run --drain
--standin  what a usual OpenCV worker does with the same clip: each frame decoded, an HSV range mask
           opened, closed, eroded, dilated and blurred, two passes of desaturation near it, written
           as a PNG (OpenCV's defaults), then libvpx-vp9 yuva420p at ffmpeg's defaults from the PNGs.
           Needs Python's cv2 and numpy
--grid     encoder settings against each other, from a key that is stored without loss: seconds of
           processor time without decoding, size, and PSNR and SSIM of every 10th picture against the
           lossless key: over a gradient, and of alpha alone

Without an option all three. Times are wall seconds and processor seconds of all processes.
"""
import argparse, os, re, resource, shutil, sqlite3, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
WORKER = os.path.join(HERE, "..", "..", "bin", "worker")
VP9 = "-c:v libvpx-vp9 -pix_fmt yuva420p -auto-alt-ref 0 "
GRID = {
    "ffmpeg's defaults": "",
    "good, cpu-used 5": "-crf 24 -b:v 0 -deadline good -cpu-used 5 -row-mt 1",
    **{f"realtime {n}": f"-crf 24 -b:v 0 -deadline realtime -cpu-used {n} -row-mt 1" for n in (5, 6, 8)},
    "realtime 8, no lag": "-crf 24 -b:v 0 -deadline realtime -cpu-used 8 -row-mt 1 -lag-in-frames 0",
    "the worker's": "-crf 20 -b:v 0 -deadline realtime -cpu-used 8 -lag-in-frames 0"
                    " -tune-content screen -row-mt 1",
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
    rows.execute("INSERT INTO jobs (job_type, input_data) VALUES ('keying', ?)",
                 ('{"video": "in.mp4", "output": "%s"}' % output,))
    rows.commit()
    cpu, wall, _ = run([WORKER, "run", "--drain", "--db", database])
    result, note = rows.execute(
        "SELECT result_data, COALESCE(error_message, progress_message) FROM jobs ORDER BY id DESC").fetchone()
    rows.close()
    if not result:
        sys.exit(f"the job failed: {note}")
    return cpu, wall, os.path.join(folder, result), note


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
          f" {os.path.getsize(out) // 1000} kB")


def quality(ffmpeg, lossless, coded):
    told = subprocess.run([ffmpeg, "-hide_banner", "-i", lossless], capture_output=True, text=True).stderr
    size = re.search(r"Video: .*? (\d+x\d+)", told)[1]
    tenth = "select='not(mod(n,10))',setpts=N/30/TB,split"
    graph = (f"[0:v]{tenth}[ra][rc];[1:v]{tenth}[da][dc];gradients=s={size}:c0=0xffffff:c1=0x202060:c2=0xe02020:"
             "c3=black:n=4:seed=7:r=30:speed=0.00001,format=yuv420p,split[b1][b2];"
             "[b1][rc]overlay=shortest=1:format=yuv420,split[o1][o2];"
             "[b2][dc]overlay=shortest=1:format=yuv420,split[c1][c2];"
             "[ra]alphaextract,split[x1][x2];[da]alphaextract,split[y1][y2];"
             "[c1][o1]psnr[p];[c2][o2]ssim[q];[y1][x1]psnr[r];[y2][x2]ssim[s]")
    maps = [word for label in "pqrs" for word in ("-map", f"[{label}]")]
    _, _, told = run([ffmpeg, "-hide_banner", "-nostdin", "-i", lossless, "-c:v", "libvpx-vp9", "-i", coded,
                      "-filter_complex", graph, *maps, "-f", "null", "-"])
    found = sorted((int(m[1]), m[2]) for m in
                   re.finditer(r"Parsed_(?:psnr|ssim)_(\d+) .*?(?:average|All):([\d.inf]+)", told))
    return [value for _, value in found]


def grid(clip, folder, ffmpeg):
    mov = job(clip, folder, "mov")[2]
    lossless, coded = os.path.join(folder, "key.mkv"), os.path.join(folder, "coded.webm")
    run([ffmpeg, "-v", "error", "-y", "-i", mov, "-an", "-pix_fmt", "yuva420p", "-c:v", "ffv1", "-level", "3",
         "-slices", "4", "-g", "1", lossless])
    decoding = min(run([ffmpeg, "-v", "error", "-i", lossless, "-f", "null", "-"])[0] for _ in range(2))
    print("settings | processor s | kB | PSNR, SSIM over a gradient | PSNR, SSIM of alpha")
    for name, options in GRID.items():
        cpu, _, _ = run([ffmpeg, "-v", "error", "-y", "-i", lossless, *VP9.split(), *options.split(), "-threads", "2",
                         "-f", "webm", coded])
        values = quality(ffmpeg, lossless, coded)
        print(f"{name} | {cpu - decoding:.1f} | {os.path.getsize(coded) // 1000} | {', '.join(values[:2])} |"
              f" {', '.join(values[2:])}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip")
    parser.add_argument("--ffmpeg", default="ffmpeg", help="for the stand-in and the grid")
    for part in ("job", "standin", "grid"):
        parser.add_argument("--" + part, action="store_true")
    chosen = parser.parse_args()
    every = not (chosen.job or chosen.standin or chosen.grid)
    clip = os.path.abspath(chosen.clip)
    with tempfile.TemporaryDirectory() as folder:
        if every or chosen.job:
            for _ in range(3):
                cpu, wall, result, note = job(clip, folder)
                print(f"job: {wall:.1f} s ({cpu:.1f} s of processor), start of the worker included,"
                      f" {os.path.getsize(result) // 1000} kB. {note}", flush=True)
        if every or chosen.standin:
            standin(clip, folder, chosen.ffmpeg)
        if every or chosen.grid:
            grid(clip, folder, chosen.ffmpeg)


if __name__ == "__main__":
    main()
