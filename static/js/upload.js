/* Shows how far a big upload is. Without scripts the form is sent as any other. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form) return;

  form.addEventListener("submit", (event) => {
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size < 1_000_000) return;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    const bar = form.querySelector("[data-upload-progress]");
    button.disabled = true;
    bar.hidden = false;
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (sent) => {
      const progress = bar.querySelector("progress");
      if (sent.lengthComputable && sent.loaded < sent.total) progress.value = (100 * sent.loaded) / sent.total;
      else progress.removeAttribute("value");
    });
    request.addEventListener("load", () => {
      const address = request.getResponseHeader("HX-Redirect");
      if (address) { location.assign(address); return; }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
      if (request.status === 422 && answer) {
        document.querySelector("main").replaceWith(document.importNode(answer, true));
        document.querySelector("main [aria-invalid=true]")?.focus();
      } else {
        button.disabled = false;
        bar.hidden = true;
        window.phHub?.showError(document.getElementById("ph-toasts").dataset.failed);
      }
    });
    request.addEventListener("error", () => {
      button.disabled = false;
      bar.hidden = true;
      window.phHub?.showError(document.getElementById("ph-toasts").dataset.failed);
    });
    request.send(new FormData(form));
  });
})();
