// The audit page: filter by kind, severity and words; sort by a click on a heading; enlarge a picture.
const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const rows = all('tbody tr');
const chosen = new Set();

function show() {
  const words = one('#q').value.toLowerCase();
  const severity = one('#s').value;
  let n = 0;
  for (const row of rows) {
    const kinds = row.dataset.kinds.split(' ');
    const fits = (!chosen.size || kinds.some((k) => chosen.has(k)))
      && (!severity || row.dataset.severities.split(' ').includes(severity))
      && (!words || row.textContent.toLowerCase().includes(words));
    row.hidden = !fits;
    n += fits;
  }
  one('output').textContent = `${n} of ${rows.length} cases`;
}

function sortBy(heading) {
  const way = heading.dataset.way === '1' ? -1 : 1;
  all('th').forEach((h) => delete h.dataset.way);
  heading.dataset.way = way;
  const value = (row) => row.dataset[heading.dataset.key];
  const number = (text) => (isNaN(text) ? null : Number(text));
  rows.sort((a, b) => {
    const [x, y] = [value(a), value(b)];
    const [m, n] = [number(x), number(y)];
    return way * (m !== null && n !== null ? m - n : x.localeCompare(y, undefined, { numeric: true }));
  });
  one('tbody').append(...rows);
}

function enlarge(picture) {
  one('dialog img').src = picture.src;
  one('dialog p').textContent = picture.alt;
  one('dialog').showModal();
}

for (const kind of all('.kind:not(.none)')) {
  kind.onclick = () => {
    if (kind.classList.toggle('on')) chosen.add(kind.dataset.kind);
    else chosen.delete(kind.dataset.kind);
    show();
  };
}
one('#q').oninput = show;
one('#s').onchange = show;
for (const heading of all('th[data-key]')) heading.onclick = () => sortBy(heading);
for (const picture of all('td img')) picture.onclick = () => enlarge(picture);
one('dialog').onclick = () => one('dialog').close();
show();
