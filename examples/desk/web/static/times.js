// Times are where the reader is, also if the account names no time zone: a cookie tells the desk the browser's, in which
// it makes the next pages. The page that is there before the cookie is changed here. Without a script, times are the desk's.
"use strict";

{
	const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
	if (zone) document.cookie = `zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax` + (location.protocol === "https:" ? "; Secure" : "");
}

function times(root) {
	if (document.documentElement.dataset.zone) return;
	const two = n => String(n).padStart(2, "0");
	for (const e of root.querySelectorAll("time[datetime]:not([data-here], [data-until], [data-since])")) {
		const at = new Date(e.dateTime);
		if (isNaN(at)) continue;
		e.dataset.here = "1";
		// The last time of day in the text is replaced. A date before it is too, if the day differs there.
		const clock = two(at.getHours()) + ":" + two(at.getMinutes());
		const text = e.textContent.replace(/\d\d:\d\d(:\d\d)?(?!.*\d\d:\d\d)/, (all, seconds) => clock + (seconds ? ":" + two(at.getSeconds()) : ""));
		if (text === e.textContent) continue;
		const dated = /\d{4}/.test(text);
		e.textContent = dated ? at.toLocaleDateString(document.documentElement.lang + "-u-nu-latn", {day: "numeric", month: "long", year: "numeric"}) + " " + text.match(/\d\d:\d\d(:\d\d)?/)[0] : text;
	}
}
times(document);
new MutationObserver(list => { for (const m of list) for (const n of m.addedNodes) if (n.nodeType === 1) times(n.parentElement || n); }).observe(document.body, {childList: true, subtree: true});
