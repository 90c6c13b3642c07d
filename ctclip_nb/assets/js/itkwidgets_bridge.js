// Registers itkwidgets 0.32.6, which has no JupyterLab extension of its own, with JupyterLab 4.
// Its bundle is an AMD module for old Backbone classes: it is run with a local `define`, and gets
// widget base classes with the `extend` that it expects.
(function () {
  const source = document.currentScript ? document.currentScript.src : '';
  const here = source.replace(/remoteEntry\.js.*$/, '');
  let scope = null;

  function shared(name) {
    const versions = scope && scope[name];
    if (!versions) throw new Error(`not shared by JupyterLab: ${name}`);
    return versions[Object.keys(versions).sort().at(-1)].get().then(factory => factory());
  }

  function withExtend(Base) {
    const Derived = class extends Base {};
    Derived.extend = function (members, statics) {
      const Class = class extends this {};
      Object.assign(Class.prototype, members || {});
      return Object.assign(Class, statics || {});
    };
    return Derived;
  }

  function runBundle(text, base) {
    const before = document.body.getAttribute('data-base-url');
    let found = null;
    const define = (...args) => {
      const factory = args.at(-1), names = args.length > 1 ? args.at(-2) : [];
      found = factory(...names.map(name => {
        if (name === '@jupyter-widgets/base') return base;
        throw new Error(`itkwidgets asks for ${name}`);
      }));
    };
    define.amd = {};
    document.body.setAttribute('data-base-url', here);   // worker and wasm files lie beside it
    new Function('define', `${text}\n//# sourceURL=itkwidgets-index.js`)(define);
    if (before === null) document.body.removeAttribute('data-base-url');
    else document.body.setAttribute('data-base-url', before);
    return found;
  }

  async function load(base) {
    const reply = await fetch(`${here}nbextensions/itkwidgets/index.js`);
    if (!reply.ok) throw new Error(`itkwidgets bundle: ${reply.status}`);
    const {DOMWidgetModel, DOMWidgetView} = base;
    return runBundle(await reply.text(), {...base,
      DOMWidgetModel: withExtend(DOMWidgetModel), DOMWidgetView: withExtend(DOMWidgetView)});
  }

  const plugin = base => ({
    id: 'itkwidgets-bridge:plugin', autoStart: true, requires: [base.IJupyterWidgetRegistry],
    activate(app, registry) {
      let module = null;
      registry.registerWidget({name: 'itkwidgets', version: '0.32.6',
        exports: () => module ??= load(base)});
    },
  });

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB['itkwidgets-bridge'] = {
    init(given) { scope = given; },
    async get() {
      const base = await shared('@jupyter-widgets/base');
      return () => ({__esModule: true, default: plugin(base)});
    },
  };
})();
