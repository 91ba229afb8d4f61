"use strict";

// What calls an agent who looks elsewhere: a count in the title, a notification, a sound. What a person chose stays in the browser.

const chosen = name => localStorage.getItem("desk-" + name) === "on";

// title has the number of customers who wait for the person.
function title() {
	const due = Number(desk.dataset.due || 0), name = desk.querySelector("h1").textContent;
	document.title = (due ? "(" + due + ") " : "") + name + " · contactkit desk";
	for (const [id, on] of [["notify", notifies()], ["sound", chosen("sound")]]) {
		const button = document.getElementById(id);
		if (!button) continue;
		button.hidden = id === "notify" && !("Notification" in window);
		button.setAttribute("aria-pressed", on);
	}
}

const notifies = () => "Notification" in window && Notification.permission === "granted" && chosen("notify");

// alarm calls the person: a customer waits who did not before.
function alarm() {
	if (chosen("sound")) try { beep(); } catch { /* a browser may have no sound */ }
	if (document.visibilityState === "visible" && document.hasFocus() || !notifies()) return;
	const first = desk.querySelector("#offers li b, #list .due b");
	const note = new Notification(document.title, {body: first ? first.textContent : "", tag: "desk"});
	note.onclick = () => { focus(); note.close(); };
}

let audio = null;

// beep plays two short tones.
function beep() {
	audio ||= new AudioContext();
	[660, 880].forEach((tone, i) => {
		const wave = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + i * 0.15;
		wave.frequency.value = tone;
		volume.gain.setValueAtTime(0.1, at);
		volume.gain.exponentialRampToValueAtTime(0.001, at + 0.14);
		wave.connect(volume).connect(audio.destination);
		wave.start(at);
		wave.stop(at + 0.15);
	});
}

desk.addEventListener("click", async event => {
	const button = event.target.closest("#notify, #sound");
	if (!button) return;
	const on = button.getAttribute("aria-pressed") !== "true";
	if (button.id === "notify" && on && await Notification.requestPermission() !== "granted") { say(t("Your browser does not allow notifications of this page.")); return; }
	localStorage.setItem("desk-" + button.id, on ? "on" : "off");
	title();
	if (button.id === "sound" && on) beep();
});
