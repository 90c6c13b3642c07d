"The order of the chapters, written once: the house test, the site's sidebar and the README's file tree read it here."
import re
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[2]
NBS = ROOT/'nbs'

CHAPTERS = dict(  # folder: the question that the chapter answers
    phantom='a chest with known truth: anatomy, findings painted in, reports',
    scans='any CT file in HU with its geometry, in the form a model expects, stored',
    cohort='reports, labels and one table; batches out of it',
    audit='what is wrong with a cohort, before a GPU is spent on it',
    metrics='AUROC, recall at k and other figures from arrays, with intervals',
    models='encoders, losses, the model, checkpoints',
    weights="other people's checkpoints, every key accounted for",
    evals="a model's numbers that one can trust",
    training='settings, learning-rate schedule, one loop from laptop to cluster',
    runs='starting, following and planning runs; jobs, SLURM scripts, the demo',
    viewers='slices, cases, maps and runs in the notebook',
    commands='what stands behind each command of the shell')
BESIDE = dict(
    tutorials='lessons',
    apps='interactive pages',
    jobs='papermill notebooks: parameters in, result.json out',
    bench='measurements with their CSVs, and LOG.md, the log of experiments',
    tests='checks across modules; run.py runs every page, chapters.py orders them')
ROOF = 'cli', 'all'     # root pages that import everything; the other root pages come before all chapters
OVERVIEW = 'index.ipynb'    # first page of each chapter's folder
HIDDEN = ()     # beginnings of paths that the sidebar leaves out
# A page may import from what stands before it here. A sub-folder comes first in its chapter, except where its
# pages need pages of the chapter: those are named before it.
FLOORS = ['root']
BEFORE = dict(models=['models/kernels'], weights=['weights/00_reader', 'weights/01_keymap', 'weights/layouts'])
for chapter in CHAPTERS:
    FLOORS += [*BEFORE.get(chapter, []), chapter]
FLOORS.append('roof')


def position(page):
    "Place of a page (relative to nbs) in the reading order"
    page = Path(page).with_suffix('')
    floor = page.as_posix() if page.as_posix() in FLOORS else page.parent.as_posix()
    if floor == '.': floor = 'roof' if page.name[3:] in ROOF else 'root'
    return FLOORS.index(floor), page.name


def pages():
    "Paths of the package's pages relative to nbs, in reading order"
    found = [p.relative_to(NBS) for p in NBS.rglob('*.ipynb')]
    found = [p for p in found if re.match(r'\d\d_', p.name) and (len(p.parts) == 1 or p.parts[0] in CHAPTERS)]
    return sorted((p for p in found if not any(part.startswith(('.', '_')) for part in p.parts)), key=position)


def beside(folder):
    "Paths of the notebooks of a folder that holds no modules"
    return sorted(p.relative_to(NBS) for p in (NBS/folder).glob('[!._]*.ipynb'))


def sidebar():
    "The sidebar in parts: start, learn, gallery, do, help, reference with the chapters folded, evidence"
    def section(name, paths): return dict(section=name, contents=[p.as_posix() for p in paths])
    chapters = [section(c.capitalize(), [Path(c)/OVERVIEW, *(p for p in pages() if p.parts[0] == c)])
                for c in CHAPTERS]
    root = section('Root', [p for p in pages() if len(p.parts) == 1])
    return ['index.ipynb', section('Learn', beside('tutorials')), 'gallery.ipynb',
            dict(section='Do', contents=[section('Apps', beside('apps')), section('Jobs', beside('jobs'))]),
            section('Help', [Path('troubleshooting.ipynb'), Path('glossary.ipynb')]),
            dict(section='Reference', contents=['built.ipynb', root, *chapters]),
            dict(section='Evidence',
                 contents=['evidence.ipynb', section('Benches', beside('bench')), section('Checks', beside('tests'))])]


def about(page):
    "Title and purpose of a page (relative to nbs)"
    first = nbformat.read(NBS/page, 4).cells[0].source
    return re.match(r'# (.+)\n\n> (.+)', first).groups()


def overview(chapter):
    "The overview page of a chapter: title, question and list of pages as they must be, the rest as it is"
    nb = nbformat.read(NBS/chapter/OVERVIEW, 4)
    question = CHAPTERS[chapter]
    nb.cells[0].source = f'# {chapter.capitalize()}: overview\n\n> {question[0].upper()}{question[1:]}.'
    own = [(p.relative_to(chapter), *about(p)) for p in pages() if p.parts[0] == chapter]
    rows = [f'| [{title}]({path.as_posix()}) | {purpose} |' for path, title, purpose in own]
    nb.cells[-1].source = '\n'.join(['## Pages\n', '| page | what it is |', '| --- | --- |', *rows])
    return nb


def tree():
    "The README's file tree, one line for each chapter"
    lines = [('nbs/', 'the notebooks: source of everything'),
             ('  core, proof, cli, all, ...', 'what every page needs, the shell, the way in')]
    lines += [(f'  {c}/', what) for c, what in {**CHAPTERS, **BESIDE}.items()]
    lines += [('ctclip_nb/', 'the package, exported from the notebooks; not edited by hand'),
              ('data_samples/', 'four synthetic patients, as `ctclip samples` writes them'),
              ('settings.ini', 'name, version, requirements; constraints.txt holds the tested versions'),
              ('Makefile', 'the commands above'),
              ('Dockerfile', 'images for GPU and CPU machines; compose.yaml starts them'),
              ('.ci/run', 'what continuous integration runs')]
    return '\n'.join(f'{name:26}{what}' for name, what in lines)


def quarto():
    "The text of _quarto.yml with the sidebar as it must be"
    text = (ROOT/'_quarto.yml').read_text(encoding='utf-8')
    head, tail = re.match(r'(.*?\n    contents:\n)(?:      [^\n]*\n)+(.*)', text, re.S).groups()
    block = yaml.safe_dump(sidebar(), sort_keys=False, allow_unicode=True)
    return head + ''.join(f'      {line}\n' for line in block.splitlines()) + tail


def index():
    "The landing page's notebook with the file tree as it must be"
    nb = nbformat.read(NBS/'index.ipynb', 4)
    cell = next(c for c in nb.cells if '```text\nnbs/' in c.source)
    cell.source = re.sub(r'(?<=```text\n)nbs/.*?(?=\n```)', lambda _: tree(), cell.source, flags=re.S)
    return nb


if __name__ == '__main__':
    (ROOT/'_quarto.yml').write_text(quarto(), encoding='utf-8')
    nbformat.write(index(), NBS/'index.ipynb')
    for chapter in CHAPTERS: nbformat.write(overview(chapter), NBS/chapter/OVERVIEW)
    print('_quarto.yml, overviews and the file tree of nbs/index.ipynb written; now: python nbs/tests/readme.py')
