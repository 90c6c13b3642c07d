// Says whether this browser draws with WebGL 2, and when the kernel behind a viewer is gone.
import {sayWhenGone} from './kernel.js';

export default {render({model, el}) {
  const context = document.createElement('canvas').getContext('webgl2');
  model.set('answer', context ? 'yes' : 'no');
  model.save_changes();
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return sayWhenGone(model, el);
}};
