"A second device for machines without one: its numbers lie in main memory, and every read by the host is counted."
import os
import sys
import sysconfig
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import torch
from torch.library import Library, fallthrough_kernel
from torch.utils._python_dispatch import return_and_correct_aliasing
from torch.utils._pytree import tree_flatten, tree_map_only
from torch.utils.backend_registration import _DummyBackendModule, _setup_privateuseone_for_python_backend

NAME = 'rehearsal'
ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = tuple({sysconfig.get_path(p) for p in ('stdlib', 'purelib', 'platlib')})
_aten = torch.ops.aten
# results whose shape depends on values: on a real device the host waits for it
SHAPED = ('nonzero', 'masked_select', '_unique2', 'unique_dim', 'unique_consecutive', 'bincount', 'argwhere')
READ = ('_local_scalar_dense', 'equal', 'is_nonzero')
INDEXED = ('index', 'index_put', 'index_put_', '_index_put_impl_', '_unsafe_index', '_unsafe_index_put')


@dataclass(frozen=True)
class Event:
    "One thing between host and device"
    kind: str     # 'read': a number; 'copy': an array to the host; 'shape': a shape that depends on values;
                  # 'upload': an array from the host; 'waiting upload': one that is not non_blocking
    op: str       # the operation, as torch calls it
    place: str    # file:line and function of the project or of a page, and the library's where it lies deeper
    size: int = 0    # bytes that were copied

    def __str__(self):
        return f'{self.kind} by {self.op} at {self.place}'


@dataclass
class Seen:
    "What happened while it was open"
    events: list = field(default_factory=list)

    @property
    def synchronisations(self):
        "Everything for which the host waits until the device is done"
        return [e for e in self.events if e.kind in ('read', 'copy', 'shape')]

    @property
    def uploads(self):
        "Arrays that came from the host"
        return [e for e in self.events if 'upload' in e.kind]

    def places(self, events=None):
        "place: how often"
        return Counter(str(e) for e in (self.synchronisations if events is None else events))


_open = []    # those that watch at the moment


@contextmanager
def watched():
    "Inside, everything between host and device is noted"
    seen = Seen()
    _open.append(seen)
    try:
        yield seen
    finally:
        _open.remove(seen)


def _short(frame):
    name = frame.f_code.co_filename
    name = os.path.relpath(name, ROOT) if name.startswith(f'{ROOT}/') else '/'.join(Path(name).parts[-2:])
    return f'{name}:{frame.f_lineno} in {frame.f_code.co_name}'


def _place():
    "The innermost line that belongs to no library; a backward pass has none, unless a hook of the project runs in it"
    frame, library = sys._getframe(2), None
    while frame:
        name = frame.f_code.co_filename
        own = name == __file__ or '/torch/' in name
        if not own and not name.startswith(LIBRARIES) and not name.startswith('<frozen'):
            return _short(frame) + (f' (in {_short(library)})' if library else '')
        if not own and library is None and '-packages' in name:
            library = frame
        frame = frame.f_back
    return 'a backward pass'


def _note(kind, op, size=0):
    if _open:
        event = Event(kind, op._schema.name.removeprefix('aten::'), _place(), size)
        for seen in _open:
            seen.events.append(event)


class Held(torch.Tensor):
    "A tensor of the device; `held` are its numbers, on the CPU"
    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, held):
        with torch.inference_mode(False):    # views of ordinary tensors are ordinary
            return torch.Tensor._make_wrapper_subclass(cls, held.shape, strides=held.stride(),
                storage_offset=held.storage_offset(), dtype=held.dtype, device=device())

    def __init__(self, held):
        self.held = held

    def __tensor_flatten__(self):
        return ['held'], None

    @staticmethod
    def __tensor_unflatten__(inner, meta, size, stride):
        return Held(inner['held'])

    def tolist(self):
        return self.cpu().tolist()

    def numpy(self, **_):
        raise TypeError(f"can't convert {NAME}:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor "
            'to host memory first.')

    def __array__(self, *_, **__):
        return self.numpy()

    def untyped_storage(self):
        return self.held.untyped_storage()    # views share it

    def __reduce_ex__(self, protocol):
        _note('copy', _aten._to_copy.default)    # a file is written from the host
        return self.held.__reduce_ex__(protocol)

    def __repr__(self, **_):
        return f'{self.held!r} on {NAME}'

    @classmethod
    def __torch_dispatch__(cls, op, types, args=(), kwargs=None):
        return _run(op, args, kwargs or {})


def _on_cpu(x):
    return type(x) is not Held and isinstance(x, torch.Tensor) and x.device.type == 'cpu'


def _refuse_mixture(op, name, tensors):
    "Tensors of two devices, as torch's own devices refuse them; numbers without axes may come from the host"
    if name in INDEXED:
        tensors = [t for t in tensors if not _on_cpu(t) or t.dtype not in (torch.int64, torch.int32, torch.bool)]
    if any(_on_cpu(t) and t.ndim for t in tensors) and any(isinstance(t, Held) for t in tensors):
        raise RuntimeError(f'Expected all tensors to be on the same device, but found at least two devices, '
            f'{NAME}:0 and cpu, in {name} at {_place()}')


def _count(op, name, tensors, args, kwargs):
    "Note what makes the host wait"
    held = any(isinstance(t, Held) for t in tensors)
    if name in READ:
        _note('read', op)
    elif name in SHAPED or name == 'repeat_interleave' and kwargs.get('output_size') is None:
        _note('shape', op)
    elif name in INDEXED and held:
        if any(isinstance(t, Held) and t.dtype in (torch.bool, torch.uint8) for t in tensors[1:]):
            _note('shape', op)
        if any(_on_cpu(t) and t.ndim for t in tensors[1:]):
            _note('waiting upload', op)


def _copied(op, given, target, wait):
    "Note a copy between the devices"
    if given.device.type != target:
        _note('copy' if target == 'cpu' else 'waiting upload' if wait else 'upload', op, given.nbytes)


def _run(op, args, kwargs):
    name = op._schema.name.removeprefix('aten::')
    tensors = [t for t in tree_flatten((args, kwargs))[0] if isinstance(t, torch.Tensor)]
    wanted = kwargs.get('device')
    if name == '_to_copy' and wanted is not None:
        _copied(op, tensors[0], torch.device(wanted).type, not kwargs.get('non_blocking'))
    elif name == 'copy_':
        wait = not (args[2] if len(args) > 2 else kwargs.get('non_blocking'))
        _copied(op, args[1], args[0].device.type, wait)
    else:
        _refuse_mixture(op, name, tensors)
        _count(op, name, tensors, args, kwargs)
    plain, named = tree_map_only(Held, lambda t: t.held, (args, kwargs))
    if wanted is not None:
        named['device'] = torch.device('cpu')
    out = op(*plain, **named)
    if name == 'copy_' and not isinstance(args[0], Held): return args[0]
    if wanted is not None and torch.device(wanted).type == 'cpu': return out
    return return_and_correct_aliasing(op, args, kwargs, tree_map_only(torch.Tensor, Held, out))


class _Module(_DummyBackendModule):
    "torch.rehearsal: what torch and the libraries ask a device module for"
    _initialized = True

    def get_amp_supported_dtype(self):
        return [torch.bfloat16, torch.float16]

    def is_bf16_supported(self, *_):
        return True

    def synchronize(self, *_):
        _note('read', _aten._local_scalar_dense.default)

    def get_rng_state(self, *_):
        return torch.get_rng_state()

    def set_rng_state(self, state, *_):
        torch.set_rng_state(state)

    @contextmanager
    def device(self, *_):
        yield


# torch makes these from an empty tensor that it resizes, or below the level at which subclasses are asked
MADE = ('arange', 'arange.start', 'arange.start_step', 'eye', 'eye.m', 'linspace', 'randperm', 'copy_')
LOWER = ('mm', 'bmm', 'addmm', 'baddbmm', 'matmul', 'linear', 'conv1d', 'conv2d', 'conv3d',
    'scaled_dot_product_attention')    # as on other devices, autocast computes these in fewer bits
WIDER = ('softmax.int', 'log_softmax.int', 'layer_norm', 'cross_entropy_loss', 'norm.Scalar', 'mse_loss')


def _operation(name):
    name, _, kind = name.partition('.')
    return getattr(getattr(_aten, name), kind or 'default')


def _run_named(op, *args, **kwargs):
    return _run(op, args, kwargs)


def _autocast(op, lower):
    "The kernel of an operation under autocast"
    off = torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastPrivateUse1)
    def kernel(*args, **kwargs):
        to = torch.get_autocast_dtype(NAME) if lower else torch.float32
        def cast(t):
            return t.to(to) if t.is_floating_point() and t.dtype != torch.float64 else t
        with torch._C._ExcludeDispatchKeyGuard(off):
            args, kwargs = tree_map_only(torch.Tensor, cast, (args, kwargs))
            return op(*args, **kwargs)
    return kernel


@cache
def device():
    "The rehearsal device, registered with torch when first asked for"
    _setup_privateuseone_for_python_backend(NAME, _Module())
    every, some = Library('_', 'IMPL'), Library('aten', 'IMPL')
    every.fallback(_run_named, 'PrivateUse1')
    every.fallback(fallthrough_kernel, 'AutocastPrivateUse1')
    for name in MADE:
        some.impl(name, partial(_run_named, _operation(name)), 'PrivateUse1')
    for name in LOWER + WIDER:
        some.impl(name, _autocast(_operation(name), name in LOWER), 'AutocastPrivateUse1')
    _Module.libraries = every, some    # they last as long as the device
    return torch.device(NAME, 0)
