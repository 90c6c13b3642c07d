"Installs the package from settings.ini, which is its only configuration."
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

here = Path(__file__).resolve().parent
parser = ConfigParser(delimiters=['='], interpolation=None)
parser.read(here/'settings.ini', encoding='utf-8')
cfg = parser['DEFAULT']
extras = {name: cfg[f'{name}_requirements'].split() for name in ('dev', 'gpu', 'docs', 'umap', 'wandb')}


class BuildWithNotebooks(build_py):
    "A wheel carries copies of the job and app notebooks, which stand in nbs/ once, and of the tested versions"
    def run(self):
        super().run()
        if self.editable_mode: return
        package = Path(self.build_lib)/cfg['lib_path']
        files = [*here.glob('nbs/jobs/*.ipynb'), *here.glob('nbs/apps/*.ipynb'), here/'constraints.txt']
        for file in files:
            target = package/(file.parent.name if file.suffix == '.ipynb' else '')
            self.mkpath(str(target))
            self.copy_file(str(file), str(target/file.name))


setup(
    name=cfg['lib_name'], version=cfg['version'], description=cfg['description'], license='Apache-2.0',
    author=cfg['author'], author_email=cfg['author_email'], url=cfg['git_url'], keywords=cfg['keywords'],
    long_description=(here/'README.md').read_text(encoding='utf-8') if (here/'README.md').exists() else '',
    long_description_content_type='text/markdown',
    packages=find_packages(include=[cfg['lib_path'], cfg['lib_path']+'.*']), include_package_data=True, zip_safe=False,
    python_requires='>='+cfg['min_python'], install_requires=cfg['requirements'].split(), extras_require=extras,
    cmdclass=dict(build_py=BuildWithNotebooks),
    entry_points={
        'console_scripts': cfg['console_scripts'].split(),
        'nbdev': [f"{cfg['lib_path']}={cfg['lib_path']}._modidx:d"]},
)
