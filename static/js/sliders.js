/* The number of a slider, shown beside it while it moves. Without scripts the slider works without its number. */
(() => {
  "use strict";

  for (const slider of document.querySelectorAll("[data-slider]")) {
    const shown = document.querySelector(`output[for="${slider.id}"]`);
    if (!shown) continue;
    const show = () => {
      shown.value = slider.value;
    };
    slider.addEventListener("input", show);
    shown.hidden = false;
    show();
  }
})();
