"A real browser for the tests: JupyterLab or voila in headless Chromium, with the loopback address as its only network."
import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import async_playwright

ROOT = next(p for p in Path(__file__).resolve().parents if (p/'settings.ini').exists())
OUTSIDE = re.compile(r'^(?!(https?|wss?)://127\.0\.0\.1|data:|blob:|file:)')
ALLOWED = {     # what is asked from outside, is blocked and does no harm
    r'^https://cdn\.jsdelivr\.net/npm/@fortawesome/fontawesome-free@':
        "voila's page template asks for two style sheets of icons; the apps show none of them",
}
KNOWN_ERRORS = {    # page errors that are not ours and do no harm
    r"Cannot read properties of undefined \(reading 'Queue'\)":
        'the widget manager of voila asks MathJax, which voila loads from outside, to set labels as formulas',
    r"Cannot read properties of null \(reading 'forEach'\)":
        'itkwidgets behind its bridge, once, without visible effect',
    r'\[anywidget\] Failed to initialize model':
        'anywidget allows two seconds, which a busy machine exceeds; a widget that stays empty fails its own check',
}
FLAGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update',
         '--disable-sync', '--js-flags=--expose-gc', '--enable-precise-memory-info',
         '--disable-gpu', '--enable-unsafe-swiftshader']    # WebGL by the processor, all else without it
READY = 'name => window.jupyterapp?.shell.currentWidget?.context?.path === name'
RUN = """async () => {
  const app = window.jupyterapp, panel = app.shell.currentWidget;
  await panel.context.ready; await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await app.commands.execute('notebook:run-all-cells');
}"""

# [box, sentence] typed into a similarity viewer: milliseconds until the axial plane shows another map
ASK = """async ([box, text]) => {
  const input = document.querySelectorAll('.jp-OutputArea input[type=text]')[box];
  const canvas = document.querySelector('.ct-axial'), before = canvas.toDataURL(), start = performance.now();
  input.value = text;
  input.dispatchEvent(new Event('input', {bubbles: true}));
  input.dispatchEvent(new Event('change', {bubbles: true}));
  while (canvas.toDataURL() === before && performance.now() - start < 60000)
    await new Promise(requestAnimationFrame);
  return performance.now() - start; }"""


def shots():
    "Folder for pictures that a person looks at: CTCLIP_SHOTS, else one that is thrown away"
    folder = Path(os.environ.get('CTCLIP_SHOTS') or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def shoot(page, name, **options):
    "A picture for a person to look at, where CTCLIP_SHOTS names a folder"
    if os.environ.get('CTCLIP_SHOTS'):
        await page.screenshot(path=shots()/f'{name}.png', **options)


def run(coroutine):
    "Wait for a coroutine in a thread of its own: a notebook's thread may run a loop already"
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(coroutine)).result()


@dataclass
class Seen:
    "What a page asked for and what went wrong in it"
    outside: list = field(default_factory=list)    # addresses, blocked
    errors: list = field(default_factory=list)     # uncaught errors of scripts

    def check(self):
        "Nothing but what is known and named above"
        for found, known in ((self.outside, ALLOWED), (self.errors, KNOWN_ERRORS)):
            new = [f for f in found if not any(re.search(k, f) for k in known)]
            assert not new, new


@asynccontextmanager
async def browser_page(width=1400, height=1000):
    "A page in Chromium, and what is seen of it"
    names = ('chromium', 'chromium-browser', 'google-chrome')
    chromium, seen = next(filter(None, map(shutil.which, names))), Seen()

    async def block(route):
        seen.outside.append(route.request.url)
        await route.abort()

    async with async_playwright() as p:
        browser = await p.chromium.launch(executable_path=chromium, args=FLAGS)
        context = await browser.new_context(viewport=dict(width=width, height=height))
        context.set_default_timeout(240_000)    # a busy machine, not a slow page, is the rule
        await context.route(OUTSIDE, block)
        page = await context.new_page()
        page.on('pageerror', lambda e: seen.errors.append(str(e)))
        try:
            yield page, seen
        except Exception:
            await page.screenshot(path=shots()/'failed.png')
            raise
        finally:
            await browser.close()


def write_book(path, cells):
    "A notebook of code cells"
    def cell(i, source):
        return dict(cell_type='code', id=f'c{i}', metadata={}, outputs=[], execution_count=None, source=source)
    spec = dict(display_name='python3', language='python', name='python3')
    book = dict(cells=[cell(*c) for c in enumerate(cells)], metadata=dict(kernelspec=spec), nbformat=4,
                nbformat_minor=5)
    Path(path).write_text(json.dumps(book))


@contextmanager
def lab_server(folder, limit=120):
    "JupyterLab on a folder; gives the address that a notebook's name is appended to"
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        port = s.getsockname()[1]
    command = [sys.executable, '-m', 'jupyterlab', '--no-browser', '--allow-root', f'--port={port}', '--ip=127.0.0.1',
               '--IdentityProvider.token=check', '--LabApp.expose_app_in_browser=True',
               f'--ServerApp.root_dir={folder}']
    state = tempfile.mkdtemp()
    env = {**os.environ, 'JUPYTER_CONFIG_DIR': f'{state}/config', 'JUPYTERLAB_SETTINGS_DIR': f'{state}/settings',
           'IN_TEST': '', 'PYTHONPATH': str(ROOT)}
    log = Path(state)/'server.log'
    server = subprocess.Popen(command, stdout=log.open('w'), stderr=subprocess.STDOUT, start_new_session=True, env=env)
    try:
        end = time.time() + limit
        while True:
            with socket.socket() as s:
                if not s.connect_ex(('127.0.0.1', port)): break
            if time.time() > end or server.poll() is not None:
                raise RuntimeError(f'no server:\n{log.read_text()[-2000:]}')
            time.sleep(.2)
        yield f'http://127.0.0.1:{port}/lab/tree/', '?token=check&reset'    # no notebook of before
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
        shutil.rmtree(state, ignore_errors=True)


async def open_book(page, address, name='book.ipynb'):
    "Open a notebook in JupyterLab and run all its cells"
    base, token = address
    await page.goto(f'{base}{name}{token}')
    await page.wait_for_function(READY, arg=name)
    await page.evaluate(RUN)
    for failed in await page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').all():
        text = await failed.inner_text()
        assert 'Traceback' not in text, text
