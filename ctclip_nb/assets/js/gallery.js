// Cards with a picture and a few words. Pictures are asked for when a card comes into view, one at
// a time, so that the kernel stays free for everything else.
import {sayWhenGone} from './kernel.js';

function makeQueue(model) {
  let waiting = [], busy = null;
  const next = () => {
    busy = waiting.shift() ?? null;
    if (busy) try { model.send({kind: 'want', id: busy}); } catch { busy = null; }
  };
  return {
    ask(id) { if (id !== busy && !waiting.includes(id)) waiting.push(id); if (!busy) next(); },
    arrived(id) { if (id === busy) next(); },
    clear() { waiting = []; },
  };
}

function makeCard(item, onclick) {
  const card = document.createElement('button'), picture = document.createElement('div');
  const title = document.createElement('b'), text = document.createElement('span');
  Object.assign(card, {type: 'button', className: `ct-card ${item.kind ?? ''}`, onclick});
  card.dataset.id = item.id;
  picture.className = 'ct-thumb';
  title.textContent = item.title;
  text.textContent = item.text ?? '';
  card.title = [item.title, item.text, item.kind?.slice(3)].filter(Boolean).join('\n');
  card.append(picture, title, text);
  return card;
}

export default {render({model, el}) {
  const root = document.createElement('div'), queue = makeQueue(model), urls = new Map();
  root.className = 'ct-gallery';
  const seen = new IntersectionObserver(entries => entries.forEach(({isIntersecting, target}) => {
    if (!isIntersecting) return;
    seen.unobserve(target);
    const {id} = target.dataset;
    if (urls.has(id)) show(id); else queue.ask(id);
  }));
  const card = id => [...root.children].find(c => c.dataset.id === id);
  const show = id => {
    const place = card(id)?.querySelector('.ct-thumb'), found = urls.get(id);
    if (!place) return;
    if (!found.url) { place.textContent = found.note; return; }
    place.replaceChildren(Object.assign(document.createElement('img'), {src: found.url, alt: ''}));
  };
  const mark = () => [...root.children].forEach(c =>
    c.setAttribute('aria-pressed', c.dataset.id === model.get('selected')));
  const fill = () => {
    seen.disconnect();
    queue.clear();
    root.replaceChildren(...model.get('items').map(item => makeCard(item, () => {
      model.set('selected', item.id);
      model.save_changes();
    })));
    [...root.children].forEach(c => seen.observe(c));
    mark();
  };
  const onMessage = ({kind, id, note}, buffers) => {
    if (kind !== 'picture') return;
    const url = buffers.length && URL.createObjectURL(new Blob([buffers[0]], {type: 'image/png'}));
    urls.set(id, {url, note});
    show(id);
    queue.arrived(id);
  };
  const events = {'change:items': fill, 'change:selected': mark, 'msg:custom': onMessage};
  for (const name in events) model.on(name, events[name]);
  root.addEventListener('keydown', event => event.stopPropagation());
  el.append(root);
  const stopWatch = sayWhenGone(model, el);
  fill();
  return () => {
    stopWatch();
    for (const name in events) model.off(name, events[name]);
    seen.disconnect();
    urls.forEach(({url}) => url && URL.revokeObjectURL(url));
  };
}};
