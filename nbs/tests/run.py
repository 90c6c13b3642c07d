"Runs the notebooks as tests, two at a time, each in a process of its own, and keeps the seconds that each took."
import argparse
import importlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from multiprocessing.connection import wait
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = ROOT/'.cache/test_seconds.json'    # page -> seconds of its last run
FLAGS = ('slow', 'gpu', 'net', 'browser')
LIMIT = 900     # seconds for one notebook
FORK = 'fork' in multiprocessing.get_all_start_methods()
SHARED = ('nbdev.test', 'pandas', 'matplotlib.pyplot', 'scipy.stats', 'torch', 'transformers', 'accelerate',
          'monai.transforms', 'SimpleITK')


def run_here(path, flags, log):
    "One notebook through nbdev's runner, in this process; the exit status says whether it passed"
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)    # a background job ignores it, and tests send it
    with open(log, 'wb', buffering=0) as f:
        for fd in 1, 2:
            os.dup2(f.fileno(), fd)
    from nbdev.test import test_nb
    passed, _ = test_nb(path, skip_flags=FLAGS, force_flags=flags, basepath=ROOT)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(not passed)


def run_apart(paths, flags, workers):
    "Each notebook in a process of its own, `workers` at a time: yields (path, passed, seconds, what it printed)"
    make = multiprocessing.get_context('fork' if FORK else 'spawn').Process
    with tempfile.TemporaryDirectory() as tmp:
        todo, running = list(paths)[::-1], {}
        while todo or running:
            while todo and len(running) < workers:
                path, log = todo.pop(), Path(tmp)/f'{len(todo)}.txt'
                process = make(target=run_here, args=(path, flags, log))
                process.start()
                running[process.sentinel] = process, path, log, time.time()
            done = wait(list(running), 1)
            late = [s for s, (*_, start) in running.items() if time.time() - start > LIMIT and s not in done]
            for sentinel in (*done, *late):
                process, path, log, start = running.pop(sentinel)
                if sentinel in late:
                    os.killpg(process.pid, signal.SIGKILL)
                process.join()
                text = log.read_text(errors='replace') if log.exists() else ''
                if sentinel in late:
                    text = f'took over {LIMIT} s\n{text[-3000:]}'
                elif process.exitcode not in (0, 1):
                    text = f'exit status {process.exitcode}\n{text}'
                yield path, process.exitcode == 0, time.time() - start, text


def notebooks(only, seconds):
    "Every notebook, the longest first as far as they were timed; `only` keeps the paths that contain it"
    found = [p.relative_to(ROOT) for p in (ROOT/'nbs').rglob('*.ipynb')]
    found = [p for p in found if not any(part.startswith(('.', '_')) for part in p.parts) and only in str(p)]
    def by_length(p): return -seconds.get(str(p), 0), p.stem != 'walk', p.parent.name != 'tests', str(p)
    return [ROOT/p for p in sorted(found, key=by_length)]


def keep_seconds(seconds):
    "Write the table of seconds"
    SECONDS.parent.mkdir(exist_ok=True)
    SECONDS.write_text(json.dumps(dict(sorted(seconds.items())), indent=1) + '\n')


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
    args = parser.parse_args()
    flags = set(args.flags.split()) | browser_flag()
    os.environ.update(OMP_NUM_THREADS='1', TOKENIZERS_PARALLELISM='false', HF_HUB_OFFLINE='1', IN_TEST='1',
                      MPLBACKEND='agg')
    os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')    # many processes at once: waiting threads sleep
    kept = json.loads(SECONDS.read_text()) if SECONDS.exists() else {}
    start, took, failed, files = time.time(), {}, [], notebooks(args.only, kept)
    if not files: sys.exit(f"no notebook's path contains {args.only!r}")
    shown = ' '.join(sorted(flags)) or 'none'
    print(f"== {len(files)} notebooks, {args.workers} at a time; flags: {shown}", flush=True)
    if FORK and len(files) > args.workers:    # loaded once, then shared by all processes
        for name in SHARED:
            importlib.import_module(name)
    for n, (path, good, seconds, text) in enumerate(run_apart(files, flags, args.workers), 1):
        name = str(path.relative_to(ROOT))
        print(f"[{n:3}/{len(files)}] {'ok    ' if good else 'FAILED'} {seconds:6.1f} s  {name}", flush=True)
        took[name] = round(seconds, 1)
        if not good:
            failed.append(name)
        lines = [f'{"":26}{line}' for line in text.splitlines() if line.startswith('skipped:')]
        print(*(lines if good else [text]), sep='\n', end='\n' if lines or not good else '', flush=True)
    keep_seconds({**kept, **took})
    slowest = sorted(took.items(), key=lambda item: -item[1])[:10]
    print('slowest: ' + ', '.join(f'{name.removeprefix("nbs/")} {s:.0f} s' for name, s in slowest))
    if failed: print('failed: ' + ', '.join(failed))
    print(f"{time.time() - start:.0f} seconds")
    print(f"{len(files) - len(failed)} passed, {len(failed)} failed, {int('browser' not in flags)} skipped")
    sys.exit(bool(failed))


if __name__ == '__main__':
    main()
