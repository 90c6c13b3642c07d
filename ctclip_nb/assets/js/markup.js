// Markup shown as it is.
export default {render({model, el}) {
  const draw = () => { el.innerHTML = model.get('value'); };
  draw();
  model.on('change:value', draw);
  return () => model.off('change:value', draw);
}};
