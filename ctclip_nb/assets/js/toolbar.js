// Buttons, numbers and menus above the planes; each shows and sets one attribute.

export function make(tag, facts = {}, ...children) {
  const node = Object.assign(document.createElement(tag), facts);
  node.append(...children);
  return node;
}

function button(text, title, onclick) {
  const node = make('button', {textContent: text, title, onclick, type: 'button'});
  node.setAttribute('aria-label', title);
  return node;
}

function field(label, input) {
  input.setAttribute('aria-label', label);
  input.title = label;
  return input;
}

const number = (label, onchange, facts = {}) =>
  field(label, make('input', {type: 'number', className: 'ct-number', onchange, ...facts}));

const range = (label, oninput, facts) =>
  field(label, make('input', {type: 'range', oninput, ...facts}));

function menu(label, options, onchange) {
  return field(label, make('select', {onchange},
    ...options.map(([value, text]) => make('option', {value, textContent: text}))));
}

function windowGroup(state) {
  const windows = state.get('windows'), unit = state.volumes[0].unit, group = make('span');
  const buttons = Object.entries(windows).map(([name, limits]) => [limits.join(), button(name,
    `${name}: ${limits.map(x => +x.toPrecision(4)).join(' to ')} ${unit}`,
    () => state.set('window', [...limits]))]);
  const both = () => {
    const [a, b] = [+low.value, +high.value];
    if (a < b) state.set('window', [a, b]);
  };
  const low = number(`window from, ${unit}`, both, {step: 'any'});
  const high = number(`window to, ${unit}`, both, {step: 'any'});
  group.append(...buttons.map(b => b[1]), low, high);
  return [group, () => {
    const window = state.get('window');
    buttons.forEach(([key, node]) => node.classList.toggle('on', key === window.join()));
    [low, high].forEach((node, i) => { node.value = +window[i].toPrecision(4); });
  }];
}

const TOOLS = {
  cross: ['cross', 'move the cross-hair (X)'], window: ['window', 'drag for window and level (D)'],
  pan: ['pan', 'drag to pan (P)'], ruler: ['ruler', 'distance in mm (R)'],
  ellipse: ['ellipse', 'mean, SD, range and area of an ellipse (E)'],
};

function toolGroup(state) {
  const nodes = Object.entries(TOOLS).map(([tool, [text, title]]) =>
    [tool, button(text, title, () => state.set('tool', tool))]);
  const clear = button('clear', 'remove all measures', () => state.set('measures', []));
  return [make('span', {}, ...nodes.map(n => n[1]), clear), () => {
    nodes.forEach(([tool, node]) => node.classList.toggle('on', tool === state.get('tool')));
    clear.hidden = !state.get('measures').length;
  }];
}

function pictureGroup(state) {
  const layout = menu('arrangement', [['3', 'three planes'], ['1', 'one plane'], ['2x2', 'two by two']],
    () => state.set('arrangement', layout.value));
  const slab = menu('slab', [['none', 'no slab'], ['mip', 'MIP'], ['minip', 'MinIP'], ['mean', 'mean']],
    () => state.set('slab', slab.value));
  const thick = number('slab thickness, mm', () => state.set('slab_mm', Math.max(1, +thick.value)),
    {min: 1, step: 1});
  const cine = button('cine', 'play through the slices (C)',
    () => state.set('cine', state.get('cine') ? 0 : 12));
  return [make('span', {}, layout, slab, thick, cine), () => {
    layout.value = state.get('arrangement');
    slab.value = state.get('slab');
    thick.value = state.get('slab_mm');
    thick.hidden = state.get('slab') === 'none';
    cine.classList.toggle('on', state.get('cine') > 0);
  }];
}

function labelGroup(state) {
  const show = button('overlay', 'overlays on and off (O)',
    () => state.set('show_overlay', !state.get('show_overlay')));
  const opacity = range('opacity of the labels', () => state.set('opacity', +opacity.value),
    {min: 0, max: 1, step: .05, className: 'ct-opacity'});
  opacity.hidden = !state.volumes.some(v => v.labels);
  return [make('span', {}, show, opacity), () => {
    show.classList.toggle('on', state.get('show_overlay'));
    opacity.value = state.get('opacity');
  }];
}

// Colours and names of the labels that there are, where names are known.
function legendGroup(state) {
  const group = make('span', {className: 'ct-legend'});
  return [group, () => {
    const colours = state.get('colors'), there = k => state.volumes.some(v => v.numbers[k]);
    const names = [...state.get('label_names').entries()].filter(([k]) => there(k + 1));
    group.replaceChildren(...names.map(([k, textContent]) => {
      const name = make('span', {textContent});
      name.style.borderColor = `rgb(${colours[k % colours.length]})`;
      return name;
    }));
    group.hidden = !names.length || !state.get('show_overlay');
  }];
}

const gradient = table => 'linear-gradient(to right, ' + [0, 32, 64, 96, 128, 160, 192, 224, 255]
  .map(i => `rgb(${table[3*i]}, ${table[3*i + 1]}, ${table[3*i + 2]})`).join() + ')';

function mapGroup(state) {
  const [low, high] = state.get('map_range'), step = (high - low)/200 || 1;
  const colours = menu('colours of the map', Object.keys(state.get('color_maps')).map(k => [k, k]),
    () => state.set('color_map', colours.value));
  const bar = make('span', {className: 'ct-colorbar'}), from = make('span'), to = make('span');
  const threshold = range('threshold of the map', () => state.set('map_threshold', +threshold.value),
    {min: low - step, max: high, step});
  const opacity = range('opacity of the map', () => state.set('map_opacity', +opacity.value),
    {min: 0, max: 1, step: .05});
  const note = make('span', {className: 'ct-threshold'});
  const group = make('span', {}, 'map ', from, bar, to, colours, ' from ', threshold, note,
    ' opacity ', opacity);
  return [group, () => {
    const short = x => String(+x.toPrecision(3));
    [from.textContent, to.textContent] = state.get('map_range').map(short);
    bar.style.background = gradient(state.colours);
    colours.value = state.get('color_map');
    threshold.value = state.get('map_threshold');
    note.textContent = short(state.get('map_threshold'));
    opacity.value = state.get('map_opacity');
  }];
}

// The toolbar, and a function that brings it up to date.
export function makeToolbar(state) {
  const some = part => state.volumes.some(v => v[part]);
  const groups = [windowGroup(state), toolGroup(state), pictureGroup(state)];
  if (some('labels') || some('contours') || some('map')) groups.push(labelGroup(state));
  if (some('map')) groups.push(mapGroup(state));
  const help = button('?', 'what the keys do (?)', () => state.toggleHelp());
  help.className = 'ct-ask';
  const bar = make('div', {className: 'ct-bar'}, ...groups.map(g => g[0]), help);
  if (some('labels')) {
    groups.push(legendGroup(state));
    bar.append(groups.at(-1)[0]);
  }
  return [bar, () => groups.forEach(g => g[1]())];
}
