"use strict";

// Files that are pasted or dropped join those that were chosen. Pictures are drawn small before they are sent.

function addFiles(added) {
	const field = document.getElementById("files");
	if (!field || !added.length) return;
	if (field.disabled) { say(t("This conversation takes no files.")); return; }
	const all = new DataTransfer();
	for (const file of [...field.files, ...added]) all.items.add(file);
	field.files = all.files;
	previews();
}

function removeFile(index) {
	const field = document.getElementById("files"), rest = new DataTransfer();
	[...field.files].forEach((file, i) => { if (i !== index) rest.items.add(file); });
	field.files = rest.files;
	previews();
	(document.querySelector("#previews button") || document.getElementById("text")).focus();
}

// previews shows what will be sent. A picture is drawn on a canvas: the page may load none but its own.
function previews() {
	const field = document.getElementById("files"), list = document.getElementById("previews");
	if (!list) return;
	const names = [...field.files].map(f => f.name + " " + f.size).join("\n");
	if (list.dataset.names === names) return;
	list.dataset.names = names;
	list.hidden = !field.files.length;
	list.replaceChildren(...[...field.files].map((file, i) => {
		const item = document.createElement("li"), name = document.createElement("span"), remove = document.createElement("button");
		name.textContent = file.name;
		remove.type = "button";
		remove.textContent = "×";
		remove.setAttribute("aria-label", t("Remove {name}", {name: file.name}));
		remove.addEventListener("click", () => removeFile(i));
		item.append(name, remove);
		if (file.type.startsWith("image/")) draw(file, item);
		return item;
	}));
}

async function draw(file, item) {
	try {
		const picture = await createImageBitmap(file), canvas = document.createElement("canvas"), small = Math.min(1, 96 / Math.max(picture.width, picture.height));
		canvas.width = Math.max(1, picture.width * small);
		canvas.height = Math.max(1, picture.height * small);
		canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
		canvas.setAttribute("role", "img");
		canvas.setAttribute("aria-label", file.name);
		item.prepend(canvas);
	} catch {
		// it is no picture after all: its name is there
	}
}

desk.addEventListener("change", event => { if (event.target.id === "files") previews(); });
desk.addEventListener("paste", event => {
	if (event.target.id === "text" && event.clipboardData.files.length) { event.preventDefault(); addFiles([...event.clipboardData.files]); }
});
const dropsFiles = event => event.target.closest("#thread") && document.getElementById("answer") && event.dataTransfer.types.includes("Files");
desk.addEventListener("dragover", event => { if (dropsFiles(event)) { event.preventDefault(); document.getElementById("answer").classList.add("drop"); } });
desk.addEventListener("dragleave", () => document.getElementById("answer")?.classList.remove("drop"));
desk.addEventListener("drop", event => {
	if (!dropsFiles(event)) return;
	event.preventDefault();
	document.getElementById("answer").classList.remove("drop");
	addFiles([...event.dataTransfer.files]);
});
