// Keeps the desk live. The server tells which conversation changed; the inside of the page is fetched anew, and what differs is swapped:
// what is being typed, focus, scroll and opened parts stay. Forms go the same way. Without this script everything works by plain loads.
"use strict";

const desk = document.getElementById("desk");
const now = () => Date.now() + skew;
let skew = 0; // the server's clock less ours, in milliseconds

// --- swapping

const parser = new DOMParser();
const served = new Map(); // id of a part → its HTML as the server sent it

// sent is a part's HTML without what changes at every load.
function sent(part) {
	const copy = part.cloneNode(true);
	for (const name of copy.querySelectorAll("input[name=form]")) name.removeAttribute("value");
	return copy.outerHTML;
}

function remember() {
	for (const part of desk.querySelectorAll("[data-part][id], [data-keyed] > [id]")) served.set(part.id, sent(part));
}

// typed is what the person has put into a part, by the field's id.
function typed(part) {
	const kept = new Map();
	for (const field of part.querySelectorAll("textarea[id], input[id]:not([type=hidden]):not([type=file]), select[id]")) kept.set(field.id, field);
	return kept;
}

function swapPart(old, fresh) {
	const html = sent(fresh);
	if (served.get(old.id) === html) { // only the forms' names are new
		const names = fresh.querySelectorAll("input[name=form]");
		old.querySelectorAll("input[name=form]").forEach((field, i) => { if (names[i] && !field.form.dataset.busy) field.value = names[i].value; });
		return;
	}
	served.set(old.id, html);
	const kept = typed(old), files = old.querySelector("input[type=file]");
	const focus = old.contains(document.activeElement) ? document.activeElement.id : "";
	const opened = [...old.querySelectorAll("details[open][id]")].map(d => d.id);
	old.replaceWith(fresh);
	for (const id of opened) { const d = document.getElementById(id); if (d) d.open = true; }
	for (const [id, was] of kept) {
		const field = document.getElementById(id);
		if (!field || field.tagName !== was.tagName) continue;
		if (was.type === "checkbox") { field.checked = was.checked; continue; }
		if (was.tagName === "SELECT" && ![...field.options].some(o => o.value === was.value)) continue;
		if (was.value) field.value = was.value;
	}
	const choice = fresh.querySelector("input[type=file]");
	if (files && files.files.length && choice && !choice.disabled) choice.files = files.files;
	const field = focus && document.getElementById(focus);
	if (field) {
		field.focus({preventScroll: true});
		const was = kept.get(focus);
		if (was && field.setSelectionRange && was.selectionStart !== null) field.setSelectionRange(was.selectionStart, was.selectionEnd);
	}
}

// swapKeyed brings a list up to date item by item, so that a screen reader is told of new ones alone.
function swapKeyed(old, fresh) {
	for (const item of [...old.children]) if (!fresh.querySelector("#" + CSS.escape(item.id))) { served.delete(item.id); item.remove(); }
	let before = old.firstElementChild;
	for (const item of [...fresh.children]) {
		const known = document.getElementById(item.id), html = sent(item);
		if (!known) {
			old.insertBefore(item, before);
			served.set(item.id, html);
			continue;
		}
		before = known.nextElementSibling;
		if (served.get(item.id) !== html) { known.replaceWith(item); served.set(item.id, html); }
	}
}

function swap(html) {
	const fresh = parser.parseFromString(html, "text/html").getElementById("desk");
	if (!fresh) return false;
	if (fresh.dataset.thread !== desk.dataset.thread) { // another conversation
		desk.replaceChildren(...fresh.childNodes);
		remember();
		atEnd = true;
	} else {
		for (const part of desk.querySelectorAll("[data-part]")) {
			const now = fresh.querySelector("#" + CSS.escape(part.id));
			if (now) swapPart(part, now);
		}
		for (const list of desk.querySelectorAll("[data-keyed]")) swapKeyed(list, fresh.querySelector("#" + CSS.escape(list.id)));
	}
	desk.className = fresh.className;
	for (const name of ["thread", "heard", "mine"]) {
		if (name in fresh.dataset) desk.dataset[name] = fresh.dataset[name]; else delete desk.dataset[name];
	}
	if (atEnd) bottom();
	ready();
	return true;
}

// --- asking

let asking = false, again = false;

// A press that begins on a part must end on it, or the browser takes it for no click: nothing is swapped meanwhile.
let pressed = false;
addEventListener("pointerdown", () => { pressed = true; }, true);
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, () => setTimeout(() => { pressed = false; }), true);

async function refresh() {
	if (asking) { again = true; return; }
	asking = true;
	const here = location.href;
	try {
		const answer = await fetch(here, {headers: {"X-Part": "1"}});
		if (answer.status === 401) { location.reload(); return; }
		skew = Date.parse(answer.headers.get("Date")) - Date.now() || 0;
		const html = await answer.text();
		if (here !== location.href) again = true; // a form has led elsewhere meanwhile
		else if (answer.ok && pressed) again = true;
		else if (answer.ok) swap(html);
	} catch {
		// the stream of changes tells when the desk is back
	} finally {
		asking = false;
		if (again) { again = false; setTimeout(refresh, 50); }
	}
}

function listen() {
	const changes = new EventSource("/changes");
	changes.onopen = () => { desk.dataset.live = "1"; refresh(); };
	changes.onmessage = refresh;
	changes.onerror = () => {
		delete desk.dataset.live;
		if (changes.readyState === EventSource.CLOSED) { changes.close(); setTimeout(() => { refresh(); listen(); }, 3000); }
	};
}

// --- forms

let unsure = null; // an answer that went out and was not heard of again: sent once more with the same name, it is said once

desk.addEventListener("submit", async event => {
	const form = event.target, answers = form.id === "answer";
	if (form.method !== "post") return;
	event.preventDefault();
	if (form.dataset.busy) return;
	const data = new FormData(form, event.submitter);
	if (answers) {
		if (!data.get("text").trim() && !form.querySelector("#files").files.length) return;
		if (unsure && unsure.text === data.get("text")) data.set("form", unsure.form);
	}
	const taken = answers ? take(form) : null; // what is typed from now on is the next answer
	form.dataset.busy = "1";
	if (event.submitter) event.submitter.disabled = true;
	const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
	let text = "", ok = false;
	try {
		const answer = await fetch(form.action, {method: "POST", body, headers: {"X-Part": "1"}});
		if (answer.status === 401) { location.reload(); return; }
		text = await answer.text();
		ok = answer.ok;
		if (answers) unsure = null;
		if (ok && form.id !== "status") {
			const to = new URL(answer.url);
			const said = to.searchParams.get("note");
			to.searchParams.delete("note");
			if (to.href !== location.href && !said) history.pushState(null, "", to);
		}
	} catch {
		if (answers) unsure = {form: data.get("form"), text: data.get("text")};
		text = "<p class=why>The desk cannot be reached. What you wrote is still here.</p>";
	}
	delete form.dataset.busy;
	if (event.submitter) event.submitter.disabled = false;
	if (ok) {
		for (const open of desk.querySelectorAll("#transfer[open]")) open.open = false;
		if (form.closest(".post-acts") && !parser.parseFromString(text, "text/html").getElementById("note")?.textContent) { // it was taken: the next answer is another
			for (const was of form.querySelectorAll("textarea[id]")) {
				const box = document.getElementById(was.id); // the page may have been swapped meanwhile
				if (!box) continue;
				box.value = "";
				const open = box.closest("details");
				if (open) open.open = false;
			}
		}
		swap(text);
		say(parser.parseFromString(text, "text/html").getElementById("note")?.textContent);
		if (answers) bottom();
	} else {
		if (taken) giveBack(taken);
		const why = parser.parseFromString(text, "text/html").querySelector(".why");
		say(why ? why.textContent : "That did not work.");
	}
});

// say shows what became of a form, until the next one.
function say(what) { document.getElementById("note").textContent = what || ""; }

// take empties the answer's fields and returns what was in them.
function take(form) {
	const taken = {text: form.querySelector("#text").value, replies: form.querySelector("#replies").value, files: new DataTransfer()};
	for (const file of form.querySelector("#files").files) taken.files.items.add(file);
	for (const field of form.querySelectorAll("#text, #replies, #files")) field.value = "";
	count();
	return taken;
}

// giveBack fills them in again, before what was typed since. The form may be another by now, or gone.
function giveBack(taken) {
	const text = document.getElementById("text"), replies = document.getElementById("replies"), files = document.getElementById("files");
	if (!text) return;
	text.value = [taken.text, text.value].filter(Boolean).join("\n");
	replies.value ||= taken.replies;
	if (!files.files.length) files.files = taken.files.files;
	count();
}

desk.addEventListener("keydown", event => {
	if (event.target.id === "text" && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
		event.preventDefault();
		const send = document.getElementById("send");
		if (!send.disabled) event.target.form.requestSubmit(send);
	}
});

desk.addEventListener("click", event => {
	const use = event.target.closest("[data-use]");
	const box = document.getElementById("text");
	if (use && box) {
		event.preventDefault();
		box.value = use.closest("li").querySelector(".text").textContent;
		box.focus();
		count();
	}
});

desk.addEventListener("input", event => {
	if (event.target.id !== "text") return;
	count();
	const form = event.target.form;
	if ("typing" in form.dataset && "mine" in desk.dataset && event.target.value && Date.now() - typingTold > 5000) {
		typingTold = Date.now();
		tell("/typing");
	}
});

let typingTold = 0, seenTold = "";

function tell(path) {
	fetch(path, {method: "POST", body: new URLSearchParams({thread: desk.dataset.thread}), keepalive: true}).catch(() => {});
}

// seen tells the platform that the agent looks at what the customer wrote.
function seen() {
	const what = desk.dataset.thread + " " + desk.dataset.heard;
	if (!("mine" in desk.dataset) || desk.dataset.heard === "0" || document.visibilityState !== "visible" || seenTold === what) return;
	seenTold = what;
	tell("/seen");
}
document.addEventListener("visibilitychange", seen);

// --- what only a script can show

const encoder = new TextEncoder();
const counters = {bytes: text => encoder.encode(text).length, utf16: text => text.length, runes: text => [...text].length};

function count() {
	const box = document.getElementById("text");
	if (!box) return;
	const {max, unit} = box.form.dataset, label = document.getElementById("length");
	label.dataset.rest ??= label.textContent;
	const n = (counters[unit] || counters.runes)(box.value.trim());
	label.textContent = n ? `${n} of ${max}${n > max ? ": it goes in parts" : ""}` : label.dataset.rest;
	label.classList.toggle("warn", n > max);
}

// lasts is a stretch of time as a person says it.
function lasts(ms) {
	const s = Math.max(0, Math.round(ms / 1000)), two = n => String(n).padStart(2, "0");
	if (s >= 86400) return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
	if (s >= 3600) return `${Math.floor(s / 3600)} h ${two(Math.floor(s % 3600 / 60))} min`;
	return `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function tick() {
	for (const t of desk.querySelectorAll("time[data-until]")) {
		const rest = Date.parse(t.dataset.until) - now();
		t.title ||= t.textContent;
		t.textContent = t.dataset.word + " " + lasts(rest);
		if (rest < 0 && rest > -1500) refresh();
	}
	for (const t of desk.querySelectorAll("time[data-since]")) t.textContent = "for " + lasts(now() - Date.parse(t.dataset.since));
	for (const e of desk.querySelectorAll("[data-expires]")) if (Date.parse(e.dataset.expires) < now()) e.hidden = true;
}

// atEnd: the newest message is in sight, and the next one shall be.
let atEnd = true;

function bottom() {
	const scroll = document.getElementById("scroll");
	if (scroll) scroll.scrollTop = scroll.scrollHeight;
	atEnd = true;
}
desk.addEventListener("scroll", event => {
	const s = event.target;
	if (s.id === "scroll") atEnd = s.scrollHeight - s.scrollTop - s.clientHeight < 80;
}, true);
for (const kind of ["load", "toggle"]) desk.addEventListener(kind, () => { if (atEnd) bottom(); }, true); // pictures take their room when they are here

// local shows times as they are where the agent is; without a script they are the desk's.
function local() {
	const clock = {hour: "2-digit", minute: "2-digit", hourCycle: "h23"};
	for (const t of desk.querySelectorAll("time[datetime]")) {
		if (/^\d\d:\d\d$/.test(t.textContent)) t.textContent = new Date(t.dateTime).toLocaleTimeString("en-GB", clock);
	}
	const explain = document.getElementById("explain");
	if (explain) {
		explain.textContent = explain.textContent.replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC/g, (_, day, time) => {
			const at = new Date(day + "T" + time + "Z"), today = at.toDateString() === new Date().toDateString();
			return at.toLocaleString("en-GB", {...clock, second: "2-digit", ...(today ? {} : {day: "numeric", month: "short", year: "numeric"})});
		});
	}
}

function ready() { count(); tick(); local(); seen(); }

remember();
ready();
bottom();
setInterval(tick, 1000);
addEventListener("popstate", () => location.reload());
listen();
