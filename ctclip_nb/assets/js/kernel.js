// Tells a widget that the kernel which made it is gone: restarted, ended, or out of reach.
export const GONE = 'the kernel is gone; run the cell again';

// `say` is called once. The widget manager reports a lost connection of a model by this event.
export function watchKernel(model, say) {
  const gone = () => { model.off('comm_live_update', gone); say(); };
  model.on('comm_live_update', gone);
  return () => model.off('comm_live_update', gone);
}

// A line in the widget's own place that says so.
export function sayWhenGone(model, el) {
  return watchKernel(model, () => {
    const note = document.createElement('div');
    note.className = 'ct-gone';
    note.textContent = `As it was: ${GONE}.`;
    note.style.cssText = 'background: #fdecc8; color: #222; padding: 4px 10px; border-radius: 3px;';
    el.prepend(note);
  });
}
