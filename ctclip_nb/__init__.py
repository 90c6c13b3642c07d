"A notebook-first workbench for CLIP-type models on chest CT and reports; the names load when first asked for."
import os
os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')    # waiting threads sleep; read when torch is loaded
from .all import __dir__, __getattr__    # noqa: F401

__version__ = "0.2.0"
