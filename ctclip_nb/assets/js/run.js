// The page of a run: asks the kernel for news, shows curves, stops and resumes.
import {GONE, watchKernel} from './kernel.js';

function addShape(group, name, attributes, text = '') {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const k in attributes) node.setAttribute(k, attributes[k]);
  node.textContent = text;
  group.append(node);
}

const LABEL = 'font-weight:600;paint-order:stroke;stroke:var(--jp-layout-color1,#fff);stroke-width:4px;';

// Values of all curves at the step under the pointer; the numbers stand beside the picture.
function listenToHover(plot) {
  const data = JSON.parse(plot.dataset.rv), svg = plot.querySelector('svg');
  if (!data.curves.length) return;
  const group = document.createElementNS('http://www.w3.org/2000/svg', 'g');
  group.setAttribute('class', 'rv-hover');
  svg.append(group);
  const [left, top, right, bottom] = data.box, [first, last] = data.steps;
  svg.onpointerleave = () => group.replaceChildren();
  svg.onpointermove = event => {
    const point = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(svg.getScreenCTM().inverse());
    const x = Math.max(left, Math.min(right, point.x));
    const step = first + (x - left)/(right - left)*(last - first);
    group.replaceChildren();
    addShape(group, 'line', {x1: x, x2: x, y1: top, y2: bottom, class: 'rv-grid',
      style: 'stroke:currentColor;opacity:.5'});
    const nearest = xs => xs.reduce((best, v, i) =>
      Math.abs(v - step) < Math.abs(xs[best] - step) ? i : best, 0);
    const words = data.curves.map(c => [`${c.name} ${c.y[nearest(c.x)]}`, c.color]);
    const flip = x > (left + right)/2, anchor = `text-anchor:${flip ? 'end' : 'start'};`;
    [[`step ${Math.round(step)}`, ''], ...words].forEach(([text, color], i) => addShape(group, 'text',
      {x: x + (flip ? -7 : 7), y: top + 12 + 14*i, style: anchor + LABEL + (color && `fill:${color}`)},
      text));
  };
}

const LEFT = `${GONE} (the run itself goes on)`;

const makeNode = (tag, className, textContent = '') =>
  Object.assign(document.createElement(tag), {className, textContent});

// A stop is asked for twice within four seconds, so that one click too many ends nothing.
function stopButton(send) {
  const button = makeNode('button', 'rv-stop', 'Stop');
  let sure = null;
  button.calm = () => {
    clearTimeout(sure);
    sure = null;
    button.textContent = 'Stop';
    button.classList.remove('rv-sure');
  };
  button.onclick = () => {
    if (sure) { button.calm(); send('stop'); return; }
    button.textContent = 'Save its state and stop it?';
    button.classList.add('rv-sure');
    sure = setTimeout(button.calm, 4000);
  };
  return button;
}

// Asks again only after an answer, seldom once the run has ended, and not in a hidden tab.
function askForNews(model, note, send) {
  let asked = 0, turn = 0;
  const timer = setInterval(() => {
    if (asked) {
      const late = Date.now() - asked;
      if (late > 4000) note.textContent = `the kernel is busy; as of ${Math.round(late/1000)} s ago`;
      return;
    }
    if (document.hidden || (model.get('status') !== 'running' && turn++ % 4)) return;
    if (send('look')) asked = Date.now();
  }, model.get('every')*1000);
  return {answered() { asked = 0; }, end() { clearInterval(timer); }};
}

export default {render({model, el}) {
  const root = makeNode('div', 'rv'), head = makeNode('div', 'rv-head');
  const curves = makeNode('div', 'rv-curves'), pre = makeNode('div', 'rv-console');
  const buttons = makeNode('div', 'rv-buttons'), note = makeNode('span', 'rv-note');
  const send = kind => {
    try { model.send({kind}); return true; } catch {
      note.textContent = LEFT;
      return false;
    }
  };
  const stop = stopButton(send), again = makeNode('button', 'rv-again', 'Resume');
  again.onclick = () => send('resume');
  buttons.append(note, stop, again);
  root.append(head, curves, pre);
  el.append(root);
  const drawHead = () => {
    head.innerHTML = model.get('head');
    head.querySelector('.rv-top').append(buttons);
    root.dataset.status = model.get('status');
  };
  const drawButtons = () => {
    stop.hidden = model.get('status') !== 'running';
    again.hidden = !['stopped', 'failed', 'died'].includes(model.get('status'));
    note.textContent = model.get('note');
  };
  const drawCurves = () => {
    curves.innerHTML = model.get('curves');
    curves.querySelectorAll('.rv-plot').forEach(listenToHover);
  };
  const drawConsole = () => {
    const low = pre.scrollTop + pre.clientHeight > pre.scrollHeight - 20;
    pre.textContent = model.get('console');
    pre.hidden = !model.get('console');
    if (low) pre.scrollTop = pre.scrollHeight;
  };
  const news = askForNews(model, note, send);
  const events = {
    'change:head': drawHead, 'change:status': () => { stop.calm(); drawButtons(); },
    'change:note': drawButtons, 'change:curves': drawCurves, 'change:console': drawConsole,
    'msg:custom': () => { news.answered(); drawButtons(); },
  };
  for (const name in events) model.on(name, events[name]);
  [drawHead, drawButtons, drawCurves, drawConsole].forEach(draw => draw());
  const stopWatch = watchKernel(model, () => { news.end(); note.textContent = LEFT; });
  requestAnimationFrame(() => { pre.scrollTop = pre.scrollHeight; });
  return () => {
    news.end();
    stopWatch();
    for (const name in events) model.off(name, events[name]);
  };
}};
