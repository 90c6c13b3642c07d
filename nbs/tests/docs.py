"The site's pages without Quarto: processed as nbdev does, then links, pictures and outputs checked: `make docs-check`."
import dataclasses
import inspect
import json
import os
import re
import sys
import traceback
import warnings
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import yaml
from run import FORK, SHARED

ROOT = Path(__file__).resolve().parents[2]
WIDEST = 100    # characters of a line of code; beyond them a reader has to scroll sideways
PICTURES = ('image/png', 'image/svg+xml', 'image/jpeg', 'text/html')    # what may stand beside a widget view
WIDGET = 'application/vnd.jupyter.widget-view+json'


def reason(error):
    "The cell that failed and why, in a few lines"
    cause = error.__cause__ or error
    cell = str(error).split(':\n', 1)[-1].strip()[:160]
    return f'{traceback.format_exception_only(type(cause), cause)[-1].strip()[:300]} in the cell\n{cell}'


def process(path):
    "One notebook through nbdev's processors: (what went wrong or None, what its public names lack)"
    from execnb.nbio import read_nb
    from IPython.core.history import HistoryAccessor
    from nbdev.processors import FilterDefaults
    os.environ.update(IN_TEST='1', OMP_NUM_THREADS='1')
    os.chdir(ROOT)
    HistoryAccessor.enabled.default_value = False    # a shell for each page would write it to disk
    notebook = read_nb(path)
    try:
        with warnings.catch_warnings(record=True) as found:
            FilterDefaults()(notebook)
    except Exception as e:    # a page may raise anything; which one is reported
        return reason(e), []
    mixed = [str(w.message) for w in found if 'imports and other code' in str(w.message)]
    return next(iter(mixed), None), page_names(path, shown_names(notebook))


def shown_names(notebook):
    "What the site shows of each name of a processed notebook"
    shown = {}
    for c in notebook.cells:
        if c.cell_type == 'code' and (name := re.search(r'^show_doc\((\w+)\)', c.get('source') or '', re.M)):
            text = (''.join(o['data']['text/markdown']) for o in c.get('outputs') or ()
                    if 'text/markdown' in o.get('data', {}))
            shown[name[1]] = '\n'.join(text)
    return shown


def process_all(paths, workers=2):
    "What is wrong with notebooks: (notebook, why); each parameter without a comment is a fault"
    paths = list(paths)
    with ProcessPoolExecutor(workers, get_context('fork' if FORK else 'spawn')) as pool:
        done = dict(zip(paths, pool.map(process, paths), strict=True))
    failed = [(p, why) for p, (why, _) in done.items() if why]
    bare = [(p, b) for p, (_, found) in done.items() for b in found]
    print(f'{len(done)} notebooks processed, {len(failed)} failed; '
          f'{len(bare)} public names lack a comment for a parameter')
    return failed + bare


def page_module(path):
    "The module that a page exports, or None"
    path = Path(path)
    if ROOT/'nbs' not in path.parents or not re.match(r'\d\d_', path.name): return None
    parts = [*path.relative_to(ROOT/'nbs').parts[:-1], path.stem[3:]]
    there = (ROOT/'ctclip_nb'/'/'.join(parts)).with_suffix('.py').exists() and parts != ['all']
    return import_module('.'.join(['ctclip_nb', *parts])) if there else None


def page_names(path, shown):
    "What the site does not show of a page's public names"
    module = page_module(path)
    if module is None: return []
    own = [n for n in module.__all__ if getattr(getattr(module, n), '__module__', None) == module.__name__]
    return [p for n in own if callable(getattr(module, n))
            for p in undocumented(getattr(module, n), n, shown.get(n))]


def own_parameters(value):
    "Names of parameters, or of the fields that a class itself declares; *args and **kwargs speak for themselves"
    try:
        listed = inspect.signature(value).parameters.values()
    except ValueError:    # an exception class, made in C
        return set()
    names = {p.name for p in listed if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)} - {'self', 'cls'}
    declared = isinstance(value, type) and '__init__' not in vars(value) or dataclasses.is_dataclass(value)
    return names & set(vars(value).get('__annotations__', ())) if declared else names


def undocumented(value, name, shown=None):
    "Parameters, or fields of a dataclass, without a comment in what the site shows of a name"
    from fastcore.docments import docments
    from nbdev.showdoc import show_doc
    try:
        shown = shown or show_doc(value)._repr_markdown_()
    except Exception as e:    # whatever it is: it would stop the site
        return [f'{name} cannot be shown: {type(e).__name__}: {e}']
    value = value if hasattr(value, '__signature__') else getattr(value, '__wrapped__', value)
    found = {k: d for k, d in docments(value, full=True).items() if k in own_parameters(value)}
    bare = [k for k, d in found.items() if not d['docment'] and not (
        d['kind'] == inspect.Parameter.POSITIONAL_ONLY and re.search(rf'^ *{k}:.*# \w', shown, re.M))]
    begins = {k: re.split(r'[\n`]', d['docment'])[0][:40] for k, d in found.items() if d['docment']}
    lost = [k for k, begin in begins.items() if begin not in shown]    # words in backticks become links
    said = {'no comment for': bare, 'not shown:': lost}
    return [f'{name}: {what} {", ".join(names)}' for what, names in said.items() if names]


def notebooks(root=ROOT):
    "The notebooks of the site"
    found = (p.relative_to(root/'nbs') for p in (root/'nbs').rglob('*.ipynb'))
    return sorted(root/'nbs'/p for p in found if not any(part.startswith(('.', '_')) for part in p.parts))


@lru_cache(maxsize=None)
def cells(path):
    "The cells of a notebook, or a Markdown file as one cell; sources as text"
    text = Path(path).read_text(encoding='utf-8')
    if Path(path).suffix != '.ipynb': return [dict(cell_type='markdown', source=text)]
    return [dict(c, source=''.join(c['source'])) for c in json.loads(text)['cells']]


def prose(path):
    "The Markdown of a page without code, cell by cell"
    for c in cells(path):
        if c['cell_type'] == 'markdown':
            text = re.sub(r'^(```|~~~).*?^\1', '', c['source'], flags=re.M | re.S)
            yield re.sub(r'^(    .*)$|`[^`\n]*`', '', text, flags=re.M)


def anchor(heading):
    "The identifier that pandoc gives a heading"
    if explicit := re.search(r'\{[^}]*#([\w.-]+)', heading): return explicit[1]
    text = re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', heading)
    text = re.sub(r'[^\w\s.-]', '', text).strip().lower()
    return re.sub(r'^[^a-z]+', '', re.sub(r'\s+', '-', text)) or 'section'


@lru_cache(maxsize=None)
def anchors(path):
    "All places of a page that a link may point to"
    texts = [c['source'] for c in cells(path) if c['cell_type'] == 'markdown']
    texts = [re.sub(r'^```.*?^```', '', t, flags=re.M | re.S) for t in texts]
    heads = [h for t in texts for h in re.findall(r'^#{1,6} +(.+?)\s*$', t, re.M)]
    code = '\n'.join(c['source'] for c in cells(path) if c['cell_type'] == 'code')
    names = re.findall(r'^(?:def|class) (\w+)', code, re.M)    # nbdev shows each under a heading
    return {anchor(h) for h in heads} | {n.lower() for n in names}


def broken_links(path):
    "Links, anchors and pictures that lead nowhere; pictures without words"
    path = Path(path)
    for text in prose(path):
        for alt, target in re.findall(r'!\[([^\]]*)\]\(([^)\s]+)', text):
            if not alt.strip(): yield f'picture {target} has no words for those who cannot see it'
            if not re.match(r'\w+:', target) and not (path.parent/target).exists():
                yield f'no picture {target}'
        words = re.sub(r'!\[[^\]]*\]\([^)]*\)', '', text)
        for target, where in re.findall(r'\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)', words):
            page = path.parent/target if target else path
            if re.match(r'\w+:', target): continue
            if not page.exists(): yield f'link to {target}, which is not there'
            elif where and page.suffix in ('.ipynb', '.md') and where not in anchors(page.resolve()):
                yield f'link to {target}#{where}; that page has no such heading'


def bad_front(path):
    "What is wrong with title, purpose and front matter"
    first = cells(path)[0]
    if first['cell_type'] == 'raw' or first['source'].startswith('---'):
        try:
            if not {'title', 'description'} <= set(yaml.safe_load(first['source'].strip().strip('-')) or ()):
                yield 'front matter without title and description'
        except (yaml.YAMLError, TypeError) as e:
            yield f'front matter that cannot be read: {str(e).splitlines()[0]}'
    elif not re.match(r'# .+\n\n> .+', first['source']):
        yield 'does not begin with a title and, in a quote, what the page is for'
    elif not re.fullmatch(r'# .+\n\n> .+(\n\n(- \w+: .+\n?)+)?', first['source'].strip()):
        yield "has text in the cell of its title, which nbdev turns into front matter: put it into the next cell"


def bad_outputs(path):
    "Widget views without a picture"
    for c in cells(path):
        if c['cell_type'] != 'code': continue
        kinds = [set(o.get('data', {})) for o in c['outputs']]
        if any(WIDGET in k for k in kinds) and not any(k & set(PICTURES) for k in kinds):
            yield f"a widget view without a picture beside it, in the cell {c['source'][:60]!r}"


def silent_pictures(path):
    "Pictures of a lesson or the gallery without words for those who cannot see them"
    if Path(path).parent.name != 'tutorials' and Path(path).stem != 'gallery': return
    for c in cells(path):
        drawn = c['cell_type'] == 'code' and any('image/png' in o.get('data', {}) for o in c['outputs'])
        if drawn and not re.search(r'^#\| fig-alt: \w|\balt=', c['source'], re.M):
            yield f"a picture without '#| fig-alt: words', in the cell {c['source'][:60]!r}"


def code_blocks(path):
    "What a page shows as code: its code cells, and fenced and indented blocks of its prose"
    for c in cells(path):
        if c['cell_type'] == 'code': yield c['source']
        if c['cell_type'] == 'markdown':
            yield from (m[2] for m in re.finditer(r'^(```|~~~)[^\n]*\n(.*?)^\1', c['source'], re.M | re.S))
            yield from re.findall(r'(?:^ {4}\S.*\n?)+', c['source'], re.M)


def wide_lines(path):
    "Lines of code that are wider than the page"
    wide = (l for block in code_blocks(path) for l in block.splitlines() if len(l) > WIDEST)
    yield from (f'{len(l)} characters of code in one line: {l.strip()[:60]!r}' for l in wide)


def bad_sidebar(root=ROOT):
    "Files that _quarto.yml names and that are not there, and pages that it leaves out"
    from chapters import HIDDEN
    site = yaml.safe_load((root/'_quarto.yml').read_text(encoding='utf-8'))
    def named(entry):
        if isinstance(entry, str): return [entry] if entry.endswith('.ipynb') else []
        if isinstance(entry, list): return [n for e in entry for n in named(e)]
        return [n for k, v in entry.items() if k in ('contents', 'href') for n in named(v)]
    listed = named(site['website']['sidebar'])
    for name in listed:
        if not (root/'nbs'/name).exists(): yield f'_quarto.yml names {name}, which is not there'
    for page in notebooks(root):
        name = page.relative_to(root/'nbs').as_posix()
        if name not in listed and not name.startswith(HIDDEN): yield f'_quarto.yml leaves out {name}'
    for name in (site['format']['html'].get('css'), site['website'].get('favicon'), site['website'].get('image')):
        if name and not (root/'nbs'/name).exists(): yield f'_quarto.yml names {name}, which is not there'


def check_text(root=ROOT):
    "Everything that can be said without running a cell: (page, what is wrong)"
    beside = [root/n for n in ('README.md', 'CONTRIBUTING.md', 'CHANGELOG.md') if (root/n).exists()]
    for path in (*notebooks(root), *beside):
        checks = (broken_links,) if path in beside else (
            bad_front, broken_links, bad_outputs, silent_pictures, wide_lines)
        yield from ((path.relative_to(root), why) for check in checks for why in check(path))
    yield from ((Path('_quarto.yml'), why) for why in bad_sidebar(root))


def check_readme():
    "README.md is what index.ipynb gives, byte for byte"
    import readme
    same = (ROOT/'README.md').read_bytes() == readme.render().encode()
    return [] if same else [(Path('README.md'), 'is not what nbs/index.ipynb gives: python nbs/tests/readme.py')]


if __name__ == '__main__':
    for name in SHARED: import_module(name)    # once, then shared by the workers
    import docs    # by its own name, since a page's shell takes the place of __main__ in the worker
    wrong = [*docs.check_text(), *docs.check_readme(), *docs.process_all(notebooks())]
    for path, why in wrong: print(f'FAILED {path}: {why}')
    print(f'{len(wrong)} faults')
    sys.exit(bool(wrong))
