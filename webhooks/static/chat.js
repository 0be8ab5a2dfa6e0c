/* The web chat: says what the person writes until the server has it, and shows what comes back.
   ES2017 without modules, so that phones of 2017 run it. Text goes in by textContent alone. */
(function () {
  "use strict";

  const element = (id) => document.getElementById(id);
  const says = element("chat").dataset;
  const lines = element("lines");
  const box = element("text");
  const starters = element("starters");
  const dots = element("dots");
  const title = document.title;
  const locale = document.documentElement.lang;

  const LISTEN_PATIENCE = 40000; // ms; the server answers a request for news after 25 s at the latest
  const SAY_PATIENCE = 20000;
  const LONGEST_PAUSE = 30000;
  const HIDDEN_REST = 120000; // a tab hidden for so long stops asking until it is looked at
  const DOTS_STAY = 10000;

  /* What is remembered on this device: localStorage, or memory where that is blocked. */
  const remembered = (function () {
    try {
      localStorage.setItem("migrantbot.probe", "1");
      localStorage.removeItem("migrantbot.probe");
      return localStorage;
    } catch (blocked) {
      const kept = {};
      return {
        getItem: (key) => (key in kept ? kept[key] : null),
        setItem: (key, value) => { kept[key] = value; },
        removeItem: (key) => { delete kept[key]; },
      };
    }
  })();
  const TOKEN = "migrantbot.token";
  const UNSENT = "migrantbot.unsent";
  const LANGUAGE = "migrantbot.language"; // chosen by hand
  const LEAVING = "migrantbot.leaving"; // tokens of deleted chats that the server has not heard of yet

  function listOf(key) {
    try { return JSON.parse(remembered.getItem(key)) || []; } catch (broken) { return []; }
  }

  function keepList(key, list) {
    try {
      if (list.length) remembered.setItem(key, JSON.stringify(list));
      else remembered.removeItem(key);
    } catch (full) { /* it is still in memory, and a reload is the only thing that could lose it */ }
  }

  function randomName(bytes) {
    const drawn = crypto.getRandomValues(new Uint8Array(bytes));
    return btoa(String.fromCharCode.apply(null, drawn)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  }

  /* Pauses that grow and differ from phone to phone; `wake` ends all of them at once. */
  const sleepers = new Set();
  function sleep(milliseconds) {
    return new Promise((done) => {
      sleepers.add(done);
      setTimeout(() => { sleepers.delete(done); done(); }, milliseconds);
    });
  }
  function wake() {
    sleepers.forEach((done) => done());
    sleepers.clear();
  }
  const pause = (failures) => sleep(Math.min(LONGEST_PAUSE, 1000 * Math.pow(2, failures)) * (0.5 + Math.random() / 2));

  /* ---- the server ---- */

  async function ask(chat, method, path, body, patience) {
    const aborter = window.AbortController ? new AbortController() : null;
    const timer = setTimeout(() => aborter && aborter.abort(), patience);
    if (aborter) chat.aborters.add(aborter);
    const headers = { Authorization: "Bearer " + chat.token };
    if (body) headers["Content-Type"] = "application/json";
    const request = { method: method, headers: headers, cache: "no-store", credentials: "omit" };
    if (body) request.body = JSON.stringify(body);
    if (aborter) request.signal = aborter.signal;
    try {
      const response = await fetch(path, request);
      if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status });
      return response.status === 200 ? await response.json() : null;
    } finally {
      clearTimeout(timer);
      if (aborter) chat.aborters.delete(aborter);
    }
  }

  let chat = openChat();

  function openChat() {
    const opened = { token: remembered.getItem(TOKEN), cursor: -1, unsent: [], aborters: new Set(), isClosed: false };
    opened.isLoaded = new Promise((loaded) => { opened.loaded = loaded; });
    return opened;
  }

  /* A chat begins with the first message: who only looks leaves nothing behind, here or on the server. */
  function begin() {
    if (chat.token) return;
    newToken(chat);
    chat.cursor = 0;
    chat.loaded();
    listen(chat);
  }

  function newToken(chat) {
    chat.token = randomName(32);
    try { remembered.setItem(TOKEN, chat.token); } catch (full) { /* then only this page knows it */ }
  }

  async function listen(chat) {
    let failures = 0;
    while (!chat.isClosed) {
      await lookedAt();
      const isHistory = chat.cursor < 0;
      try {
        const news = await ask(chat, "GET", "chat/messages?after=" + chat.cursor, null, LISTEN_PATIENCE);
        if (chat.isClosed) return;
        failures = 0;
        connected();
        chat.cursor = news.cursor;
        if (isHistory) showHistory(news.lines);
        else showNews(news.lines);
        chat.loaded();
        if (!isHistory && !news.lines.length) await sleep(500);
      } catch (error) {
        if (chat.isClosed) return;
        if (error.status === 401) newToken(chat);
        tell(says.connecting);
        await pause(failures++);
      }
    }
  }

  /* One message after the other, each with its id until the server has it: none lost, none doubled. */
  async function deliver(chat) {
    if (chat.isDelivering) return;
    chat.isDelivering = true;
    await chat.isLoaded;
    let failures = 0;
    while (!chat.isClosed && chat.unsent.length) {
      const said = chat.unsent[0];
      try {
        await ask(chat, "POST", "chat/messages", said, SAY_PATIENCE);
        if (chat.isClosed) return;
        failures = 0;
        connected();
        arrived(said.id);
        showDots();
      } catch (error) {
        if (chat.isClosed) return;
        if (error.status === 401) {
          newToken(chat);
        } else if (error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429) {
          refused(said);
          continue;
        }
        tell(says.connecting);
        offerRetry(said.id);
        await pause(failures++);
      }
    }
    chat.isDelivering = false;
  }

  /* Deleted here at once, even without a connection; the server is told until it has heard. */
  async function leave(token, wasAsked) {
    const left = { token: token, aborters: new Set() };
    for (let failures = 0; ; failures++) {
      try {
        await ask(left, "DELETE", "chat", null, SAY_PATIENCE);
        break;
      } catch (error) {
        if (error.status === 401) break;
        tell(says.connecting);
        await pause(failures);
      }
    }
    keepList(LEAVING, listOf(LEAVING).filter((each) => each !== token));
    connected();
    if (wasAsked) tell(says.deleted);
  }

  /* ---- what the person does ---- */

  function say(text, action) {
    begin();
    const said = { id: randomName(12), text: text, locale: locale };
    if (action) said.action = action;
    chat.unsent.push(said);
    keepList(UNSENT, listOf(UNSENT).concat([said]));
    showWaiting(said);
    glideTo(document.documentElement.scrollHeight);
    wake();
    deliver(chat);
  }

  function sendWritten() {
    const letters = Array.from(box.value.trim()).filter((letter) => !/^[\ud800-\udfff]$/.test(letter));
    if (!letters.length) return;
    if (letters.length > Number(says.max)) {
      tell(says.tooLong);
      return;
    }
    tell("");
    box.value = "";
    fitBox();
    say(letters.join(""), null);
  }

  function forgetUnsent(id) {
    chat.unsent = chat.unsent.filter((said) => said.id !== id);
    keepList(UNSENT, listOf(UNSENT).filter((said) => said.id !== id));
  }

  function arrived(id) {
    forgetUnsent(id);
    const line = shown.get(id);
    if (!line) return;
    line.classList.remove("waiting");
    const retry = line.querySelector(".retry");
    if (retry) retry.remove();
  }

  function refused(said) {
    forgetUnsent(said.id);
    const line = shown.get(said.id);
    if (line) line.remove();
    shown.delete(said.id);
    if (!box.value && !said.action) box.value = said.text;
    fitBox();
    tell(says.tooLong);
  }

  function deleteChat() {
    const token = chat.token;
    chat.isClosed = true;
    chat.aborters.forEach((aborter) => aborter.abort());
    remembered.removeItem(TOKEN);
    remembered.removeItem(UNSENT);
    remembered.removeItem(LANGUAGE);
    lines.textContent = "";
    shown.clear();
    dots.hidden = true;
    tell("");
    chat = openChat();
    showStarters();
    box.focus();
    wake();
    if (!token) return;
    keepList(LEAVING, listOf(LEAVING).concat([token]));
    leave(token, true);
  }

  /* ---- what the person sees ---- */

  const shown = new Map(); // id -> line
  let unread = 0;

  function make(tag, name, text) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }

  const two = (number) => (number < 10 ? "0" : "") + number;

  function makeLine(id, sender, text, at, buttons) {
    const line = make("li", sender);
    const bubble = make("div", "bubble");
    const time = make("time", "", two(at.getHours()) + ":" + two(at.getMinutes()));
    time.dateTime = at.toISOString();
    line.dataset.day = two(at.getDate()) + "." + two(at.getMonth() + 1) + "." + at.getFullYear();
    if (says[sender]) line.appendChild(make("span", "name unseen", says[sender]));
    if (sender === "you") bubble.appendChild(make("p", "", text));
    else paragraphs(text).forEach((paragraph) => bubble.appendChild(paragraph));
    bubble.appendChild(time);
    line.appendChild(bubble);
    if (buttons && buttons.length) line.appendChild(choices(buttons));
    shown.set(id, line);
    return line;
  }

  function place(line, before) {
    lines.insertBefore(line, before);
    const previous = line.previousElementSibling;
    const today = new Date();
    const isToday = line.dataset.day === two(today.getDate()) + "." + two(today.getMonth() + 1) + "." + today.getFullYear();
    if (previous ? previous.dataset.day !== line.dataset.day : !isToday) {
      const day = make("li", "day", line.dataset.day);
      day.dataset.day = line.dataset.day;
      lines.insertBefore(day, line);
    }
    const begins = !previous || previous.className.split(" ")[0] !== line.className.split(" ")[0];
    if (begins) line.classList.add("turn");
    const name = line.querySelector(".name");
    if (begins && name && line.classList.contains("bot")) name.classList.remove("unseen");
    showStarters();
  }

  function choices(buttons) {
    const group = make("div", "choices");
    buttons.forEach((button) => {
      const choice = make("button", "", button[0]);
      choice.type = "button";
      choice.dataset.action = button[1];
      group.appendChild(choice);
    });
    return group;
  }

  function showWaiting(said) {
    const line = makeLine(said.id, "you", said.text, new Date(), null);
    line.classList.add("waiting");
    place(line, null);
  }

  function offerRetry(id) {
    const line = shown.get(id);
    if (!line || line.querySelector(".retry")) return;
    const retry = make("button", "retry", says.notSent);
    retry.type = "button";
    line.appendChild(retry);
    glideTo(document.documentElement.scrollHeight);
  }

  /* Puts lines the page has not seen before those that still wait to be sent. */
  function showHistory(received) {
    received.forEach((line) => {
      if (shown.has(line.id)) arrived(line.id);
      else place(makeLine(line.id, line.sender, line.text, new Date(line.at), line.buttons), lines.querySelector(".waiting"));
    });
    received.forEach((line) => forgetUnsent(line.id));
    markNewest();
    showStarters();
    if (received.length) window.scrollTo(0, document.documentElement.scrollHeight);
  }

  function showNews(received) {
    const last = lines.lastElementChild;
    const isFollowing = (last && last.classList.contains("you")) ||
      window.innerHeight + window.pageYOffset > document.documentElement.scrollHeight - 160;
    let first = null;
    received.forEach((line) => {
      if (shown.has(line.id)) return;
      const made = makeLine(line.id, line.sender, line.text, new Date(line.at), line.buttons);
      first = first || made;
      place(made, null);
    });
    if (!first) return;
    dots.hidden = true;
    markNewest();
    if (document.hidden) document.title = "(" + ++unread + ") " + title;
    if (isFollowing) showBeginning(first);
  }

  /* A long answer is read from its first line, below the question if there is room. */
  function showBeginning(line) {
    const before = line.previousElementSibling;
    const start = before && before.offsetHeight < 120 ? before : line;
    const bar = document.querySelector(".bar").offsetHeight;
    glideTo(start.getBoundingClientRect().top + window.pageYOffset - bar - 12);
  }

  function glideTo(top) {
    const isCalm = !("scrollBehavior" in document.documentElement.style) ||
      window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isCalm) window.scrollTo(0, top);
    else window.scrollTo({ top: top, behavior: "smooth" });
  }

  function markNewest() {
    const answers = lines.querySelectorAll(".bot, .person");
    answers.forEach((line, at) => line.classList.toggle("newest", at === answers.length - 1));
  }

  function showStarters() {
    element("chat").classList.toggle("empty", !lines.children.length);
    starters.hidden = lines.children.length > 0 || Boolean(chat.token && chat.cursor < 0);
    element("delete").hidden = !chat.token;
  }

  let dotsTimer = 0;
  function showDots() {
    const answers = lines.querySelectorAll(".bot, .person");
    if (answers.length && answers[answers.length - 1].classList.contains("person")) return;
    const last = lines.lastElementChild;
    if (!last || !last.classList.contains("you")) return; // the answer was faster
    dots.hidden = false;
    clearTimeout(dotsTimer);
    dotsTimer = setTimeout(() => { dots.hidden = true; }, DOTS_STAY);
    glideTo(document.documentElement.scrollHeight);
  }

  function tell(sentence) {
    if (element("status").textContent !== sentence) element("status").textContent = sentence;
  }

  function connected() {
    if (element("status").textContent === says.connecting) tell("");
  }

  /* Paragraphs, list items and links of a text, as elements: the text itself is never read as HTML. */
  function paragraphs(text) {
    return text.split(/\n{2,}/).map((part) => {
      const paragraph = make("p");
      let isOpen = false; // the last thing was a plain line, so a line break is due
      part.split("\n").forEach((line) => {
        const item = /^(\d{1,2}\.|[-•–])\s+(.*)$/.exec(line);
        if (item) {
          const holder = make("span", "item");
          holder.appendChild(make("span", "mark", item[1] + " "));
          addLinked(holder, item[2]);
          paragraph.appendChild(holder);
        } else {
          if (isOpen) paragraph.appendChild(document.createTextNode("\n"));
          addLinked(paragraph, line);
        }
        isOpen = !item;
      });
      return paragraph;
    });
  }

  const LINK = new RegExp(
    "(https?://[^\\s<>\"«»]+)" + // an address
    "|(\\b(?:[a-z0-9-]+\\.)*e?gov\\.[a-z]{2}(?![a-z0-9.-]*[a-z0-9]))" + // an office named by its site
    "|(\\+\\d[\\d \\u00a0()-]{7,18}\\d|\\b8[ \\u00a0-]800[ \\u00a0\\d()-]{7,12}\\d)" + // a number with its country
    "|(?::[ \\u00a0])(1\\d{2,3})(?=[.,;]?$)", // a short number that ends a line: "Police: 102"
    "gi"
  );

  function addLinked(parent, text) {
    let done = 0;
    const add = (from, to, address, label) => {
      parent.appendChild(document.createTextNode(text.slice(done, from)));
      const link = make("a", "", label || text.slice(from, to));
      link.href = address;
      if (/^http/.test(address)) {
        link.target = "_blank";
        link.rel = "noopener noreferrer";
      }
      parent.appendChild(link);
      done = to;
    };
    text.replace(LINK, (found, address, site, phone, short, at) => {
      if (address) {
        const clean = address.replace(/[.,;:!?)\]]+$/, "");
        const label = clean.replace(/^https?:\/\/(www\.)?/, "").replace(/\/$/, "");
        add(at, at + clean.length, clean, label.length > 42 ? label.slice(0, 40) + "…" : label);
      } else if (site) {
        add(at, at + site.length, "https://" + site + "/");
      } else if (phone) {
        add(at, at + phone.length, "tel:" + phone.replace(/[^\d+]/g, ""));
      } else {
        add(at + found.length - short.length, at + found.length, "tel:" + short);
      }
      return found;
    });
    parent.appendChild(document.createTextNode(text.slice(done)));
  }

  /* ---- wiring ---- */

  let hiddenAt = document.hidden ? Date.now() : 0;
  let lookers = [];
  function lookedAt() {
    if (!document.hidden || Date.now() - hiddenAt < HIDDEN_REST) return Promise.resolve();
    return new Promise((seen) => lookers.push(seen));
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      hiddenAt = Date.now();
      return;
    }
    unread = 0;
    document.title = title;
    lookers.forEach((seen) => seen());
    lookers = [];
    wake();
  });
  window.addEventListener("online", wake);
  window.addEventListener("storage", (event) => {
    if (event.key === TOKEN && event.newValue !== chat.token && !box.value) location.reload();
  });

  function fitBox() {
    box.style.height = "auto";
    box.style.height = box.scrollHeight + 3 + "px";
  }
  box.addEventListener("input", fitBox);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    sendWritten();
  });
  element("form").addEventListener("submit", (event) => {
    event.preventDefault();
    sendWritten();
    box.focus();
  });

  let pressed = null;
  let pressedAt = 0;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && button.className === "retry") wake();
    // A double tap is one choice.
    if (button && button.dataset.action && (button !== pressed || Date.now() - pressedAt > 600)) {
      pressed = button;
      pressedAt = Date.now();
      say(button.textContent, button.dataset.action);
    }
    if (!event.target.closest("#languages")) element("languages").open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = element("languages");
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* Another language of the page is another language of the bot, told on the next page. */
  element("languages").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    remembered.setItem(LANGUAGE, link.lang);
    if (!chat.token || link.lang === locale) return;
    const said = { id: randomName(12), text: link.textContent, action: "language:" + link.lang, locale: link.lang };
    keepList(UNSENT, listOf(UNSENT).concat([said]));
  });

  const dialog = element("ask");
  element("delete").addEventListener("click", () => {
    if (dialog.showModal) dialog.showModal();
    else if (window.confirm(element("question").textContent)) deleteChat();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "delete") deleteChat();
    dialog.returnValue = "";
  });

  const chosen = remembered.getItem(LANGUAGE);
  if (chosen && chosen !== locale && !/[?&]lang=/.test(location.search)) {
    location.replace("?lang=" + encodeURIComponent(chosen));
    return;
  }

  document.querySelectorAll("#form [disabled]").forEach((each) => { each.disabled = false; });
  listOf(LEAVING).forEach((token) => leave(token, false));
  if (chat.token) {
    chat.unsent = listOf(UNSENT);
    chat.unsent.forEach(showWaiting);
    listen(chat);
    deliver(chat);
  }
  showStarters();
})();
