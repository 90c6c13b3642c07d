// Says whether this browser draws with WebGL 2.
export default {render({model}) {
  const context = document.createElement('canvas').getContext('webgl2');
  model.set('answer', context ? 'yes' : 'no');
  model.save_changes();
  context?.getExtension('WEBGL_lose_context')?.loseContext();
}};
