"Runs the notebooks as tests, two at a time, each in a process of its own, and says what it is doing."
import argparse, os, shutil, subprocess, sys, time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ('slow', 'gpu', 'net', 'browser')
LIMIT = 900     # seconds for one notebook


def run_here(path, flags):
    "One notebook through nbdev's runner, in this process; the exit status says whether it passed"
    from nbdev.test import test_nb
    passed, _ = test_nb(path, skip_flags=FLAGS, force_flags=flags, basepath=ROOT)
    sys.exit(not passed)


def run_apart(path, flags):
    "One notebook in a process of its own: (passed, seconds, what it printed)"
    start = time.time()
    command = [sys.executable, __file__, '--one', str(path), '--flags', ' '.join(flags)]
    try: done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors='replace', timeout=LIMIT, cwd=ROOT)
    except subprocess.TimeoutExpired as e: return False, time.time() - start, f'took over {LIMIT} s\n{(e.stdout or b"")[-3000:]}'
    note = f'exit status {done.returncode}\n' if done.returncode not in (0, 1) else ''
    return done.returncode == 0, time.time() - start, note + done.stdout


def notebooks(only):
    "Every notebook, the cross-module ones first since they take longest; `only` keeps the paths that contain it"
    found = [p for p in (ROOT/'nbs').rglob('*.ipynb') if not any(part.startswith(('.', '_')) for part in p.relative_to(ROOT).parts)]
    found = [p for p in found if not only or only in str(p.relative_to(ROOT))]
    return sorted(found, key=lambda p: (p.parent.name != 'tests', str(p)))


def browser_flag():
    "The browser flag where a Chromium is found; says so where it is not"
    if any(map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))): return {'browser'}
    print('skipped: the browser checks, because no chromium is here (Debian or Ubuntu: apt-get install chromium)')
    return set()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--flags', default='', help=f"cells to run beside the usual ones, from: {' '.join(FLAGS)}")
    parser.add_argument('--only', default='', help='run only the notebooks whose path contains this')
    parser.add_argument('--workers', type=int, default=2, help='notebooks at a time')
    parser.add_argument('--one', type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    flags = set(args.flags.split())
    if args.one: run_here(args.one, flags)
    flags |= browser_flag()
    os.environ.update(OMP_NUM_THREADS='1', TOKENIZERS_PARALLELISM='false', HF_HUB_OFFLINE='1', IN_TEST='1', MPLBACKEND='agg')
    start, passed, failed, files = time.time(), 0, [], notebooks(args.only)
    if not files: sys.exit(f"no notebook's path contains {args.only!r}")
    print(f"== {len(files)} notebooks, {args.workers} at a time; flags: {' '.join(sorted(flags)) or 'none'}", flush=True)
    with ThreadPoolExecutor(args.workers) as pool:
        jobs = {pool.submit(run_apart, path, flags): path.relative_to(ROOT) for path in files}
        for n, job in enumerate(as_completed(jobs), 1):
            good, seconds, text = job.result()
            print(f"[{n:3}/{len(files)}] {'ok    ' if good else 'FAILED'} {seconds:6.1f} s  {jobs[job]}", flush=True)
            passed += good
            if not good: failed.append(str(jobs[job])); print(text, flush=True)
            else: print(''.join(f'{"":26}{line}\n' for line in text.splitlines() if line.startswith('skipped:')), end='', flush=True)
    if failed: print('failed: ' + ', '.join(failed))
    print(f"{time.time() - start:.0f} seconds")
    print(f"{passed} passed, {len(failed)} failed, {int('browser' not in flags)} skipped")
    sys.exit(bool(failed))


if __name__ == '__main__': main()
