"A notebook-first workbench for CLIP-type models on chest CT and reports; the names load when first asked for."
import os
import sys
TORCH_FIRST = False    # torch was imported before the rule of waiting threads could be set
if not {'OMP_WAIT_POLICY', 'GOMP_SPINCOUNT', 'KMP_BLOCKTIME'} & set(os.environ):    # the user's word wins
    # a waiting thread spins for some 10 us and then sleeps; read when torch is loaded (measured in nbs/bench/busy)
    TORCH_FIRST = 'torch' in sys.modules
    os.environ.update(OMP_WAIT_POLICY='ACTIVE', GOMP_SPINCOUNT='1000', KMP_BLOCKTIME='1')
from .all import __dir__, __getattr__    # noqa: F401

__version__ = "0.2.0"
