"use strict";

// Shortcuts of single letters. They can be turned off, and work only while no field has the focus.

const shortcuts = document.getElementById("shortcuts"), shortcutsOn = document.getElementById("shortcuts-on");

function press(selector) {
	const e = desk.querySelector(selector);
	if (!e) return false;
	const closed = e.closest("details:not([open])");
	if (closed && e.tagName !== "SUMMARY") closed.open = true;
	if (e.tagName === "TEXTAREA" || e.tagName === "INPUT") e.focus(); else { e.focus(); e.click(); }
	return true;
}

// reach puts the focus on a control and leaves it to the person to press it: what it does cannot be undone.
function reach(selector) {
	const e = desk.querySelector(selector);
	e?.focus();
	return !!e;
}

// neighbour leads to the conversation after the one that is shown, or to the one before it.
function neighbour(by) {
	const links = [...desk.querySelectorAll("#list a.entry")], at = links.findIndex(l => l.hasAttribute("aria-current"));
	const to = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by];
	if (to) go(to.href).then(() => (document.getElementById("text") || document.getElementById("main")).focus());
	return !!to;
}

const presses = {
	"?": () => { shortcuts.showModal(); return true; },
	a: () => press("#offers [data-do=accept]") || press("#acts [data-do=accept], #acts [data-do=take]"),
	r: () => press("#text"),
	n: () => press("#private-text"),
	t: () => press("#transfer > summary"),
	c: () => press("#customer-panel > summary"),
	j: () => neighbour(1),
	k: () => neighbour(-1),
	e: () => reach("#acts [data-do=close]"),
	w: () => reach("#offers form[action='/wrapped'] :is(select, button)"),
	s: () => press("#q"),
};

if (shortcuts) {
	shortcutsOn.checked = localStorage.getItem("desk-shortcuts") !== "off";
	shortcutsOn.addEventListener("change", () => localStorage.setItem("desk-shortcuts", shortcutsOn.checked ? "on" : "off"));
	document.addEventListener("keydown", event => {
		const field = event.target.closest("input:not([type=checkbox]), textarea, select, dialog");
		if (event.key === "Escape" && field && desk.contains(field)) { field.blur(); document.getElementById("main").focus({preventScroll: true}); return; }
		if (field || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !shortcutsOn.checked) return;
		if (presses[event.key]?.()) event.preventDefault();
	});
	desk.addEventListener("click", event => { if (event.target.id === "shortcuts-open") shortcuts.showModal(); });
}

// unhide shows the buttons that need a script.
function unhide() {
	for (const id of ["shortcuts-open", "sound"]) { const button = document.getElementById(id); if (button) button.hidden = false; }
}
