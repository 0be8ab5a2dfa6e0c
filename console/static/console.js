// What the pages do better with JavaScript; without it every page works, by reloading.
"use strict";

const EVERY = 10_000; // milliseconds between two questions
const AT_MOST = 160_000; // the longest pause after errors
const ALERTS = "console.alerts";

// Text that is ready to be sent goes into the reply box, behind what is typed already.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  const box = document.getElementById("text");
  if (!button || !box) return;
  event.preventDefault();
  const text = document.getElementById(button.dataset.insert).textContent;
  box.focus();
  const typed = box.value.trimEnd();
  box.setRangeText((typed ? "\n\n" : "") + text, typed.length, box.value.length, "end");
  box.scrollIntoView({ block: "center" });
});

// How long WhatsApp still lets us write.
function countDown() {
  for (const each of document.querySelectorAll("[data-countdown]")) {
    const { countdown, open, hours, minutes, closed } = each.dataset;
    const left = Math.floor((Date.parse(countdown) - Date.now()) / 60_000);
    const time = left < 60 ? minutes.replace("%", left) : hours.replace("%", Math.floor(left / 60));
    const words = left < 0 ? closed : open.replace("%", time);
    if (each.textContent !== words) each.textContent = words;
  }
}
if (document.querySelector("[data-countdown]")) setInterval(countDown, 15_000);

const watch = document.querySelector("[data-changes]");
if (watch) startWatching(watch);

function startWatching(watch) {
  const announcer = document.getElementById("announcer");
  const alerts = setUpAlerts(document.getElementById("alerts"));
  let version = watch.dataset.version;
  let newest = Number(watch.dataset.newest || 0);
  let newestUrgent = Number(watch.dataset.newestUrgent || 0);
  let pause = EVERY;
  let timer = 0;
  let isAsking = false;

  async function ask() {
    timer = 0;
    if (isAsking || (document.hidden && !alerts.areOn())) return;
    isAsking = true;
    try {
      const address = new URL(watch.dataset.changes, location.href);
      address.searchParams.set("since", newest);
      const response = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!response.ok) throw new Error(String(response.status));
      const found = await response.json();
      if (pause > EVERY) announcer.textContent = "";
      pause = EVERY;
      if (found.version !== version) {
        await replaceLiveParts();
        version = found.version;
        announcer.textContent = found.is_new && watch.dataset.sayNew ? watch.dataset.sayNew : watch.dataset.sayChanged;
      }
      if (watch.dataset.newestUrgent !== undefined && found.newest_urgent > newestUrgent) {
        announcer.textContent = watch.dataset.sayUrgent;
        alerts.sound(watch.dataset.sayUrgent);
      }
      newest = Math.max(newest, found.newest);
      newestUrgent = Math.max(newestUrgent, found.newest_urgent);
    } catch {
      pause = Math.min(2 * pause, AT_MOST);
      announcer.textContent = watch.dataset.sayLost;
    }
    isAsking = false;
    again();
  }

  function again() {
    if (!timer) timer = setTimeout(ask, pause);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !timer) ask();
  });
  again();
}

// Only the marked parts of the page change: what is being typed and where the keyboard is stay.
async function replaceLiveParts() {
  const response = await fetch(location.pathname + location.search, { redirect: "error" });
  if (!response.ok) throw new Error(String(response.status));
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  document.title = fresh.title;
  for (const part of document.querySelectorAll("[data-live]")) {
    const newer = fresh.getElementById(part.id);
    if (!newer || newer.innerHTML === part.innerHTML) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    const link = focused && focused.getAttribute("href");
    part.replaceChildren(...document.adoptNode(newer).childNodes);
    if (link) part.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
    else if (focused) part.querySelector("button, a")?.focus({ preventScroll: true });
  }
  countDown();
}

// A notification and a sound for urgent chats, once the person has asked for them.
function setUpAlerts(button) {
  let sounds = null;
  const areOn = () => Boolean(button) && localStorage.getItem(ALERTS) === "on";
  const show = () => {
    button.setAttribute("aria-pressed", String(areOn()));
    button.textContent = areOn() ? button.dataset.on : off;
  };
  const off = button ? button.textContent : "";
  if (button) {
    button.hidden = false;
    show();
    button.addEventListener("click", async () => {
      localStorage.setItem(ALERTS, areOn() ? "off" : "on");
      show();
      if (!areOn()) return;
      sounds ??= new AudioContext();
      beep(sounds);
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
    });
    // A page may sound only after it was touched: the first click anywhere makes it ready.
    document.addEventListener("click", () => { if (areOn()) (sounds ??= new AudioContext()).resume(); });
  }
  return {
    areOn,
    sound(words) {
      if (!areOn()) return;
      if (sounds) beep(sounds);
      if ("Notification" in window && Notification.permission === "granted") {
        new Notification(words, { tag: "urgent", requireInteraction: true }).onclick = () => window.focus();
      }
    },
  };
}

function beep(sounds) {
  for (const [at, pitch] of [[0, 660], [0.2, 880]]) {
    const tone = sounds.createOscillator();
    const volume = sounds.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.15, sounds.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, sounds.currentTime + at + 0.18);
    tone.connect(volume).connect(sounds.destination);
    tone.start(sounds.currentTime + at);
    tone.stop(sounds.currentTime + at + 0.2);
  }
}
