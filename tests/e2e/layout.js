// What does not hold together on the page as it is now, one sentence per fault. `least` is the
// number of letters that every column of text has room for; what is outside of `within` does not
// count, while a dialog is open everything outside of it.
([least, within]) => {
  const CONTROL =
    "a[href], button, summary, select, textarea, label:has(input, select), input:not([type=hidden])";
  const FIELD =
    "textarea, input:is(:not([type]), [type=text], [type=search], [type=email], [type=url])";
  const faults = new Set();
  const width = document.documentElement.clientWidth;
  const base = document.querySelector("dialog:modal") ?? document.querySelector(within);
  const drawn = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const say = (what, one) => faults.add(`${what}: ${drawn(one)}`);
  const style = (one) => getComputedStyle(one);
  const line = (one) => [one, ...parents(one)];
  const parents = (one) => {
    const all = [];
    for (let at = one.parentElement; at; at = at.parentElement) all.push(at);
    return all;
  };

  // for the ear only, or until it has the focus
  const unseen = (one) =>
    line(one).some((at) => at.matches(".skip") || style(at).clipPath === "inset(50%)");
  const all = [...base.querySelectorAll("*")].filter(
    (one) =>
      !one.closest("svg") &&
      one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !unseen(one),
  );
  const shown = new Set(all);
  // what a box cuts away lies on nothing
  const cutAway = (one) => {
    const box = one.getBoundingClientRect();
    return parents(one).some(
      (at) => style(at).overflowY === "hidden" && box.top >= at.getBoundingClientRect().bottom,
    );
  };
  const isControl = (one) => one.matches(CONTROL) && !one.parentElement.closest("label");
  const controls = all.filter((one) => isControl(one) && !one.matches(".file, [type=file]"));
  const scrolling = (one, way) =>
    ["auto", "scroll"].includes(style(one)[way === "x" ? "overflowX" : "overflowY"]);

  function hanging() {
    if (document.documentElement.scrollWidth > width)
      faults.add(`the page is ${document.documentElement.scrollWidth} of ${width} pixels wide`);
    for (const one of all) {
      const box = one.getBoundingClientRect();
      const out = box.width && box.height && (box.left < -1 || box.right > width + 1);
      if (!out) continue;
      // what lies in a strip of its own that scrolls, or is cut with dots, may be wider
      const strip = (at) => scrolling(at, "x") && !scrolling(at, "y");
      const cut = (at) => ["hidden", "clip"].includes(style(at).overflowX);
      const inStrip = parents(one).some((at) => strip(at) || at.matches("pre, table"));
      if (inStrip || (!isControl(one) && parents(one).some(cut))) continue;
      say(`from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width} pixels`, one);
    }
  }

  function narrow() {
    const walker = document.createTreeWalker(base, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
      const words = node.textContent.replace(/\s+/g, " ").trim();
      if (words.length < 2 * least || !shown.has(node.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
      if (lines >= 4 && words.length / lines < least)
        say(`${words.length} letters in ${lines} lines`, node.parentElement);
    }
    for (const one of all) {
      const { textOverflow, fontSize, paddingLeft, paddingRight } = style(one);
      const enough = (Number.parseFloat(fontSize) / 2) * least;
      const room = one.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
      const cut = textOverflow === "ellipsis" && one.scrollWidth > one.clientWidth + 1;
      if ((cut || one.matches(FIELD)) && room < enough)
        say(`room of ${Math.round(room)} pixels for text of ${fontSize}`, one);
    }
  }

  // bars that stay and parts that scroll lie over each other on purpose
  const layer = (one) =>
    line(one).find((at) => {
      const { position } = style(at);
      return position === "fixed" || position === "sticky" || scrolling(at, "y");
    });

  function onEachOther() {
    const seen = [];
    for (const one of controls) {
      const box = one.getBoundingClientRect();
      if (!box.width || !box.height) say("without size", one);
      if (cutAway(one)) continue;
      for (const [other, its] of seen) {
        if (one.contains(other) || other.contains(one) || layer(one) !== layer(other)) continue;
        const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const down = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        const smaller = Math.min(box.width * box.height, its.width * its.height);
        if (across > 1 && down > 1 && across * down > smaller / 4)
          say(`lies on ${drawn(other).slice(0, 60)}`, one);
      }
      seen.push([one, box]);
    }
  }

  function covered() {
    for (const one of controls) {
      if (one.disabled || style(one).pointerEvents === "none") continue;
      const places = ["center", "start", "end"];
      if (!places.some((block) => isHit(one, block))) say("not to be hit in its middle", one);
    }
  }

  function isHit(one, block) {
    one.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
    const [box] = [...one.getClientRects()].sort((a, b) => b.width * b.height - a.width * a.height);
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return hit && (one.contains(hit) || hit.closest(CONTROL)?.contains(one));
  }

  hanging();
  narrow();
  onEachOther();
  covered();
  return [...faults];
};
