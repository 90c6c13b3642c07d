"A notebook-first workbench for CLIP-type models on chest CT and reports; the names load when first asked for."
import os
if not {'OMP_WAIT_POLICY', 'GOMP_SPINCOUNT', 'KMP_BLOCKTIME'} & set(os.environ):    # the user's word wins
    # a waiting thread spins for some 10 us and then sleeps; read when torch is loaded (measured in nbs/bench/busy)
    os.environ.update(OMP_WAIT_POLICY='ACTIVE', GOMP_SPINCOUNT='1000', KMP_BLOCKTIME='1')
from .all import __dir__, __getattr__    # noqa: F401

__version__ = "0.2.0"
