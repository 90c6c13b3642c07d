"Writes README.md from nbs/index.ipynb: hidden cells and nbdev directives left out, links as seen from the root."
import re
from pathlib import Path
import nbformat
from nbconvert import MarkdownExporter

ROOT = Path(__file__).resolve().parents[2]


def render():
    "README.md as text"
    nb = nbformat.read(ROOT/'nbs/index.ipynb', as_version=4)
    nb.cells = [c for c in nb.cells if '#| hide' not in c.source]
    for c in nb.cells: c.source = '\n'.join(line for line in c.source.splitlines() if not line.startswith('#|'))
    text, _ = MarkdownExporter().from_notebook_node(nb)
    text = re.sub(r'\]\((?!\w+:|#)', '](nbs/', text)    # links of the notebook begin in nbs
    return '\n'.join(line.rstrip() for line in text.strip().splitlines()) + '\n'


if __name__ == '__main__':
    (ROOT/'README.md').write_text(render(), encoding='utf-8')
    print('README.md written from nbs/index.ipynb')
