"use strict";

// Times, scrolling, and the start.

// lasts is a stretch of time as a person says it.
function lasts(ms) {
	const s = Math.max(0, Math.round(ms / 1000)), two = n => String(n).padStart(2, "0");
	if (s >= 86400) return t("{d} d {h} h", {d: Math.floor(s / 86400), h: Math.floor(s % 86400 / 3600)});
	if (s >= 3600) return t("{h} h {min} min", {h: Math.floor(s / 3600), min: two(Math.floor(s % 3600 / 60))});
	return `${Math.floor(s / 60)}:${two(s % 60)}`;
}

function tick() {
	for (const e of desk.querySelectorAll("time[data-until]")) {
		const rest = Date.parse(e.dataset.until) - now();
		e.title ||= e.textContent;
		e.textContent = e.dataset.word.replace("{time}", lasts(rest));
		if (rest < 0 && rest > -1500) refresh();
	}
	for (const e of desk.querySelectorAll("time[data-since]")) e.textContent = t("for {time}", {time: lasts(now() - Date.parse(e.dataset.since))});
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

function ready() { findDraft(); count(); previews(); tick(); seen(); unhide(); title(); }

remember();
ready();
if (location.hash && document.querySelector(location.hash)) { atEnd = false; document.querySelector(location.hash).scrollIntoView({block: "center"}); } else bottom();
showPanel(panelShown() || matchMedia("(min-width: 75rem)").matches);
setInterval(tick, 1000);
addEventListener("popstate", () => { if (here !== location.pathname + location.search) location.reload(); }); // not for a link within the page
listen();
