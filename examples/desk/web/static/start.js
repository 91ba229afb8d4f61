"use strict";

// Times, scrolling, and the start.

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
}

function ready() { findDraft(); count(); previews(); tick(); local(); seen(); unhide(); title(); }

remember();
ready();
if (location.hash && document.querySelector(location.hash)) { atEnd = false; document.querySelector(location.hash).scrollIntoView({block: "center"}); } else bottom();
const panel = document.getElementById("customer-panel");
if (panel && matchMedia("(min-width: 75rem)").matches) panel.open = true;
setInterval(tick, 1000);
addEventListener("popstate", () => location.reload());
listen();
