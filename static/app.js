/* Bidwright: what the pages gain with script. Everything works without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const on = (type, act, options) => document.addEventListener(type, act, options);
  const near = (event, selector) => event.target.closest?.(selector);

  /* said once by screen readers: htmx's HX-Trigger {"announce": "…"} and our own words */
  const say = (words) => {
    const line = document.getElementById("status");
    if (line && words) line.textContent = words;
  };
  on("announce", (event) => say(event.detail.value ?? event.detail));

  /* theme: the reader's choice, kept in a cookie that the server reads */
  const night = () => root.dataset.theme ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const toggleTheme = () => {
    root.dataset.theme = night() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
  };

  /* copy a code or a link */
  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button.dataset.copied);
      button.dataset.done = "";
      setTimeout(() => delete button.dataset.done, 2000);
    } catch {
      getSelection().selectAllChildren(button.previousElementSibling);
    }
  };

  /* drawer: close it in place, give focus back to what opened it */
  let opener = null;
  const closeDrawer = (drawer) => {
    const link = drawer.querySelector("[data-close]");
    if (link?.href) history.replaceState(history.state, "", link.href);
    drawer.remove();
    document.getElementById(opener)?.focus();
  };

  on("click", (event) => {
    const button = near(event, "[data-theme-toggle], [data-copy], [data-dismiss], [data-close]");
    if (!button) return;
    if ("themeToggle" in button.dataset) toggleTheme();
    else if ("copy" in button.dataset) copy(button);
    else if ("dismiss" in button.dataset) button.closest("[data-toast]")?.remove();
    else {
      const drawer = button.closest("[data-drawer]");
      if (drawer) { event.preventDefault(); closeDrawer(drawer); }
    }
  });
  on("keydown", (event) => {
    const drawer = event.key === "Escape" && document.querySelector("[data-drawer]");
    if (drawer) closeDrawer(drawer);
  });

  /* slider: range and number say the same; the number speaks to the server: a move at once, moves close behind it together */
  const timers = new WeakMap();
  const parts = (element) => {
    const box = element.closest("[data-slider]");
    return box && { box, range: box.querySelector("input[type=range]"), number: box.querySelector("input:not([type=range])") };
  };
  const point = (box) => box.dataset.decimal || ".";
  const places = (step) => (step.split(".")[1] || "").length;
  on("input", (event) => {
    const it = parts(event.target);
    if (!it) return;
    if (event.target === it.range) {
      const typed = Number(it.range.value).toFixed(places(it.range.step));
      it.number.value = typed.replace(/\.0+$/, "").replace(".", point(it.box));
    } else if (event.target === it.number) {
      const typed = Number(it.number.value.trim().replace(point(it.box), "."));
      if (Number.isFinite(typed)) it.range.value = typed;
    }
  });
  on("change", (event) => {
    const it = parts(event.target);
    if (event.target !== it?.range) return;
    event.stopPropagation();
    const ask = () => it.number.dispatchEvent(new Event("change", { bubbles: true }));
    const last = timers.get(it.box);
    if (!last) ask();
    clearTimeout(last);
    timers.set(it.box, setTimeout(() => { timers.delete(it.box); if (last) ask(); }, 150));
  }, true);
  const wake = (part) => part.querySelectorAll("[data-slider] input[type=range][hidden]").forEach((range) => { range.hidden = false; });

  /* a select that needs no button */
  on("change", (event) => near(event, "[data-autosubmit]")?.form?.requestSubmit());

  /* the list of steps marks where the reader is */
  const mark = (hash) => hash && document.querySelectorAll("#rail a").forEach((line) => {
    line.ariaCurrent = line.hash === hash ? "step" : null;
  });
  const here = (at) => at.closest("#steps .group")?.id.replace("step-", "#group-");
  on("focusin", (event) => mark(here(event.target)));
  on("click", (event) => mark(near(event, "#rail li a")?.hash));

  /* files: the whole field takes them */
  const over = (event, inside) => {
    const drop = near(event, "[data-drop]");
    if (drop) { event.preventDefault(); drop.toggleAttribute("data-over", inside); }
    return drop;
  };
  on("dragover", (event) => over(event, true));
  on("dragleave", (event) => over(event, false));
  on("drop", (event) => {
    const input = over(event, false)?.querySelector("input[type=file]");
    if (!input) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* htmx: say busy once it takes a while, move to what needs attention */
  const waits = new WeakMap();
  const rested = (part) => { clearTimeout(waits.get(part)); part.removeAttribute("aria-busy"); };
  const arrived = (part) => {
    wake(part);
    (part.matches("[data-focus]") ? part : part.querySelector("[data-focus]"))?.focus();
  };
  on("htmx:beforeRequest", (event) => {
    const { target, elt } = event.detail;
    if (document.hidden && near(event, "[data-quiet]")) return event.preventDefault(); // nobody looks
    waits.set(target, setTimeout(() => target.setAttribute("aria-busy", "true"), 250));
    if (!elt.closest("[data-drawer], [data-quiet]")) opener = elt.id || document.activeElement?.id;
  });
  on("htmx:afterRequest", (event) => rested(event.detail.target));
  on("htmx:afterSettle", (event) => arrived(event.detail.elt));

  /* what is there becomes what came: what is alike stays, with the focus and what was opened;
     links and buttons that do something else come anew */
  const ASKS = "[hx-get], [hx-post], [hx-boost] a";
  const replace = (old, fresh) => {
    old.replaceWith(fresh);
    if (fresh.matches?.(ASKS) || fresh.querySelector?.(ASKS)) htmx.process(fresh);
  };
  const another = (old, fresh) => old.nodeName !== fresh.nodeName || old.id !== fresh.id || fresh.matches?.("[hx-trigger]")
    || fresh.matches?.("a, button") && !old.cloneNode().isEqualNode(fresh.cloneNode());
  const rename = (old, fresh) => {
    let asks = false;
    for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
      const value = fresh.getAttribute(name);
      if (value === old.getAttribute(name) || value === null && name === "open") continue;
      if (value === null) old.removeAttribute(name);
      else old.setAttribute(name, value);
      asks ||= name.startsWith("hx-");
    }
    if (asks) htmx.process(old);
  };
  const become = (old, fresh) => {
    if (another(old, fresh)) replace(old, fresh);
    else if (!old.matches) {
      if (old.data !== fresh.data) old.data = fresh.data;
    } else if (!old.isEqualNode(fresh) || old.querySelector("[hx-trigger]")) {
      rename(old, fresh);
      for (let now = old.firstChild, next = fresh.firstChild; now || next;) {
        const [after, then] = [now?.nextSibling, next?.nextSibling];
        if (next) become(now ?? old.appendChild(new Text()), next);
        else now.remove();
        [now, next] = [after, then];
      }
    }
  };

  /* parts of an answer: each at once where the one with its id is; out of sight the layout waits */
  on("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    event.detail.shouldSwap = false;
    fragment.querySelectorAll("[data-keep]").forEach((place) => place.replaceWith(document.getElementById(place.id)));
    const part = fragment.firstElementChild;
    if (fragment.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) {
      target.replaceChildren(...fragment.childNodes);
      if (target.querySelector(ASKS)) htmx.process(target);
    } else if (part.querySelector("input:not([type=hidden]), select, textarea")) replace(target, part); // fields say what it says
    else become(target, part);
    const there = document.getElementById(target.id);
    if (there.closest("#rail")) mark(here(document.activeElement) ?? there.querySelector("[aria-current]")?.hash);
    arrived(there);
    if (!there.matches(".later")) return;
    there.dataset.arriving = "";
    clearTimeout(timers.get(there));
    timers.set(there, setTimeout(() => delete there.dataset.arriving, 300));
  });
  /* what is replaced as a whole leaves at once: htmx would take leave of each element in it */
  let left = null;
  on("htmx:beforeSwap", (event) => {
    const { target, shouldSwap, requestConfig } = event.detail, at = document.activeElement;
    const how = requestConfig.elt.closest("[hx-swap]")?.getAttribute("hx-swap");
    if (!shouldSwap || !how?.startsWith("outerHTML")) return;
    if (target.contains(at)) left = { id: at.id, from: at.selectionStart, to: at.selectionEnd };
    event.detail.swapOverride = how;
    target.replaceChildren();
  });
  on("htmx:afterSwap", () => {
    const at = document.getElementById(left?.id);
    at?.focus({ preventScroll: true });
    if (left?.to) at?.setSelectionRange(left.from, left.to);
    left = null;
  });
  const lost = (event) => {
    if (near(event, "[data-quiet]")) return; // what asks by itself asks again
    const words = document.getElementById("lost");
    if (words) document.getElementById("toasts")?.replaceChildren(words.content.cloneNode(true));
  };
  on("htmx:sendError", lost);
  on("htmx:responseError", lost);

  root.dataset.js = "";
  arrived(document.body);
})();
