# syntax=docker/dockerfile:1
# Two images from one file; compose.yaml builds and starts both.
#   docker build --target cuda -t ctclip_nb:cuda .    for a machine with NVIDIA GPUs
#   docker build --target cpu  -t ctclip_nb:cpu .     for any other
# Nothing secret goes in (see .dockerignore); data and runs are mounted when a container starts.
ARG CPU_IMAGE=python:3.11-slim-bookworm
ARG CUDA_IMAGE=nvidia/cuda:13.0.2-base-ubuntu24.04

# the systems: Python, a first process that passes signals on, and a user who is not root
FROM ${CPU_IMAGE} AS cpu-system
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
RUN useradd --non-unique --uid 1000 --create-home worker && chmod 1777 /home/worker

# NVIDIA's smallest image is enough: torch's packages bring the CUDA libraries they were built with
FROM ${CUDA_IMAGE} AS cuda-system
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv tini && rm -rf /var/lib/apt/lists/*
RUN useradd --non-unique --uid 1000 --create-home worker && chmod 1777 /home/worker

# torch from the index of its build, the rest from the usual one, all in the tested versions; a change in our code repeats neither
FROM cpu-system AS cpu-packages
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /workbench
COPY constraints.txt settings.ini setup.py ./
RUN python3 -m venv /opt/venv && mkdir ctclip_nb && touch ctclip_nb/__init__.py
RUN --mount=type=cache,target=/root/.cache/pip /opt/venv/bin/pip install --no-deps -c constraints.txt --index-url "$TORCH_INDEX" torch \
    && /opt/venv/bin/pip install -c constraints.txt -e .

FROM cuda-system AS cuda-packages
ARG TORCH_INDEX=https://download.pytorch.org/whl/cu130
WORKDIR /workbench
COPY constraints.txt settings.ini setup.py ./
RUN python3 -m venv /opt/venv && mkdir ctclip_nb && touch ctclip_nb/__init__.py
RUN --mount=type=cache,target=/root/.cache/pip /opt/venv/bin/pip install --no-deps -c constraints.txt --index-url "$TORCH_INDEX" torch \
    && /opt/venv/bin/pip install -c constraints.txt -e .

# the workbench
FROM cpu-system AS cpu
ENV PATH=/opt/venv/bin:$PATH HOME=/home/worker PYTHONUNBUFFERED=1
COPY --from=cpu-packages /opt/venv /opt/venv
COPY --chown=1000:1000 . /workbench
WORKDIR /workbench
RUN python -m ctclip_nb.runs.doctor /opt/venv && install -d -o 1000 -g 1000 runs data
USER 1000:1000
ENTRYPOINT ["tini", "--"]
# every address of the container, and none of the machine's until a port is published: compose.yaml publishes it on 127.0.0.1
CMD ["jupyter", "lab", "--ip", "0.0.0.0", "--no-browser", "nbs/apps/explorer.ipynb"]

FROM cuda-system AS cuda
ENV PATH=/opt/venv/bin:$PATH HOME=/home/worker PYTHONUNBUFFERED=1
COPY --from=cuda-packages /opt/venv /opt/venv
COPY --chown=1000:1000 . /workbench
WORKDIR /workbench
RUN python -m ctclip_nb.runs.doctor /opt/venv && install -d -o 1000 -g 1000 runs data
USER 1000:1000
ENTRYPOINT ["tini", "--"]
CMD ["jupyter", "lab", "--ip", "0.0.0.0", "--no-browser", "nbs/apps/explorer.ipynb"]
