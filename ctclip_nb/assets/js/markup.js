// Markup shown as it is; where nothing beside it tells that the kernel is gone, it does so itself.
import {sayWhenGone} from './kernel.js';

export default {render({model, el}) {
  const draw = () => { el.innerHTML = model.get('value'); };
  draw();
  model.on('change:value', draw);
  const stopWatch = model.get('alone') ? sayWhenGone(model, el) : () => {};
  return () => {
    stopWatch();
    model.off('change:value', draw);
  };
}};
