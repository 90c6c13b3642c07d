// Stands in for the kernel in an exported page: attributes, and the voxels out of the page itself.
import {render} from './slices.js';

async function inflate(text) {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

function makeModel(attributes, messages) {
  const listeners = {};
  const emit = (name, ...rest) => (listeners[name] ?? []).forEach(f => f(...rest));
  return {
    get: name => attributes[name],
    set(name, value) { attributes[name] = value; emit(`change:${name}`); },
    on(name, f) { (listeners[name] ??= []).push(f); },
    off(name, f) { listeners[name] = (listeners[name] ?? []).filter(g => g !== f); },
    save_changes() {},
    async send() {
      for (const [message, texts] of messages)
        emit('msg:custom', message, await Promise.all(texts.map(inflate)));
    },
  };
}

const page = JSON.parse(document.getElementById('ct-page').textContent);
const el = document.getElementById('ct-viewer');
render({model: makeModel(page.attributes, page.messages), el});
