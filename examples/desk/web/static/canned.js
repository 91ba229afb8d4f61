"use strict";

// Canned answers: "/" and the beginning of a name list those that fit.

let cannedFor = null; // the beginning that the list is of; null: there is no list

// slash is what was typed after the last "/" before the caret, or null.
function slash(box) {
	const typed = /(?:^|\s)\/(\S*)$/.exec(box.value.slice(0, box.selectionStart));
	return typed && typed[1];
}

async function listCanned(box) {
	const typed = slash(box), list = document.getElementById("canned");
	if (typed === null) { closeCanned(); return; }
	cannedFor = typed;
	const answer = await fetch("/canned/list?" + new URLSearchParams({thread: desk.dataset.thread, q: typed}), {headers: {"X-Part": "1"}});
	const html = await answer.text();
	if (!answer.ok || cannedFor !== typed || !list.isConnected) return; // meanwhile more was typed, or an answer inserted
	list.replaceChildren(...parser.parseFromString(html, "text/html").querySelectorAll("li"));
	list.hidden = !list.children.length;
	[...list.children].forEach((item, i) => { item.id = "canned-" + i; });
	if (list.hidden) closeCanned(); else choose(list.firstElementChild);
}

function choose(item) {
	const box = document.getElementById("text");
	for (const other of item.parentElement.children) other.setAttribute("aria-selected", other === item);
	box.setAttribute("aria-controls", "canned");
	box.setAttribute("aria-activedescendant", item.id);
	item.scrollIntoView({block: "nearest"});
}

function closeCanned() {
	cannedFor = null;
	const list = document.getElementById("canned"), box = document.getElementById("text");
	if (list) { list.hidden = true; list.replaceChildren(); }
	if (box) { box.removeAttribute("aria-activedescendant"); box.removeAttribute("aria-controls"); }
}

// insert puts a canned answer in the place of what was typed.
function insert(item) {
	const box = document.getElementById("text"), end = box.selectionStart, begin = end - slash(box).length - 1;
	box.setRangeText(item.dataset.text, begin, end, "end");
	closeCanned();
	box.focus();
	box.dispatchEvent(new Event("input", {bubbles: true}));
}

desk.addEventListener("input", event => { if (event.target.id === "text") listCanned(event.target); });

desk.addEventListener("keydown", event => {
	const list = document.getElementById("canned"), chosen = list?.querySelector("[aria-selected=true]");
	if (event.target.id !== "text" || !chosen || event.isComposing) return;
	switch (event.key) {
	case "ArrowDown": choose(chosen.nextElementSibling || list.firstElementChild); break;
	case "ArrowUp": choose(chosen.previousElementSibling || list.lastElementChild); break;
	case "Enter": case "Tab": insert(chosen); break;
	case "Escape": closeCanned(); break;
	default: return;
	}
	event.preventDefault();
	event.stopImmediatePropagation();
}, true);

desk.addEventListener("click", event => {
	const item = event.target.closest("#canned li");
	if (item) insert(item);
});
