// Keeps the desk live. The server tells which conversation changed; the inside of the page is fetched anew, and what differs is swapped:
// what is being typed, focus, scroll and opened parts stay. Forms go the same way. Without scripts everything works by plain loads.
// The other scripts follow in the order of console.go: forms.js, answer.js, canned.js, files.js, alert.js, keys.js, start.js.
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

// typed is what the person has changed in a part, by the field's id.
function typed(part) {
	const kept = new Map();
	for (const field of part.querySelectorAll("textarea[id], input[id]:not([type=hidden]):not([type=file]), select[id]")) if (changed(field)) kept.set(field.id, field);
	return kept;
}

function changed(field) {
	if (field.type === "checkbox") return field.checked !== field.defaultChecked;
	if (field.tagName === "SELECT") return [...field.options].some((o, i) => o.selected !== (o.defaultSelected || i === 0 && ![...field.options].some(d => d.defaultSelected)));
	return field.value !== field.defaultValue;
}

// place names an element, so that the one that takes its place can be found.
function place(e) {
	if (e.id) return "#" + e.id;
	const of = e.closest("[data-thread], li[id], form[id]");
	return [e.tagName, e.getAttribute("href"), e.name, e.value, e.dataset.do, of && (of.dataset.thread || of.id)].join(" ");
}

function refocus(where, inside) {
	if (where.startsWith("#")) return document.getElementById(where.slice(1));
	return [...inside.querySelectorAll("a, button, input, select, textarea, summary")].find(e => place(e) === where);
}

function swapPart(old, fresh) {
	const html = sent(fresh);
	if (served.get(old.id) === html) { // only the forms' names are new
		const names = fresh.querySelectorAll("input[name=form]");
		old.querySelectorAll("input[name=form]").forEach((field, i) => { if (names[i] && !field.form.dataset.busy) field.value = names[i].value; });
		return;
	}
	served.set(old.id, html);
	const kept = typed(old), files = old.querySelector("input[type=file]"), active = document.activeElement;
	const focus = old.contains(active) ? place(active) : "";
	const caret = focus && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
	const opened = [...old.querySelectorAll("details[open][id]")].map(d => d.id);
	old.replaceWith(fresh);
	for (const id of opened) { const d = document.getElementById(id); if (d) d.open = true; }
	for (const [id, was] of kept) {
		const field = document.getElementById(id);
		if (!field || field.tagName !== was.tagName) continue;
		if (was.type === "checkbox") { field.checked = was.checked; continue; }
		if (was.tagName === "SELECT" && ![...field.options].some(o => o.value === was.value)) continue;
		field.value = was.value;
	}
	const choice = fresh.querySelector("input[type=file]");
	if (files && files.files.length && choice && !choice.disabled) choice.files = files.files;
	if (!focus) return;
	const field = refocus(focus, fresh);
	if (!field) return; // keepFocus finds another place
	field.focus({preventScroll: true});
	if (caret && caret[0] !== null && field.setSelectionRange) field.setSelectionRange(...caret);
}

// keepFocus leads the focus to the answer, or to the page, if what had it is gone.
function keepFocus(had) {
	if (!had || document.activeElement && document.activeElement !== document.body) return;
	(document.getElementById("text") || document.getElementById("main")).focus({preventScroll: true});
}

// swapKeyed brings a list up to date item by item, so that a screen reader is told of new ones alone.
function swapKeyed(old, fresh) {
	const first = number(fresh.firstElementChild); // what comes before it was asked for, and stays
	for (const item of [...old.children]) if (number(item) >= first && !fresh.querySelector("#" + CSS.escape(item.id))) { served.delete(item.id); item.remove(); }
	let before = [...old.children].find(item => number(item) >= first) || null;
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

const number = item => item ? Number(item.id.slice(1)) : 0;

function swap(html) {
	const had = desk.contains(document.activeElement);
	const fresh = parser.parseFromString(html, "text/html").getElementById("desk");
	if (!fresh) return false;
	if (fresh.dataset.thread !== desk.dataset.thread) { // another conversation
		const shown = panelShown();
		desk.replaceChildren(...fresh.childNodes);
		showPanel(shown);
		remember();
		atEnd = true;
		earlierShown = false;
	} else {
		for (const part of desk.querySelectorAll("[data-part]")) {
			const now = fresh.querySelector("#" + CSS.escape(part.id));
			if (now && !(part.id === "earlier" && earlierShown)) swapPart(part, now);
		}
		for (const list of desk.querySelectorAll("[data-keyed]")) swapKeyed(list, fresh.querySelector("#" + CSS.escape(list.id)));
	}
	desk.className = fresh.className;
	const due = Number(desk.dataset.due);
	for (const name of ["thread", "heard", "mine", "due"]) {
		if (name in fresh.dataset) desk.dataset[name] = fresh.dataset[name]; else delete desk.dataset[name];
	}
	if (atEnd) bottom();
	ready();
	keepFocus(had);
	if (Number(desk.dataset.due) > due) alarm();
	return true;
}

// panelShown: the customer's panel is open. showPanel keeps it so when another conversation is shown;
// on a page without one it is open where there is room for it.
const panelShown = () => document.getElementById("customer-panel")?.open ?? matchMedia("(min-width: 75rem)").matches;
function showPanel(open) { const panel = document.getElementById("customer-panel"); if (panel) panel.open = open; }

// earlierShown: lines before those that the server sends are on the page.
let earlierShown = false;

// earlier puts the lines before the first in front of it; what is in sight stays where it is.
async function earlier(link) {
	const answer = await fetch(link.href, {headers: {"X-Part": "1"}});
	if (!answer.ok) { location.href = link.href; return; }
	const fresh = parser.parseFromString(await answer.text(), "text/html"), scroll = document.getElementById("scroll");
	const lines = fresh.querySelectorAll("#lines > li"), next = fresh.querySelector("[data-earlier]");
	const below = scroll.scrollHeight - scroll.scrollTop;
	earlierShown = true;
	document.getElementById("lines").prepend(...lines);
	for (const line of lines) served.set(line.id, sent(line));
	scroll.scrollTop = scroll.scrollHeight - below;
	if (next) link.href = next.href; else link.remove();
	(next ? link : scroll).focus({preventScroll: true});
}

let here = location.pathname + location.search; // the page that is shown

// visit notes that another page is shown.
function visit(href) {
	history.pushState(null, "", href);
	here = location.pathname + location.search;
}

let going = 0; // counts the pages that were asked for: the last one is shown

// go shows another page of the desk in this one.
async function go(href) {
	const turn = ++going;
	const answer = await fetch(href, {headers: {"X-Part": "1"}}).catch(() => null);
	if (!answer) { say(t("The desk cannot be reached. What you wrote is still here.")); return; }
	if (!answer.ok) { location.href = href; return; }
	const html = await answer.text();
	await unpressed();
	if (turn !== going) return;
	visit(href);
	swap(html);
}

// --- asking

let asking = false, again = false;

// A press that begins on a part must end on it, or the browser takes it for no click: nothing is swapped meanwhile.
let pressed = false, onRelease = [], begun = 0; // begun counts the presses: the end of one is not that of the next, which may follow at once
addEventListener("pointerdown", () => { pressed = true; begun++; }, true);
for (const end of ["pointerup", "pointercancel", "blur"]) addEventListener(end, event => {
	if (end === "blur" && event.target !== window) return; // a press moves the focus: an element's blur is no end of it
	const ended = begun;
	setTimeout(() => { // after the click
		if (ended !== begun) return;
		pressed = false;
		for (const done of onRelease.splice(0)) done();
	});
}, true);

// unpressed waits for the end of a press. Every swap waits for it: of a change, of a form's answer, of another page.
const unpressed = () => pressed ? new Promise(done => onRelease.push(done)) : Promise.resolve();

async function refresh() {
	if (asking) { again = true; return; }
	asking = true;
	const asked = location.href;
	try {
		const answer = await fetch(asked, {headers: {"X-Part": "1"}});
		if (answer.status === 401) { location.reload(); return; }
		skew = Date.parse(answer.headers.get("Date")) - Date.now() || 0;
		const html = await answer.text();
		await unpressed();
		if (asked !== location.href) again = true; // a form or a link has led elsewhere meanwhile
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
