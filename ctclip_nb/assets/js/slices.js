// The slice viewer: linked planes of one or several volumes.
import {PLANES, applyAffine, clampIndex, isInside, roundIndex} from './geometry.js';
import {greyTable} from './colour.js';
import {makeMap, makeVolume, putSlab} from './volumes.js';
import {drawView, makeView, measureText} from './view.js';
import {goToSlice, listenToPointer, listenToWheel, stepSlice} from './gestures.js';
import {HELP, onKey} from './keys.js';
import {make, makeToolbar} from './toolbar.js';
import {GONE, watchKernel} from './kernel.js';

const COLOURING = ['window', 'show_overlay', 'opacity', 'map_range', 'map_threshold', 'map_opacity',
  'color_map', 'colors'];
const PLAIN = ['zoom', 'slab', 'slab_mm', 'tool', 'measures', 'smooth', 'label_names'];

function makeState(model) {
  const volumes = model.get('volumes').map(makeVolume);
  volumes.forEach(v => { v.map = v.map ? makeMap(v.map, v) : null; });
  const state = {model, volumes, colouring: 0, mm: [0, 0, 0], frame: 0, timer: null, lost: false};
  state.get = name => model.get(name);
  state.set = (name, value) => {       // paints first, the kernel hears of it a little later
    model.set(name, value);
    state.report();
  };
  state.report = () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => {
      try { model.save_changes(); } catch { state.lost = true; state.redraw(); }
    }, 150);
  };
  state.exactIndex = () => applyAffine(volumes[0].inverse, state.mm);
  state.index = () => clampIndex(roundIndex(state.exactIndex()), volumes[0].shape);
  state.recolour = () => {
    volumes.forEach(v => { v.table = greyTable(model.get('window'), v.scale); });
    state.colours = model.get('color_maps')[model.get('color_map')] ?? [];
    state.colouring++;
  };
  state.fromIndex = () => { state.mm = applyAffine(volumes[0].affine, model.get('index')); };
  state.fromIndex();
  state.recolour();
  return state;
}

const side = (x, positive, negative) => Math.abs(x).toFixed(0) + (x >= 0 ? positive : negative);
const short = v => Math.abs(v) < 10 && v % 1 ? v.toFixed(3) : String(Math.round(v));

function valueAt(volume, exact) {
  if (!isInside(exact, volume.shape)) return '-';
  const [d, h, w] = roundIndex(exact), [, nh, nw] = volume.shape;
  return short(volume.data[(d*nh + h)*nw + w]*volume.scale[0] + volume.scale[1]);
}

// Name of the label and value of the map at the cross-hair.
function overlayAt(state, volume, [d, h, w]) {
  const {map, labels, shape} = volume, found = [];
  const number = labels && labels[(d*shape[1] + h)*shape[2] + w];
  if (number) found.push(state.get('label_names')[number - 1] ?? `label ${number}`);
  if (map?.arrived) found.push(`map ${valueAt(map, applyAffine(map.toMap, [d, h, w]))}`);
  return found;
}

const ABOUT = 'Value at the cross-hair; slice: axial, coronal, sagittal; '
  + 'place in the patient: right or left, anterior or posterior, superior or inferior';

function readOut(state) {
  const [first] = state.volumes, exact = state.exactIndex(), index = state.index();
  const mm = applyAffine(first.affine, index), {arrived, shape, unit} = first;
  const values = state.volumes.map(v => valueAt(v, applyAffine(v.inverse, state.mm)));
  const parts = [`${unit} ${values.join(' | ')}`];
  if (state.get('show_overlay')) parts.push(...overlayAt(state, first, index));
  if (state.under) parts.push(`under the pointer ${state.under}`);
  parts.push(`slice ${index.map(i => i + 1).join(', ')} of ${shape.join(', ')}`);
  parts.push([side(mm[0], 'R', 'L'), side(mm[1], 'A', 'P'), side(mm[2], 'S', 'I')].join(' ') + ' mm');
  if (state.lost) parts.push(`${GONE}; what has arrived can still be looked at`);
  else if (arrived < shape[0]) parts.push(`loading ${Math.round(100*arrived/shape[0])} %`);
  else if (state.volumes.length === 1) parts.push(first.name);    // several bear their names
  return parts.join('   ');
}

const SIZES = {3: 1, 1: 1.9, '2x2': 1.15};

// Views of the layout, row by row: planes of one volume, or one plane of all volumes.
function layOut(state, grid, width) {
  const layout = state.get('arrangement'), planes = layout === '1' ? [state.get('plane')] : Object.keys(PLANES);
  const shrink = layout === '1' && state.volumes.length > 1 ? .7 : 1;
  const extent = Math.max(...state.volumes.flatMap(v => v.shape.map((n, i) => n*v.spacing[i])));
  const height = fitHeight(state, planes, state.get('height')*SIZES[layout]*shrink, extent, width);
  grid.replaceChildren();
  grid.className = `ct-grid ct-layout-${layout}`;
  const views = [];
  let row = null;
  state.volumes.forEach((volume, which) => {
    if (!row || layout !== '1') row = make('div', {className: 'ct-row'});
    for (const name of planes) {
      const {row: r, col: c} = PLANES[name], mm = i => volume.shape[i]*volume.spacing[i];
      const sizes = [c, r].map(i => Math.max(24, Math.round(mm(i)*height/extent)));
      const view = makeView(state, which, name, ...sizes);
      listenToPointer(view);
      listenToWheel(view);
      row.append(panel(view));
      views.push(view);
    }
    if (layout === '2x2') {       // the third one goes below; all go where the page is narrow
      const [first, second] = views.slice(-planes.length);
      row.style.maxWidth = `${first.canvas.width + second.canvas.width + 16}px`;
      if (!which) row.append(state.table);
    }
    grid.append(row);
  });
  if (layout !== '2x2') grid.append(state.table);
  return views;
}

// Planes become smaller, down to half, so that they stand in one row.
function fitHeight(state, planes, height, extent, width) {
  const columns = state.get('arrangement') === '2x2' ? planes.slice(0, 2) : planes;
  const wide = Math.max(...state.volumes.map(v => columns.reduce((sum, name) =>
    sum + v.shape[PLANES[name].col]*v.spacing[PLANES[name].col], 0)));
  const total = state.get('arrangement') === '1' ? wide*state.volumes.length : wide;
  const room = width - 16 - 8*columns.length;
  return width ? height*Math.max(.5, Math.min(1, room*extent/(total*height))) : height;
}

function panel(view) {
  const {canvas, plane, volume} = view, label = `${plane.name} slice`;
  view.slider = make('input', {type: 'range', min: 0, max: volume.shape[plane.fixed] - 1, title: label,
    className: `ct-slider ct-slider-${plane.name}`, oninput: () => goToSlice(view, +view.slider.value)});
  view.slider.setAttribute('aria-label', label);
  view.slider.style.width = canvas.width + 'px';
  return make('div', {className: 'ct-panel'}, canvas, view.slider);
}

function fillTable(state) {
  const unit = state.volumes[0].unit;
  state.table.replaceChildren(...state.get('measures').map((m, i) =>
    make('div', {textContent: `${i + 1}  ${m.kind}, ${m.plane}: ${measureText(m, unit)}`})));
}

function makeHelp() {
  const rows = HELP.map(([keys, what]) =>
    make('tr', {}, make('th', {textContent: keys}), make('td', {textContent: what})));
  const card = make('div', {className: 'ct-help', hidden: true}, make('table', {}, ...rows),
    make('p', {textContent: "The patient's right is at the left of axial and coronal planes. "
      + 'For research, not for diagnosis.'}));
  return card;
}

function playCine(state, views) {
  let timer = null;
  return () => {
    clearInterval(timer);
    const rate = state.get('cine');
    if (!(rate > 0)) return;
    timer = setInterval(() => {
      if (!state.root.isConnected) return clearInterval(timer);
      const view = activeView(state, views()), before = state.index()[view.plane.fixed];
      if (before === view.volume.shape[view.plane.fixed] - 1) goToSlice(view, 0);
      else stepSlice(view, 1);
    }, 1000/rate);
  };
}

function activeView(state, views) {
  return views.find(v => v.canvas === document.activeElement)
    ?? views.find(v => v.plane.name === state.get('plane')) ?? views[0];
}

export function render({model, el}) {
  const state = makeState(model), root = state.root = make('div', {className: 'ct-viewer', tabIndex: -1});
  const [bar, refreshBar] = makeToolbar(state), read = make('div', {className: 'ct-read', textContent: ' '});
  const voxels = state.volumes.map(v => v.spacing.map(s => +s.toFixed(2)).join(' x '));
  read.title = `${ABOUT}; voxels of ${voxels.join(' | ')} mm`;
  const grid = make('div'), help = makeHelp();
  state.table = make('div', {className: 'ct-measures'});
  let views = [];
  const draw = () => {
    state.frame = 0;
    if (!state.volumes.length) return;
    views.forEach(view => {
      drawView(view);
      const at = Math.round(applyAffine(view.volume.inverse, state.mm)[view.plane.fixed]);
      if (+view.slider.value !== at) view.slider.value = at;
    });
    read.firstChild.data = readOut(state);
  };
  state.redraw = () => { if (!state.frame) state.frame = requestAnimationFrame(draw); };
  state.moveTo = (mm, which) => {
    const {inverse, shape, affine} = state.volumes[which], exact = applyAffine(inverse, mm);
    state.mm = applyAffine(affine, clampIndex(which ? exact : roundIndex(exact), shape));
    model.set('index', state.index());
    state.report();
    state.redraw();
  };
  state.hover = (view, exact) => {
    state.under = exact && isInside(exact, view.volume.shape) ? valueAt(view.volume, exact) : '';
    state.redraw();
  };
  state.toggleHelp = (hidden = !help.hidden) => { help.hidden = hidden; };
  const lay = () => {
    const before = views.find(view => view.canvas === document.activeElement);
    views = layOut(state, grid, el.clientWidth);
    if (before) activeView(state, views).canvas.focus({preventScroll: true});    // keys go on working
    state.redraw();
  };
  let seen = 0;
  const sizes = new ResizeObserver(() => {
    if (!el.clientWidth || Math.abs(el.clientWidth - seen) < 12) return;
    seen = el.clientWidth;
    lay();
  });
  const cine = playCine(state, () => views);
  const refresh = () => { refreshBar(); fillTable(state); state.redraw(); };
  const recolour = () => { state.recolour(); refresh(); };
  const replaceMap = (volume, facts) => {
    volume.map = {...makeMap(facts, volume), version: (volume.map?.version ?? 0) + 1};
    root.dataset.loaded = false;
    if (views.some(view => view.volume === volume && !view.map)) lay();
  };
  let soon = null;      // while voxels arrive, planes are filled anew four times a second
  const onSlab = (message, buffers) => {
    const volume = state.volumes[message.volume];
    if (message.kind === 'map') replaceMap(volume, message.facts);
    if (message.kind !== 'slab') return;
    putSlab(message.map ? volume.map : volume, message, buffers);
    const whole = state.volumes.every(v =>
      v.arrived >= v.shape[0] && (!v.map || v.map.arrived >= v.map.shape[0]));
    root.dataset.loaded = whole;
    if (whole) refreshBar();
    if (whole || message.map || volume.arrived === message.count) state.redraw();
    else soon ??= setTimeout(() => { soon = null; state.redraw(); }, 250);
  };
  const events = {'msg:custom': onSlab, 'change:cine': () => { cine(); refreshBar(); },
    'change:arrangement': () => { lay(); refreshBar(); }, 'change:height': lay,
    'change:plane': () => state.get('arrangement') === '1' && lay()};
  events['change:index'] = () => {
    if (model.get('index').join() === state.index().join()) return;
    state.fromIndex();
    state.redraw();
  };
  for (const name of COLOURING) events[`change:${name}`] = recolour;
  for (const name of PLAIN) events[`change:${name}`] = refresh;
  for (const name in events) model.on(name, events[name]);
  root.addEventListener('keydown', event => {
    event.stopPropagation();       // JupyterLab would take arrow keys for its own
    if (/^(INPUT|SELECT)$/.test(event.target.tagName) && event.target.type !== 'range') return;
    if (event.target.type === 'range' && /^(Arrow|Page|Home|End)/.test(event.key)) return;
    if (event.target.tagName === 'BUTTON' && event.key === 'Enter') return;
    if (onKey(state, activeView(state, views), event)) event.preventDefault();
  });
  root.append(bar, read, grid, help);
  el.append(root);
  lay();
  sizes.observe(el);
  refresh();
  cine();
  model.send({kind: 'ready'});
  const stopWatch = watchKernel(model, () => { state.lost = true; state.redraw(); });
  return () => {
    stopWatch();
    for (const name in events) model.off(name, events[name]);
    sizes.disconnect();
    clearTimeout(state.timer);
    clearTimeout(soon);
    cancelAnimationFrame(state.frame);
    state.volumes.length = views.length = 0;
    grid.replaceChildren();
  };
}

export default {render};
