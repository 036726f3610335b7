/* Turns an SVG into a PNG and hands it over as a download. */
(() => {
  "use strict";

  const SCALE = 2;

  function loaded(url) {
    return new Promise((done, failed) => {
      const image = new Image();
      image.onload = () => done(image);
      image.onerror = failed;
      image.src = url;
    });
  }

  async function savePicture(svg, name) {
    const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    const image = await loaded(url);
    const canvas = document.createElement("canvas");
    canvas.width = (image.naturalWidth || 1200) * SCALE;
    canvas.height = (image.naturalHeight || 1200) * SCALE;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name || "map.png";
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  window.phMap = { ...window.phMap, savePicture };
})();
