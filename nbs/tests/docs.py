"Processes every notebook as nbdev does before Quarto renders the site, and names those that fail: `make docs-check`."
import os
import sys
import traceback
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def reason(error):
    "The cell that failed and why, in a few lines"
    cause = error.__cause__ or error
    cell = str(error).split(':\n', 1)[-1].strip()[:160]
    return f'{traceback.format_exception_only(type(cause), cause)[-1].strip()[:300]} in the cell\n{cell}'


def process(path):
    "One notebook through nbdev's processors; what went wrong, or None"
    from execnb.nbio import read_nb
    from nbdev.processors import FilterDefaults
    os.environ.update(IN_TEST='1', OMP_NUM_THREADS='1')
    os.chdir(ROOT)
    notebook = read_nb(path)
    try:
        with warnings.catch_warnings(record=True) as found:
            FilterDefaults()(notebook)
    except Exception as e:    # a page may raise anything; which one is reported
        return reason(e)
    mixed = [str(w.message) for w in found if 'imports and other code' in str(w.message)]
    return mixed[0] if mixed else None


def process_all(paths, workers=2):
    "Notebook -> what went wrong with it, or None"
    paths = list(paths)
    with ProcessPoolExecutor(workers, get_context('spawn')) as pool:
        return dict(zip(paths, pool.map(process, paths), strict=True))


def notebooks():
    "The notebooks of the site"
    found = (p.relative_to(ROOT/'nbs') for p in (ROOT/'nbs').rglob('*.ipynb'))
    return sorted(ROOT/'nbs'/p for p in found if not any(part.startswith(('.', '_')) for part in p.parts))


if __name__ == '__main__':
    import docs    # by its own name, since a page's shell takes the place of __main__ in the worker
    failed = {p: why for p, why in docs.process_all(notebooks()).items() if why}
    for path, why in failed.items(): print(f'FAILED {path.relative_to(ROOT)}: {why}')
    print(f'{len(notebooks())} notebooks processed, {len(failed)} failed')
    sys.exit(bool(failed))
