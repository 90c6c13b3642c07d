"A cohort of noise and the smallest model, for tests in which it does not matter what is learned."
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd

from ctclip_nb.cohort.index import write_index
from ctclip_nb.core import rng_for
from ctclip_nb.scans.preset import get_preset
from ctclip_nb.scans.store import write_store
from ctclip_nb.training.config import RunConfig
from ctclip_nb.training.runlog import read_log

WORDS = ['nodule', 'effusion', 'left', 'right', 'heart', 'large', 'small', 'normal']
VIT = dict(name='ctvit', patch=[12, 16, 16], dim=16, spatial_depth=1, temporal_depth=1, heads=2, dim_head=8,
           faithful=False, quantize=False)
BERT = dict(model_type='bert', hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
            max_position_embeddings=32)
SURE = dict(BERT, hidden_dropout_prob=0., attention_probs_dropout_prob=0.)    # without dropout


def write_cohort(home, name, cases=22, train=16):
    "Volumes of noise and reports of random words in a folder, with their index; equal for equal names"
    home, preset, rows = Path(home), get_preset('phantom_small'), []
    for i in range(cases):
        case, rng = f'case_{i}', rng_for(name, i)
        path = write_store(home/'volumes'/f'{case}.b2nd', rng.integers(-1000, 400, preset.size).astype(np.int16),
                           dict(case_id=case, preset_hash=preset.hash))
        words = ' '.join(rng.choice(WORDS, 6))
        rows.append(dict(case_id=case, patient_id=case, scan_id=case, image=str(path),
                         split='train' if i < train else 'valid', clinical_information='', technique='',
                         findings=f'{words}. No {words}.', impression='', source='noise'))
    return write_index(pd.DataFrame(rows), home/'index.csv')


def run_config(index, image=VIT, text=BERT, **settings):
    "Settings of a short training on a CPU"
    usual = dict(preset='phantom_small', vocab_size=80, max_length=32, batch_size=4, lr=1e-3, threads=1,
                 device='cpu', model=dict(image=image, text=dict(name='hf', config=text), projection_dim=16))
    return RunConfig(**{**usual, 'index': str(index), **settings})


def stop_after(out, lines):
    "Send this process SIGTERM, from a thread, once the log of a run has so many lines"
    def ask():
        while not (out/'log.jsonl').exists() or len(read_log(out)) < lines:
            time.sleep(.005)
        os.kill(os.getpid(), signal.SIGTERM)
    threading.Thread(target=ask, daemon=True).start()
